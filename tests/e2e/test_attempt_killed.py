"""The server is killed after it has written and before it has answered: nothing is lost, nothing is doubled."""

import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.models import AuditEntry
from quizzes.models import Answer, Attempt, Mark
from tests.e2e.conftest import free_port
from tests.e2e.killable import KillableSite
from tests.e2e.sitting import PATIENCE, SAVED, choose, log_in_as, open_attempt, option, status, stored
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def killable() -> Iterator[KillableSite]:
    made = KillableSite(free_port())
    yield made
    made.end()


@pytest.fixture
def sitting(context, killable):
    quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), questions=4, time_limit_minutes=30)
    log_in_as(context, killable.url, enrolment.member)
    return quiz, enrolment


def test_killed_between_save_and_answer_nothing_is_lost_and_nothing_doubled(page, killable, sitting):
    attempt = begin(*sitting)
    killable.begin(kill_at="quiz.save.after_statement")
    open_attempt(page, killable.url, attempt)

    choose(page, 1)
    assert killable.wait_for_death() == -signal.SIGKILL
    expect(status(page)).to_contain_text(re.compile(r"1 answer is waiting for signal, since .* · kept on this device"))
    assert stored(attempt) == {1: 1}
    choose(page, 2)
    expect(status(page)).to_contain_text("2 answers are waiting for signal")

    killable.begin()
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    assert stored(attempt) == {1: 1, 2: 1}
    choose(page, 1, 1)
    expect(option(page, 1, 1)).to_be_checked()
    page.wait_for_timeout(2500)
    assert stored(attempt) == {1: 2, 2: 1}
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("point", ["quiz.submit.before_commit", "quiz.submit.before_answer"])
def test_killed_while_handing_in_there_is_one_receipt_and_one_set_of_marks(page, killable, sitting, point):
    attempt = begin(*sitting)
    killable.begin(kill_at=point)
    open_attempt(page, killable.url, attempt)
    choose(page, 1)
    page.locator("[data-submit]").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()

    assert killable.wait_for_death() == -signal.SIGKILL
    expect(page.locator("[data-wish]")).to_contain_text(
        "Not handed in yet: there is no signal. All answers are saved", timeout=PATIENCE
    )
    attempt.refresh_from_db()
    assert (attempt.state, stored(attempt)) == ("graded" if point.endswith("before_answer") else "open", {1: 1})

    killable.begin()
    page.wait_for_url("**/result/", timeout=PATIENCE)
    before = attempt.receipt
    attempt.refresh_from_db()
    assert attempt.state == "graded"
    assert before in ("", attempt.receipt)
    expect(page.locator(".receipt")).to_have_text(attempt.receipt)
    assert Mark.objects.count() == 4
    assert AuditEntry.objects.filter(action="attempt.graded").count() == 1


def test_killed_at_the_start_there_is_one_attempt(page, killable, sitting):
    quiz, _enrolment = sitting
    killable.begin(kill_at="quiz.start.before_commit")
    page.goto(f"{killable.url}/quizzes/{quiz.uid}/")
    page.get_by_role("button", name="Start the test").click()
    assert killable.wait_for_death() == -signal.SIGKILL
    assert not Attempt.objects.exists()

    killable.begin()
    page.goto(f"{killable.url}/quizzes/{quiz.uid}/")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/*/")
    assert Attempt.objects.count() == 1
