"""Outages through the services: what pages report, what comes back at once, what waits, what is said about it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.models import AuditEntry, Uptime
from core.uptime import TOLERANCE, beat, down_times
from courses.models.pages import CourseOrganiser
from quizzes import wording
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt, AttemptEvent
from quizzes.outages import Span
from quizzes.services import (
    close_overdue_attempts,
    give_back_claimed,
    reopen_attempt,
    report_outages,
    save_answers,
    submit_attempt,
)
from quizzes.services.saving import Incoming
from tests.factories.courses import make_enrolment
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import answer, begin, make_sitting, right_options
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.started_at + 20 * MINUTE, tick=False)
    return attempt


def lost(attempt, start, end):
    """Minutes of the attempt in which its page could not save, told by the page itself."""
    spans = [Span(attempt.started_at + start * MINUTE, attempt.started_at + end * MINUTE)]
    fresh = Attempt.objects.select_related("enrolment__batch").get(pk=attempt.pk)
    report_outages(attempt=fresh, spans=spans)
    attempt.refresh_from_db()


def site_was_down(attempt, start, end):
    Uptime.objects.create(since=attempt.started_at - 60 * MINUTE, until=attempt.started_at + start * MINUTE)
    Uptime.objects.create(since=attempt.started_at + end * MINUTE, until=clock.now())


def given(attempt):
    return attempt.deadline_at - attempt.started_at - 30 * MINUTE


def organiser_of(attempt):
    member = make_organiser()
    CourseOrganiser.objects.create(course=attempt.enrolment.batch.course, member=member)
    return member


def test_what_the_site_knows_too_comes_back_at_once_and_is_said(sitting):
    site_was_down(sitting, 8, 14)

    lost(sitting, 7, 14)

    assert given(sitting) == 6 * MINUTE
    assert sitting.hard_close_at == sitting.deadline_at + MINUTE
    assert sitting.claimed_seconds == 60
    (sentence,) = wording.interventions_in_words(sitting, "Asia/Jakarta")
    assert sentence.startswith("6 minutes were given back, because the site could not be reached: ")
    assert sentence.endswith(" WIB.")
    assert AttemptEvent.objects.filter(kind=EventKind.TIME_RETURNED).count() == 1
    assert AuditEntry.objects.filter(action="attempt.time_returned").count() == 1


def test_the_same_report_again_gives_nothing_more(sitting):
    site_was_down(sitting, 8, 14)

    for _again in range(3):
        lost(sitting, 8, 14)
    lost(sitting, 9, 12)

    assert given(sitting) == 6 * MINUTE
    assert AttemptEvent.objects.filter(kind=EventKind.UNREACHED).count() == 1


def test_never_more_than_the_bound_of_the_test(time_machine):
    attempt = begin(*make_sitting(time_limit_minutes=30, outage_minutes=4))
    time_machine.move_to(attempt.started_at + 20 * MINUTE, tick=False)
    site_was_down(attempt, 8, 14)

    lost(attempt, 8, 11)
    lost(attempt, 8, 14)

    assert given(attempt) == 4 * MINUTE
    assert attempt.claimed_seconds == 120


def test_what_one_page_alone_says_waits_for_the_organiser(sitting):
    lost(sitting, 8, 14)
    assert (given(sitting), sitting.claimed_seconds) == (timedelta(0), 360)
    organiser = organiser_of(sitting)

    for _tap in range(2):
        give_back_claimed(attempt_uid=sitting.uid, reason="Menara padam", by=organiser)

    sitting.refresh_from_db()
    assert (given(sitting), sitting.claimed_seconds) == (6 * MINUTE, 0)
    (sentence,) = wording.interventions_in_words(sitting, "Asia/Jakarta")
    assert sentence.endswith("WIB. Menara padam")
    with pytest.raises(InterventionRefusedError):
        give_back_claimed(attempt_uid=sitting.uid, reason="x", by=make_member("Orang Lain"))


def test_three_participants_confirm_each_other_and_the_first_gets_it_too(sitting):
    quiz, batch = sitting.quiz, sitting.enrolment.batch
    others = [begin(quiz, make_enrolment(batch, make_member(name))) for name in ("Siti", "Tono")]
    Attempt.objects.filter(pk__in=[other.pk for other in others]).update(
        started_at=sitting.started_at, deadline_at=sitting.deadline_at, hard_close_at=sitting.hard_close_at
    )
    for other in others:
        other.refresh_from_db()
    stranger = begin(*make_sitting(time_limit_minutes=30))

    lost(sitting, 8, 14)
    lost(others[0], 8, 13)
    lost(stranger, 8, 13)
    assert given(sitting) == timedelta(0)
    lost(others[1], 9, 15)

    for attempt in (sitting, *others):
        attempt.refresh_from_db()
    assert [given(attempt) for attempt in (sitting, *others)] == [4 * MINUTE] * 3
    stranger.refresh_from_db()
    assert given(stranger) == timedelta(0)


def test_three_attempts_of_one_person_confirm_nothing(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30, attempts_allowed=0)
    mine = begin(quiz, enrolment)
    others = [
        Attempt.objects.create(
            quiz=quiz, version=mine.version, enrolment=enrolment, number=number, seed=mine.seed, layout=mine.layout,
            state=AttemptState.GRADED, points=0, max_points=5, receipt=f"R{number}", closed_by_clock=True,
            started_at=mine.started_at, submitted_at=mine.deadline_at, deadline_at=mine.deadline_at,
        )
        for number in (2, 3)
    ]  # fmt: skip
    time_machine.move_to(mine.started_at + 20 * MINUTE, tick=False)

    for attempt in (mine, *others):
        lost(attempt, 8, 14)

    mine.refresh_from_db()
    assert (given(mine), mine.claimed_seconds) == (timedelta(0), 360)


def test_the_first_to_come_back_shows_that_the_site_is_back(sitting):
    """Nobody has said yet that it lives again: the thread that does begins with the first request."""
    Uptime.objects.create(since=sitting.started_at - 60 * MINUTE, until=sitting.started_at + 8 * MINUTE)

    lost(sitting, 8, 20)

    assert given(sitting) == 12 * MINUTE


def test_what_was_lost_before_an_organiser_opened_it_again_is_made_up_for(sitting, time_machine):
    time_machine.move_to(sitting.started_at + 40 * MINUTE, tick=False)
    organiser = organiser_of(sitting)
    close_overdue_attempts()
    site_was_down(sitting, 26, 36)
    reopen_attempt(attempt_uid=sitting.uid, minutes=10, reason="Listrik padam", by=organiser, once="a")
    sitting.refresh_from_db()
    until = sitting.deadline_at

    lost(sitting, 26, 36)
    assert (sitting.deadline_at, sitting.claimed_seconds) == (until, 0)
    give_back_claimed(attempt_uid=sitting.uid, reason="x", by=organiser)
    sitting.refresh_from_db()
    assert sitting.deadline_at == until

    time_machine.move_to(sitting.started_at + 46 * MINUTE, tick=False)
    lost(sitting, 42, 46)  # the site was silent since the fortieth minute
    assert sitting.deadline_at == until + 4 * MINUTE


def test_whom_the_clock_closed_during_an_outage_goes_on(sitting, time_machine):
    answer(sitting, right=1)
    time_machine.move_to(sitting.started_at + 35 * MINUTE, tick=False)
    assert close_overdue_attempts() == 1
    site_was_down(sitting, 26, 35)

    lost(sitting, 26, 35)

    assert (sitting.state, given(sitting), sitting.receipt) == (AttemptState.OPEN, 9 * MINUTE, "")
    fresh = Attempt.objects.select_related("version").get(pk=sitting.pk)
    saved = save_answers(attempt=fresh, answers={2: Incoming(1, right_options(fresh, 2))})
    assert (saved.revs, saved.late) == ({2: 1}, [])
    assert submit_attempt(attempt_uid=sitting.uid, member=sitting.enrolment.member).points == Decimal(2)


def test_who_handed_in_or_has_no_deadline_has_lost_nothing(sitting):
    submit_attempt(attempt_uid=sitting.uid, member=sitting.enrolment.member)
    site_was_down(sitting, 8, 14)
    lost(sitting, 8, 14)
    assert (sitting.state, given(sitting)) == (AttemptState.GRADED, timedelta(0))

    free = begin(*make_sitting())
    report_outages(attempt=free, spans=[Span(free.started_at, free.started_at + 5 * MINUTE)])
    assert not AttemptEvent.objects.filter(attempt=free).exists()


@pytest.mark.parametrize(("start", "end"), [(-60, -50), (31, 40), (5, 5.4), (14, 8), (21, 40)])
def test_spans_that_cannot_be_are_not_written(sitting, start, end):
    """Before the start, after the deadline, too short, backwards, in the future."""
    lost(sitting, start, end)

    assert not AttemptEvent.objects.exists()


def test_a_page_in_contact_costs_one_write_and_hears_what_was_done(client, sitting, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    client.cookies["django_language"] = "en"
    client.force_login(sitting.enrolment.member)
    url = reverse("quizzes:contact", args=[sitting.uid])

    with counted() as quiet:
        facts = client.post(url, {"waiting": 3, "told": 0}, content_type="application/json").json()

    assert quiet.both == (4, 1)
    assert (facts["state"], "sentences" in facts) == ("open", False)
    sitting.refresh_from_db()
    assert (sitting.waiting, sitting.heard_at) == (3, clock.now())
    site_was_down(sitting, 8, 14)
    span = [(sitting.started_at + minute * MINUTE).isoformat() for minute in (8, 14)]
    facts = client.post(url, {"waiting": 0, "told": 0, "unreached": [span]}, content_type="application/json").json()
    sitting.refresh_from_db()
    assert facts["deadline"] == sitting.deadline_at.isoformat()
    assert (facts["told"], facts["opened"], facts["ends"]) == (1, 0, wording.end_in_words(sitting, "Asia/Jakarta"))
    assert facts["sentences"][0].startswith("6 minutes were given back")


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"unreached": [["a", "b"]]}', '{"unreached": [["2026-11-03T10:00"]]}', '{"waiting": "x"}',
     '{"waiting": 1e999}', '{"unreached": [["2026-11-03T10:00:00", "2026-11-03T10:01:00"]]}'],
)  # fmt: skip
def test_nonsense_in_contact_is_refused_plainly(client, sitting, body):
    client.force_login(sitting.enrolment.member)

    response = client.post(reverse("quizzes:contact", args=[sitting.uid]), body, content_type="application/json")

    assert (response.status_code, response.json()) == (400, {"state": "unreadable"})


def test_beats_make_spans_and_gaps_are_down_times(time_machine):
    begun = clock.now()
    for seconds in (0, 15, 30, 45):
        time_machine.move_to(begun + timedelta(seconds=seconds), tick=False)
        beat()
    time_machine.move_to(begun + timedelta(minutes=10), tick=False)
    beat()

    assert Uptime.objects.count() == 2
    gap = (begun + timedelta(seconds=45), begun + timedelta(minutes=10))
    assert down_times(begun, clock.now()) == [gap]
    assert down_times(begun + 5 * MINUTE, begun + 7 * MINUTE) == [(begun + 5 * MINUTE, begun + 7 * MINUTE)]
    assert down_times(begun - 60 * MINUTE, begun) == []  # of the time before the first beat nothing is known
    assert gap[1] - gap[0] > TOLERANCE


def test_a_beat_of_a_clock_that_is_behind_changes_nothing(time_machine):
    beat()
    row = Uptime.objects.get()
    time_machine.move_to(row.until - timedelta(seconds=20), tick=False)
    beat()

    assert list(Uptime.objects.values_list("since", "until")) == [(row.since, row.until)]


def test_indonesian_words(sitting):
    site_was_down(sitting, 8, 14)
    lost(sitting, 8, 14)

    with translation.override("id"):
        (sentence,) = wording.interventions_in_words(sitting, "Asia/Jakarta")

    assert sentence.startswith("6 menit dikembalikan karena situs tidak terjangkau: ")
