"""The people of the live view, found and counted by the database: as each row tells them, over all pages."""

from copy import copy
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from members.choices import SiteRole
from quizzes.choices import AttemptState, LiveState
from quizzes.models import Attempt, AttemptEvent
from quizzes.selectors.live import live_test
from quizzes.selectors.live_people import live_people
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_quiz, open_for
from tests.quizzes.test_live import address, client_of, organiser_of, rows_of

pytestmark = pytest.mark.django_db

PAST, COMING = timedelta(minutes=-1), timedelta(minutes=1)
NOT_BEGUN, WRITING, HANDED_IN, BY_CLOCK, VOID = (
    LiveState.NOT_BEGUN, LiveState.WRITING, LiveState.HANDED_IN, LiveState.BY_CLOCK, LiveState.VOID,
)  # fmt: skip
# Attempts of a person: state, close for answers from now, whether the clock closed it. What they come to, and whether
# lost time that their pages report may be given back.
STANDS = {
    "never began": ([], NOT_BEGUN, False),
    "writes": ([("open", COMING, False)], WRITING, True),
    "writes without limit": ([("open", None, False)], WRITING, True),
    "is over unread": ([("open", PAST, False)], BY_CLOCK, True),
    "is over this moment": ([("open", timedelta(0), False)], BY_CLOCK, True),
    "was closed": ([("graded", PAST, True)], BY_CLOCK, True),
    "handed in": ([("submitted", COMING, False)], HANDED_IN, False),
    "waits for markers": ([("awaiting", PAST, False)], HANDED_IN, False),
    "was published": ([("released", PAST, False)], HANDED_IN, False),
    "was closed and published": ([("released", PAST, True)], BY_CLOCK, True),
    "is void": ([("void", PAST, False)], VOID, False),
    "is void and was closed": ([("void", PAST, True)], VOID, False),
    "writes the second": ([("graded", PAST, True), ("open", COMING, False)], WRITING, True),
    "writes the first again": ([("open", COMING, False), ("graded", PAST, False)], WRITING, True),
    "let the first lapse again": ([("open", PAST, False), ("void", PAST, False)], BY_CLOCK, True),
    "handed in the second": ([("graded", PAST, True), ("graded", PAST, False)], HANDED_IN, False),
    "lost the second": ([("graded", PAST, False), ("void", PAST, False)], VOID, False),
}


@pytest.fixture
def day(time_machine):
    """A test with somebody of each kind, and the same people at another test, where all of them write."""
    time_machine.move_to(clock.now(), tick=False)
    now, batch = clock.now(), make_batch()
    quiz, other = (make_quiz(batch.course, questions=1, time_limit_minutes=30) for _number in range(2))
    open_for(quiz, batch)
    open_for(other, batch)
    model = begin(quiz, make_enrolment(batch, make_member("never began")))
    attempts = []
    for name, (sittings, _state, _may) in STANDS.items():
        person = model.enrolment if name == "never began" else make_enrolment(batch, make_member(name))
        for number, (state, closes, by_clock) in enumerate(sittings, start=1):
            attempts.append(_attempt(model, person, number, state, closes and now + closes, by_clock))
            attempts[-1].hard_close_at = None if closes is None else now + closes
        elsewhere = _attempt(model, person, 1, "open", now + COMING, by_clock=False)
        elsewhere.quiz = other
        attempts.append(elsewhere)
    model.delete()
    Attempt.objects.bulk_create(attempts)
    return quiz, batch


def _attempt(model, person, number, state, closes, by_clock) -> Attempt:
    made = copy(model)
    made.pk, made.uid = None, Attempt._meta.get_field("uid").get_default()
    made.enrolment, made.number, made.state, made.closed_by_clock = person, number, state, by_clock
    made.hard_close_at, made.claimed_seconds = closes, 90
    if state not in ("open", "void"):
        made.receipt, made.submitted_at = "R", made.started_at
    if state in ("graded", "released"):
        made.points, made.max_points, made.withheld = 1, 1, state == AttemptState.GRADED
    return made


