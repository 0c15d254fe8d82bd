"""Until a test is handed in, no byte on the device tells what is right: answers, headers, worker's caches, storage."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from quizzes.models import QuizVersion
from quizzes.services import submit_attempt
from tests.e2e.line import Line
from tests.e2e.sitting import IS_KEPT, choose, log_in_as, open_attempt, until
from tests.factories.kinds import MAKERS
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NAMES_IN_KEYS = ('"fraction', '"feedback', '"option_feedback', '"tolerance', '"accepted', '"explanation', "is_right")
KEPT_ON_THE_DEVICE = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const text = `${JSON.stringify([...response.headers])} ${await response.text()}`;
      found.push([`${name} ${new URL(request.url).pathname}`, text]);
    }
  }
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) found.push([`storage ${key}`, store.getItem(key)]);
  for (const { name } of await indexedDB.databases()) found.push([`database ${name}`, ""]);
  return found;
}"""


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in texts_in(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts_in(part))


def secrets_of(version: QuizVersion) -> set[str]:
    """What the key says and the paper does not; shorter words stand on any page."""
    paper = " ".join(texts_in(version.body))
    return {text for text in texts_in(version.key) if len(text) > 6 and text not in paper}


def leaks(sent: list[tuple[str, str]], secrets: set[str]) -> list[str]:
    return [
        f"{where}: {secret}"
        for where, text in sent
        for secret in (*secrets, *NAMES_IN_KEYS)
        if secret in text and "/static/" not in where
    ]


def test_nothing_that_reaches_the_device_tells_what_is_right(page, context, live_server):
    bank = make_bank()
    questions = [make(bank) for make in MAKERS.values()] + [make_question(bank)]
    quiz, enrolment = make_sitting(
        member=make_member("Budi", password=PASSWORD), questions=questions, shuffle_questions=False
    )
    secrets = secrets_of(QuizVersion.objects.get())
    assert len(secrets) >= 8
    line = Line(live_server.url)
    log_in_as(context, line.url, enrolment.member)
    sent: list[tuple[str, str]] = []

    def note(response: Any) -> None:
        if "/static/" in response.url or response.status in (204, 301, 302, 304):
            return sent.append((response.url, str(response.headers)))
        return sent.append((response.url, f"{response.headers} {response.text()}"))

    context.on("requestfinished", lambda request: note(request.response()))
    course = reverse("courses:course", args=[enrolment.batch.course.slug])
    for address in (reverse("quizzes:landing", args=[quiz.uid]), reverse("home:desk"), course):
        page.goto(line.url + address)
        page.wait_for_load_state("networkidle")
    attempt = begin(quiz, enrolment)
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    choose(page, len(questions))
    page.locator("#q2 input[type=text]").fill("1.500,5")
    page.wait_for_timeout(2500)
    page.goto(line.url + reverse("quizzes:result", args=[attempt.uid]))
    line.cut()
    page.reload()
    page.wait_for_timeout(500)
    line.mend()
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    kept = [(where, text) for where, text in page.evaluate(KEPT_ON_THE_DEVICE)]

    assert any(f"/attempts/{attempt.uid}/" in where for where, _text in kept)
    assert any("/answers/" in where for where, _text in sent)
    assert leaks([*sent, *kept], secrets) == []

    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    page.goto(line.url + reverse("quizzes:result", args=[attempt.uid]))
    page.wait_for_load_state("networkidle")
    assert leaks(sent, secrets) != []  # the eye sees: the result tells, as its rules allow
    line.cut()
