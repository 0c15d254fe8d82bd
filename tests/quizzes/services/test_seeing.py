"""Who was closed by the clock and knows what was right: no outage that becomes known later opens it by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState, EventKind, ReviewPart
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt
from quizzes.selectors.attempts import attempt_to_review
from quizzes.services import (
    close_overdue_attempts,
    give_back_claimed,
    note_result_seen,
    reopen_attempt,
    start_attempt,
    submit_attempt,
)
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import SECRET_FEEDBACK, answer, begin, make_sitting
from tests.quizzes.counting import counted
from tests.quizzes.services.test_outages import lost, site_was_down

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ALL = ["answers", "right_wrong", "marks", "feedback", "key"]


@pytest.fixture
def sitting(time_machine, settings):
    """Closed by the clock five minutes ago, and what was right may be read at once."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, enrolment = make_sitting(time_limit_minutes=30, attempts_allowed=2, review_just_after=ALL)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1)
    time_machine.move_to(attempt.started_at + 35 * MINUTE, tick=False)
    assert close_overdue_attempts() == 1
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def client(sitting):
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(sitting.enrolment.member, backend="members.backends.EmailOrNumberBackend")
    return client


@pytest.fixture
def organiser(sitting):
    member = make_organiser()
    CourseOrganiser.objects.create(course=sitting.enrolment.batch.course, member=member)
    return member


def result_of(client, attempt):
    return client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()


def see(client, attempt):
    client.post(reverse("quizzes:see_result", args=[attempt.uid]))
    attempt.refresh_from_db()


def kinds_of(attempt):
    return [deed["kind"] for deed in attempt.interventions]


def test_the_result_is_held_back_while_time_may_come_back_and_shown_on_request(client, sitting):
    page = result_of(client, sitting)
    assert "Then time may be given back until" in page
    assert SECRET_FEEDBACK not in page
    assert "marks" not in page.partition("<main")[2].partition("</main")[0]
    assert reverse("quizzes:see_result", args=[sitting.uid]) in page
    sitting.refresh_from_db()
    assert sitting.seen_at is None

    see(client, sitting)
    with counted() as shown:
        page = result_of(client, sitting)

    assert "of 5 marks" in page
    assert "Show the result now" not in page
    assert shown.both[0] <= 5
    assert shown.both[1] == 0
    assert sitting.seen_parts == sorted(ALL[1:])


def test_of_who_handed_in_by_hand_nothing_is_held_back_or_noted(time_machine, client, sitting):
    mine = start_attempt(member=sitting.enrolment.member, quiz_uid=sitting.quiz.uid)
    submit_attempt(attempt_uid=mine.uid, member=sitting.enrolment.member)

    with counted() as shown:
        page = result_of(client, mine)

    mine.refresh_from_db()
    assert "of 5 marks" in page
    assert (shown.both[1], mine.seen_at) == (0, None)


def test_once_no_outage_can_give_time_back_the_result_is_shown_and_that_is_noted_once(client, sitting, time_machine):
    time_machine.move_to(sitting.started_at + 45 * MINUTE, tick=False)

    with counted() as first:
        page = result_of(client, sitting)
    with counted() as second:
        result_of(client, sitting)

    sitting.refresh_from_db()
    assert "of 5 marks" in page
    assert (first.both[1], second.both[1]) == (1, 0)
    assert sitting.seen_at == sitting.started_at + 45 * MINUTE


@pytest.mark.parametrize("knows", ["the site", "its page"])
def test_after_an_outage_that_outlasts_the_bound_the_result_is_held_back_from_its_end_on(
    client, sitting, time_machine, knows
):
    time_machine.move_to(sitting.started_at + 50 * MINUTE, tick=False)
    if knows == "the site":
        site_was_down(sitting, 26, 50)
    else:
        lost(sitting, 26, 50)

    time_machine.move_to(sitting.started_at + 64 * MINUTE, tick=False)
    page = result_of(client, sitting)
    assert "Show the result now" in page
    assert SECRET_FEEDBACK not in page

    time_machine.move_to(sitting.started_at + 65 * MINUTE, tick=False)
    assert "of 5 marks" in result_of(client, sitting)


def test_rules_that_show_nothing_leave_nothing_to_hold_back(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30, review_just_after=["answers"], review_while_open=["answers"])
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.started_at + 35 * MINUTE, tick=False)
    client.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")

    assert "Show the result now" not in result_of(client, attempt)
    see(client, attempt)
    assert attempt.seen_at is None


def test_a_test_that_gives_nothing_back_holds_nothing_back(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30, outage_minutes=0, review_just_after=ALL)
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.started_at + 35 * MINUTE, tick=False)
    client.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")

    assert "of 5 marks" in result_of(client, attempt)


def test_who_has_not_asked_goes_on(sitting):
    site_was_down(sitting, 26, 34)

    lost(sitting, 26, 34)

    assert (sitting.state, kinds_of(sitting)) == (AttemptState.OPEN, ["time_returned"])
    review = attempt_to_review(sitting.enrolment.member, sitting.uid)
    assert not note_result_seen(attempt=review, parts=[ReviewPart.MARKS])


def test_who_knows_the_result_is_not_let_in_by_an_outage_and_the_organiser_decides(client, sitting, organiser):
    see(client, sitting)
    site_was_down(sitting, 26, 34)

    lost(sitting, 26, 34)
    lost(sitting, 26, 34)

    assert (sitting.state, kinds_of(sitting), sitting.claimed_seconds) == (AttemptState.GRADED, [], 240)
    now = sitting.started_at + 35 * MINUTE
    for _tap in range(2):
        give_back_claimed(attempt_uid=sitting.uid, reason="Menara padam", by=organiser)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.deadline_at, sitting.claimed_seconds) == (AttemptState.OPEN, now + 4 * MINUTE, 0)
    assert kinds_of(sitting) == [EventKind.TIME_RETURNED]
    assert sitting.seen_at == now