def test_the_database_counts_and_finds_each_person_as_the_row_tells_it(day):
    quiz, batch = day
    administrator = make_member("Admin", role=SiteRole.ADMINISTRATOR)
    expected = {name: state for name, (_sittings, state, _may) in STANDS.items()}

    rows = rows_of(quiz, batch)

    assert {row.name: row.state for row in rows} == expected
    assert {row.name: row.may_get_time_back for row in rows} == {name: may for name, (*_rest, may) in STANDS.items()}
    for state in LiveState:
        names = [row.name for row in rows_of(quiz, batch, state=state)]
        assert names == sorted(name for name, of in expected.items() if of == state)
    test = live_test(administrator, batch.code, quiz.uid, clock.now())
    assert dict(test.counts) == {state: list(expected.values()).count(state) for state in LiveState}
    assert test.people == len(STANDS)
    assert test.counted.losers == sum(may for *_rest, may in STANDS.values())
    assert test.counted.withheld == Attempt.objects.filter(quiz=quiz, withheld=True).count() == 6


def test_words_narrow_what_a_state_leaves(day):
    quiz, batch = day

    found = [row.name for row in rows_of(quiz, batch, state="writing", text="SECOND the")]

    assert found == ["writes the second"]
    assert list(live_people(batch.pk, quiz.pk, clock.now(), text="%")) == []


@pytest.fixture
def many(monkeypatch):
    """Seven of one test on pages of four; all but the first begin."""
    monkeypatch.setattr("quizzes.live_views.PEOPLE_PER_PAGE", 4)
    batch = make_batch()
    quiz = make_quiz(batch.course, questions=1, time_limit_minutes=30)
    open_for(quiz, batch)
    for number in range(7):
        person = make_enrolment(batch, make_member(f"Orang {number:02}"))
        if number:
            begin(quiz, person)
    return quiz, batch


def test_pages_follow_one_another_and_their_renewal_stays_on_them(many):
    quiz, batch = many
    client, url = client_of(organiser_of(batch)), address(quiz, batch)

    def names(query, **headers):
        page = client.get(f"{url}?{query}", headers=headers).content.decode()
        return [number for number in range(7) if f">Orang {number:02}<" in page], page

    assert names("")[0] == [0, 1, 2, 3]
    second, page = names("page=2")
    assert second == [4, 5, 6]
    assert f'hx-get="{url}?page=2"' in page
    shown, part = names("q=orang&state=writing&page=2", **{"HX-Request": "true"})
    assert shown == [5, 6]
    assert f'hx-get="{url}?q=orang&amp;state=writing&amp;page=2"' in part
    assert '<strong class="stat__value">6</strong>' in part  # of all people, whatever the page shows
    assert names("state=not_begun&page=7")[0] == [0]
    # htmx sets the focus again on what has the same id after a renewal
    assert f'id="p-{batch.enrolments.get(member__name="Orang 06").uid}"' in part


def test_lost_time_of_more_people_than_are_shown_is_given_back_with_theirs(many, monkeypatch):
    monkeypatch.setattr("quizzes.live_views.LOSERS_SHOWN", 2)
    quiz, batch = many
    now = clock.now()
    attempts = list(Attempt.objects.order_by("enrolment__member__name"))[:6]
    for attempt in attempts:
        span = [(now - timedelta(minutes=4)).isoformat(), (now - timedelta(minutes=2)).isoformat()]
        AttemptEvent.objects.create(attempt=attempt, kind="unreached", data={"span": span})
        Attempt.objects.filter(pk=attempt.pk).update(started_at=now - timedelta(minutes=9), claimed_seconds=120)
    known = attempts[5]
    Attempt.objects.filter(pk=known.pk).update(hard_close_at=now - timedelta(minutes=1), seen_at=now)
    client = client_of(organiser_of(batch))

    page = client.get(address(quiz, batch)).content.decode()

    assert "6 people report it" in page
    assert page.count('name="attempt"') == page.count('name="shown"') == 2
    assert "and 4 further people, except those who know the result already" in page
    ticked = {"attempt": [str(attempts[1].uid)], "shown": [str(one.uid) for one in attempts[:2]], "others": "1"}
    give_back = reverse("quizzes:give_back_all", args=[batch.code, quiz.uid])
    client.post(give_back, ticked | {"reason": "Menara padam"})
    left = Attempt.objects.filter(claimed_seconds__gt=0).values_list("pk", flat=True)
    assert set(left) == {attempts[0].pk, known.pk}
