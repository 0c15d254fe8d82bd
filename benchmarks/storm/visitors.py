"""The members of a storm: each with a connection, a session and a pace of its own, doing what the attempt page does.

A request is not tried again, though the page would: an answer that is not as it should be is an error of the site.
"""

import asyncio
import html
import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.storm.ledger import Given, Told

SAVED_AT_ONCE = 5
LONGEST_REQUEST = 60.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGE_DATA = re.compile(r'<script id="attempt-data" type="application/json">(.+?)</script>', re.DOTALL)
OPTION = re.compile(r'name="q-(\d+)" value="([^"]+)"')
RECEIPT = re.compile(r'class="receipt">([^<]+)<')


@dataclass(frozen=True)
class Pace:
    """All begin within `spread` seconds; before each save a pause between `least` and `most` seconds."""

    spread: float = 60
    least: float = 5
    most: float = 15


AT_ONCE = Pace(0, 0, 0)


@dataclass(frozen=True)
class Pass:
    """Who comes, with a session that is logged in already."""

    member: int
    session: str


class UnexpectedAnswerError(Exception):
    pass


@dataclass
class Visitor:
    origin: str
    quiz: str
    ticket: Pass
    pace: Pace
    dice: random.Random
    told: Told = field(init=False)
    times: list[tuple[str, float]] = field(default_factory=list)
    revs: dict[int, int] = field(default_factory=dict)
    done: bool = False

    def __post_init__(self) -> None:
        self.told = Told(self.ticket.member)
        self.cookies = {"sessionid": self.ticket.session, "django_language": "id"}
        self.token = ""

    async def visit(self) -> None:
        await asyncio.sleep(self.dice.uniform(0, self.pace.spread))
        connector = aiohttp.TCPConnector(limit=1, keepalive_timeout=120)
        timeout = aiohttp.ClientTimeout(total=LONGEST_REQUEST)
        try:
            async with aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout
            ) as self.http:
                await self.sit()
            self.done = True
        except (UnexpectedAnswerError, aiohttp.ClientError, TimeoutError, OSError, LookupError, ValueError) as error:
            self.told.fault = f"{type(error).__name__}: {error}"

    async def sit(self) -> None:
        landing = f"/quizzes/{self.quiz}/"
        self.token = found(TOKEN, await self.page("landing", landing), "the start's form")
        status, headers, _body = await self.ask(
            "start", f"{landing}start/", {"csrfmiddlewaretoken": self.token}, referer=landing
        )
        path = headers.get("Location", "")
        if status != 302 or not path.startswith("/attempts/"):
            raise UnexpectedAnswerError(f"start: {status} to {path!r}")
        page = await self.page("attempt", path)
        data = json.loads(html.unescape(found(PAGE_DATA, page, "the attempt's data")))
        self.told.attempt = data["attempt"]
        self.token = found(TOKEN, page, "the attempt's form")
        options: dict[int, list[str]] = {}
        for slot, option in OPTION.findall(page):
            options.setdefault(int(slot), []).append(html.unescape(option))
        if {str(slot) for slot in options} != set(data["answers"]):
            raise UnexpectedAnswerError(f"attempt: {len(options)} questions shown, {len(data['answers'])} told")
        urls, lease = data["urls"], f"{self.dice.getrandbits(64):x}"
        facts = await self.facts("lease", urls["lease"], {"lease": lease}, referer=path)
        if facts["state"] != "open":
            raise UnexpectedAnswerError(f"lease: {facts}")
        slots = list(options)
        for first in range(0, len(slots), SAVED_AT_ONCE):
            await asyncio.sleep(self.dice.uniform(self.pace.least, self.pace.most))
            chosen = {slot: self.dice.choice(options[slot]) for slot in slots[first : first + SAVED_AT_ONCE]}
            await self.save(urls["answers"], lease, chosen, referer=path)
        facts = await self.facts("submit", urls["submit"], json.dumps({}), referer=path)
        if facts != {"state": "submitted", "next": urls["result"]}:
            raise UnexpectedAnswerError(f"submit: {facts}")
        self.told.receipt = "not shown"  # acknowledged from now on, whatever the result says
        result = await self.page("result", urls["result"])
        self.told.receipt = html.unescape(found(RECEIPT, result, "the receipt"))

    async def save(self, path: str, lease: str, chosen: Mapping[int, str], *, referer: str) -> None:
        answers: dict[int, Given] = {slot: (self.revs.get(slot, 0) + 1, (option,)) for slot, option in chosen.items()}
        self.revs |= {slot: rev for slot, (rev, _value) in answers.items()}
        self.told.sent |= answers
        rows = {slot: {"rev": rev, "value": list(value)} for slot, (rev, value) in answers.items()}
        facts = await self.facts("save", path, json.dumps({"lease": lease, "answers": rows}), referer=referer)
        expected = {str(slot): rev for slot, (rev, _value) in answers.items()}
        if facts["state"] != "open" or facts["revs"] != expected or facts["late"] or facts["refused"]:
            raise UnexpectedAnswerError(f"save: sent {expected}, told {facts}")
        self.told.taken |= answers

    async def page(self, step: str, path: str) -> str:
        status, headers, body = await self.ask(step, path)
        if status != 200 or not headers.get("Content-Type", "").startswith("text/html"):
            raise UnexpectedAnswerError(f"{step}: {status} {headers.get('Location', '')} {body[:200]!r}")
        return body.decode()

    async def facts(self, step: str, path: str, body: str | dict[str, str], *, referer: str) -> dict[str, Any]:
        status, headers, raw = await self.ask(step, path, body, referer=referer)
        if status != 200 or not headers.get("Content-Type", "").startswith("application/json"):
            raise UnexpectedAnswerError(f"{step}: {status} {headers.get('Location', '')} {raw[:200]!r}")
        facts: dict[str, Any] = json.loads(raw)
        return facts

    async def ask(
        self, step: str, path: str, body: str | dict[str, str] | None = None, *, referer: str = ""
    ) -> tuple[int, Mapping[str, str], bytes]:
        """A dictionary goes as a form, a text as the JSON that the page's script sends; timed to the last byte."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if referer:
            headers["Referer"] = self.origin + referer
        if body is not None:
            headers |= {"Origin": self.origin, "X-CSRFToken": self.token}
        if isinstance(body, str):
            headers |= {"Content-Type": "application/json", "Accept": "application/json"}
        begun = time.perf_counter()
        async with self.http.request(
            "GET" if body is None else "POST", self.origin + path, data=body, headers=headers, allow_redirects=False
        ) as response:
            raw = await response.read()
        self.times.append((step, time.perf_counter() - begun))
        self.cookies |= {name: morsel.value for name, morsel in response.cookies.items()}
        return response.status, response.headers, raw


def found(pattern: re.Pattern[str], text: str, what: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise UnexpectedAnswerError(f"{what} is not on the page")
    return match.group(1)


async def storm(origin: str, quiz: str, tickets: list[Pass], pace: Pace, *, longest: float) -> list[Visitor]:
    """All of them, or what they came to within `longest` seconds. The same dice each time."""
    dice = random.Random(20)  # noqa: S311  only the paces and choices of a benchmark
    visitors = [Visitor(origin, quiz, ticket, pace, random.Random(dice.random())) for ticket in tickets]  # noqa: S311
    tasks = [asyncio.create_task(visitor.visit()) for visitor in visitors]
    _ended, running = await asyncio.wait(tasks, timeout=longest)
    for task in running:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    for visitor in visitors:
        if not visitor.done and not visitor.told.fault:
            visitor.told.fault = f"not through within {longest:.0f} s"
    return visitors
