"""Every page of a batch of 2,000 people and 40 sessions: its CPU, and whether its queries grow with the batch.

The pages are found as a person finds them: from the page of the batch, by the links that stay beneath its address or
lead to a session or to somebody's attendance, and from the lists beside it, in the orders that cost most; those of
certificates once more when all are issued. A page that does not answer ends the measurement, and one that only one of
both batches has is told.
"""

import re
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import cpu_ms, emit, emit_rounds
from benchmarks.requests import expect
from benchmarks.server import Client, Server, manage, run_module
from home.demo import accounts

PEOPLE, SESSIONS = 2_000, 40
FEW_PEOPLE, FEW_SESSIONS = 80, 5  # more than the demo has offices: its coordinator follows some of them
VIEWERS = {"organiser": "penyelenggara@demo.dermaga.test", "coordinator": "koordinator@demo.dermaga.test"}
PARTICIPANT = "participant"
# Beneath the address of the batch: links are followed without what stands behind their question mark.
ORDERED = ("recap/?sort=-gain", "recap/?sort=-attendance&complete=no", "recap/?sort=final&page=2")
CERTIFICATES = "certificates/"
ISSUED = ("?verdict=has_one&page=3", "?q=putra")
OWN = ("/desk/participant/", "/desk/participant/jp/")
BESIDE = ("/jp/", "/jp/?sort=-jp", "/jp/offices/", "/jp/siasn/")
OF_COORDINATORS = ("/desk/comparison/",)
REQUESTS, ROUNDS = 20, 3
MOST_PAGES = 120
OK, BAD_REQUEST = 200, 400
# A phone at the door fetches its list by itself.
LINK = re.compile(r'(?:href|data-people)="(/[^"#?]*)')
ELSEWHERE = ("/sessions/", "/attendance/")
MEASURED = ("text/html", "application/json")
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?:speaker-)?\d+(?=/)")


def measure_batch_pages() -> None:
    with tempfile.TemporaryDirectory(prefix="dermaga-bench-") as folder:
        var_dir = Path(folder)
        manage(var_dir, "migrate", "--verbosity", "0")
        manage(var_dir, "collectstatic", "--noinput", "--verbosity", "0")
        few = load(var_dir, FEW_PEOPLE, FEW_SESSIONS)
        many = load(var_dir, PEOPLE, SESSIONS)
        for viewer, login in VIEWERS.items():
            also = (*ORDERED, *BESIDE, *(OF_COORDINATORS if viewer == "coordinator" else ()))
            measure_viewer(var_dir, viewer, (login, few), (login, many), also)
        first = {code: run_module(var_dir, "benchmarks.first_participant", code).split() for code in (few, many)}
        course = first[many][1]  # both batches are of one course
        measure_viewer(var_dir, PARTICIPANT, (first[few][0], few), (first[many][0], many), OWN, course)
        print(run_module(var_dir, "benchmarks.recaps").strip(), flush=True)
        for code in (few, many):
            manage(var_dir, "issue_certificates", "--batch", code)
        login = VIEWERS["organiser"]
        issued = tuple(f"{CERTIFICATES}{rest}" for rest in ISSUED)
        measure_viewer(var_dir, "issued", (login, few), (login, many), issued, beneath=CERTIFICATES)


def load(var_dir: Path, people: int, sessions: int) -> str:
    printed = manage(var_dir, "load_demo", "--quiet", "--scale", str(people), "--sessions", str(sessions))
    return printed.strip().splitlines()[-1].removeprefix("batch=")


def measure_viewer(
    var_dir: Path,
    viewer: str,
    of_few: tuple[str, str],
    of_many: tuple[str, str],
    also: tuple[str, ...],
    first: str = "",
    beneath: str = "",
) -> None:
    """Of a log-in and the code of its batch, for each of both; `also` is asked for beside what links lead to."""
    with Server(var_dir, count_queries=True) as server:
        found = [
            {one: (path, queries) for one, path, queries in crawl(logged_in(server, login), code, also, first, beneath)}
            for login, code in (of_few, of_many)
        ]
    small = {name: queries for name, (_path, queries) in found[0].items()}
    large = found[1]
    growing = sorted(name for name, (_path, queries) in large.items() if queries > small.get(name, queries))
    unpaired = sorted(set(small) ^ set(large))
    costs = {}
    with Server(var_dir) as server:
        client = logged_in(server, of_many[0])
        for name, (path, queries) in large.items():
            rounds = cpu_ms(server, partial(get, client, path), requests=REQUESTS, rounds=ROUNDS)
            costs[name] = emit_rounds(
                f"batch2000.{viewer}.{name}.cpu_ms", rounds, "ms", queries=queries, queries_of_few=small.get(name)
            )
    emit(f"batch2000.{viewer}.pages", len(large), "pages")
    emit(f"batch2000.{viewer}.slowest_cpu_ms", max(costs.values()), "ms", page=max(costs, key=lambda name: costs[name]))
    emit(f"batch2000.{viewer}.growing_pages", len(growing), "pages", names=growing)
    emit(f"batch2000.{viewer}.unpaired_pages", len(unpaired), "pages", names=unpaired)


def get(client: Client, path: str) -> None:
    expect(client.get(path), 200, path)


def logged_in(server: Server, login: str) -> Client:
    client = Client(server.port)
    expect(client.log_in(login, accounts.PASSWORD), 302)
    return client


def crawl(
    client: Client, code: str, also: tuple[str, ...], first: str = "", beneath: str = ""
) -> Iterator[tuple[str, str, int]]:
    """Name, path and queries of each kind of page; of pages that differ in a number only the first.

    Links are followed from `first`: the page of the batch, unless told otherwise, which a participant does not have;
    or from the page `beneath` its address, to those beneath that one.
    """
    start = f"/batches/{code}/"
    followed: tuple[str, ...] = (start + beneath,) if beneath else (start, *ELSEWHERE)
    waiting = [first or start + beneath, *(path if path.startswith("/") else start + path for path in also)]
    seen = {name_of(path, start) for path in waiting}
    while waiting:
        if len(seen) > MOST_PAGES:
            raise SystemExit(f"more than {MOST_PAGES} kinds of pages lead from {start}: not all would be measured")
        path = waiting.pop(0)
        client.get(path)  # what a page keeps for the next visit is kept by now
        answer = client.get(path)
        if answer.status >= BAD_REQUEST:
            raise SystemExit(f"{path} answers {answer.status}")
        if answer.status != OK or not answer.headers.get("Content-Type", "").startswith(MEASURED):
            continue
        yield name_of(path, start), path, int(answer.headers["X-Query-Count"])
        for found in LINK.findall(answer.text):
            name = name_of(found, start)
            if name not in seen and found.startswith(followed):
                seen.add(name)
                waiting.append(found)


def name_of(path: str, start: str) -> str:
    """`person.` goes before somebody's own attendance: there is one beneath the batch, too."""
    rest = IDENTIFIER.sub("one", path.removeprefix(start)).strip("/")
    name = rest.replace("/?", "?").replace("/", ".") or "batch"
    return f"person.{name}" if path.startswith("/attendance/") else name