def test_the_organiser_is_told_and_chooses_on_the_live_view(client, sitting, organiser):
    see(client, sitting)
    lost(sitting, 26, 34)
    staff = Client()
    staff.cookies["django_language"] = "en"
    staff.force_login(organiser, backend="members.backends.EmailOrNumberBackend")
    live = reverse("quizzes:live", args=[sitting.enrolment.batch.code, sitting.quiz.uid])
    person = reverse("quizzes:person", args=[sitting.enrolment.batch.code, sitting.quiz.uid, sitting.enrolment.uid])

    page = staff.get(live).content.decode()
    assert "Give lost time back: 1 person reports it" in page
    assert page.count("knows the result since") == 2
    box = page[page.index(f'value="{sitting.uid}"') :].partition(">")[0]
    assert "checked" not in box
    assert "This person knows the result by now" in staff.get(person).content.decode()

    assert "give a reason" in staff.post(f"{live}give-back/", {"reason": "x"}, follow=True).content.decode()
    data = {"attempt": [str(sitting.uid), "nonsense"], "reason": "Menara padam"}
    said = staff.post(f"{live}give-back/", data, follow=True).content.decode()

    assert "1 person got lost time back." in said
    assert "Give lost time back" not in said
    sitting.refresh_from_db()
    assert sitting.state == AttemptState.OPEN
    page = client.get(reverse("quizzes:attempt", args=[sitting.uid])).content.decode()
    assert "Menara padam" in page


def test_another_attempt_that_is_open_meanwhile_refuses_by_name(client, sitting, organiser):
    lost(sitting, 26, 34)
    start_attempt(member=sitting.enrolment.member, quiz_uid=sitting.quiz.uid)
    staff = Client()
    staff.cookies["django_language"] = "en"
    staff.force_login(organiser, backend="members.backends.EmailOrNumberBackend")
    live = reverse("quizzes:live", args=[sitting.enrolment.batch.code, sitting.quiz.uid])

    data = {"attempt": [str(sitting.uid)], "reason": "Menara padam"}
    said = staff.post(f"{live}give-back/", data, follow=True).content.decode()

    assert "Another attempt of this person is open now." in said
    sitting.refresh_from_db()
    assert sitting.state == AttemptState.GRADED


def test_who_handed_in_by_hand_is_not_let_in_by_this_deed(sitting, organiser):
    Attempt.objects.filter(pk=sitting.pk).update(closed_by_clock=False)
    lost(sitting, 26, 34)
    assert sitting.claimed_seconds == 0
    give_back_claimed(attempt_uid=sitting.uid, reason="x", by=organiser)
    sitting.refresh_from_db()
    assert sitting.state == AttemptState.GRADED
    with pytest.raises(InterventionRefusedError):
        give_back_claimed(attempt_uid=sitting.uid, reason="x", by=make_member("Orang Lain"))


def test_opened_again_by_an_organiser_what_was_seen_stays_known(client, sitting, organiser):
    see(client, sitting)
    seen = sitting.seen_at

    reopen_attempt(attempt_uid=sitting.uid, minutes=5, reason="x", by=organiser, once="a")

    sitting.refresh_from_db()
    assert (sitting.state, sitting.seen_at) == (AttemptState.OPEN, seen)


@pytest.mark.parametrize("way", ["check", "result"])
@pytest.mark.parametrize("is_read", [True, False])
def test_who_learns_in_practice_what_was_right_is_not_let_in_by_an_outage(client, time_machine, way, is_read):
    quiz, enrolment = make_sitting(time_limit_minutes=30, practice="beside", review_during=ALL)
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.started_at + 35 * MINUTE, tick=False)
    assert not is_read or close_overdue_attempts() == 1
    client.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")
    practice = start_attempt(member=enrolment.member, quiz_uid=quiz.uid, kind="practice")
    answer(practice, right=1)
    site_was_down(attempt, 26, 35)

    if way == "check":
        told = client.post(reverse("quizzes:check", args=[practice.uid, 1]), "{}", content_type="application/json")
        assert told.json()["state"] == "checked"
    else:
        submit_attempt(attempt_uid=practice.uid, member=enrolment.member)
        assert SECRET_FEEDBACK in result_of(client, practice)
    lost(attempt, 26, 35)

    assert (attempt.state, attempt.closed_by_clock) == (AttemptState.GRADED, True)
    assert (attempt.seen_at, attempt.seen_parts) == (clock.now(), sorted(set(ALL) - {"answers"}))


def test_a_page_that_hands_in_at_the_deadline_does_not_end_what_may_come_back(time_machine):
    sitting = begin(*make_sitting(time_limit_minutes=30))
    time_machine.move_to(sitting.started_at + 20 * MINUTE, tick=False)
    lost(sitting, 8, 14)
    time_machine.move_to(sitting.deadline_at + timedelta(seconds=20), tick=False)
    ended = submit_attempt(attempt_uid=sitting.uid, member=sitting.enrolment.member)
    assert (ended.state, ended.closed_by_clock, ended.submitted_at) == (AttemptState.GRADED, True, ended.deadline_at)

    site_was_down(sitting, 8, 14)
    lost(sitting, 8, 15)

    assert (sitting.state, sitting.deadline_at - ended.deadline_at) == (AttemptState.OPEN, 6 * MINUTE)
