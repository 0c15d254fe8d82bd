"""What rules of a group promise: nobody has less by being in one, nobody gets it twice, and no start slips past it."""

import pytest

from core import clock
from courses.services import withdraw_enrolment
from quizzes.choices import AttemptKind, LatePolicy, Practice
from quizzes.errors import InterventionRefusedError, PreviewOutdatedError
from quizzes.models import Accommodation, Attempt, GroupAccommodation
from quizzes.selectors.standing import standing_for
from quizzes.services import (
    add_to_group,
    extend_attempt,
    reopen_attempt,
    take_back_group_accommodation,
)
from quizzes.services.accommodating import changes_by
from quizzes.services.grouping import group_of, narrowed_by, seen_in
from quizzes.timing import Allowance
from tests.factories.members import make_organiser
from tests.factories.quizzes import begin, make_sitting
from tests.processes import run_together
from tests.quizzes.counting import counted
from tests.quizzes.services.test_group_rules import MINUTE, QUARTER, Day

pytestmark = pytest.mark.django_db
UNTIMED = Allowance(no_timer=True)


@pytest.fixture
def day():
    return Day()


def closing(day, minutes, policy=LatePolicy.FULL_TIME):
    day.schedule.closes_at = clock.now() + minutes * MINUTE if minutes else None
    day.schedule.late_policy = policy
    day.schedule.save()


def length():
    attempt = Attempt.objects.get()
    return (attempt.deadline_at - attempt.started_at) / MINUTE if attempt.deadline_at else None


def test_the_start_reads_the_rules_under_a_hold(settings):
    """Those who wait for the hold read rules after it: the third query, not one joined before the wait."""
    quiz, enrolment = make_sitting(time_limit_minutes=30)

    with counted() as start:
        begin(quiz, enrolment)

    reads = [one for one in start.statements if one.startswith("SELECT")]
    holding = [number for number, one in enumerate(reads) if "courses_enrolment" in one and "FOR NO KEY UPDATE" in one]
    reading = [number for number, one in enumerate(reads) if "quizzes_accommodation" in one]
    if "postgres" in settings.DATABASES["default"]["ENGINE"]:
        assert holding
        assert max(reading) > max(holding)
    assert len(reads) == 3
    assert "quizzes_attempt" in reads[max(reading)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_starts_that_meet_the_deed_have_the_time_that_it_gives():
    day = Day()
    people = [day.ani, day.budi, *(day.enrol(f"Peserta {number}") for number in range(6))]
    order = {"schedule": day.schedule.pk, "office": day.bitung.pk, "by": day.organiser.pk}
    deed = {"name": "give_to_office", "arguments": order}
    starts = [
        {"name": "start", "arguments": {"member": person.member_id, "quiz": str(day.quiz.uid)}} for person in people
    ]
    leaving = {"name": "withdraw", "arguments": {"enrolment": day.enrol("Eka").pk, "by": day.organiser.pk}}

    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [*starts[:4], deed, leaving, *starts[4:]],
        environment={"JOBS_ENGINE": "database", "LOG_LEVEL": "CRITICAL"},
    )

    assert [one.error for one in outcomes] == [""] * len(outcomes)
    lengths = [attempt.deadline_at - attempt.started_at for attempt in Attempt.objects.all()]
    assert lengths == [45 * MINUTE] * len(people)


def test_no_time_limit_never_gives_less_than_the_limit(day):
    closing(day, 10)
    begin(day.quiz, day.ani)
    group = day.give(UNTIMED)
    assert length() == 30

    day.change(group, Allowance(no_timer=True, extra_minutes=5))
    assert length() == 35


def test_a_window_of_a_group_only_widens(day):
    closing(day, 60)
    day.own(day.ani, closes_at=day.schedule.closes_at + 30 * MINUTE)
    longer = Allowance(closes_at=day.schedule.closes_at + 10 * MINUTE)
    for shorter in (
        Allowance(extra_minutes=15, closes_at=day.schedule.closes_at - MINUTE),
        Allowance(extra_minutes=15, opens_at=day.schedule.opens_at + MINUTE),
    ):
        with pytest.raises(InterventionRefusedError, match=r"longer than|memperpanjang"):
            day.give(shorter)
    assert narrowed_by(day.schedule, longer) == []

    day.give(longer)

    closes = {
        person.member.name: standing_for(person.member, day.quiz.uid).window.closes_at - day.schedule.closes_at
        for person in (day.ani, day.budi, day.cici)
    }
    assert closes == {"Ani": 30 * MINUTE, "Budi": 10 * MINUTE, "Cici": 0 * MINUTE}


def test_a_window_that_the_test_has_outgrown_shuts_nobody_out(day):
    closing(day, 60)
    group = day.give(Allowance(extra_minutes=15, closes_at=day.schedule.closes_at + MINUTE))
    closing(day, 90)

    day.own(day.ani, extra_minutes=5)
    day.enrol("Eka")
    add_to_group(schedule=day.schedule, group=group, by=day.organiser)

    rows = Accommodation.objects.filter(enrolment__member__name__in=("Ani", "Eka"))
    assert set(rows.values_list("extra_minutes", "closes_at")) == {(15, None)}


def test_minutes_given_on_the_day_outlive_a_time_without_limit(day):
    closing(day, 0)
    attempt = begin(day.quiz, day.ani)
    extend_attempt(attempt_uid=attempt.uid, minutes=20, reason="Padam", by=day.organiser, once="e")
    group = day.give(UNTIMED)
    assert length() is None

    day.take_back(group)

    assert length() == 50


def test_what_was_left_to_a_writer_is_not_given_on_top(day, time_machine):
    attempt = begin(day.quiz, day.ani)
    group = day.give()
    time_machine.move_to(attempt.started_at + 38 * MINUTE, tick=False)
    day.take_back(group)
    assert length() == 43

    day.give(once="b")
    assert length() == 45

    extend_attempt(attempt_uid=attempt.uid, minutes=20, reason="Padam", by=day.organiser, once="e")
    day.change(GroupAccommodation.objects.standing().get(), Allowance(extra_minutes=30))
    assert length() == 80


def test_more_rules_never_take_from_who_was_left_more(day, time_machine):
    attempt = begin(day.quiz, day.ani)
    group = day.give()
    time_machine.move_to(attempt.started_at + 44 * MINUTE, tick=False)
    day.take_back(group)
    assert length() == 45

    day.give(Allowance(extra_minutes=5), once="b")

    assert length() == 45


def test_an_own_close_that_is_earlier_still_ends_an_attempt_earlier(day):
    closing(day, 40, LatePolicy.STRICT_CLOSE)
    begin(day.quiz, day.ani)

    day.own(day.ani, closes_at=Attempt.objects.get().started_at + 20 * MINUTE)

    assert length() == 20


def test_an_attempt_opened_again_has_its_own_time(day, time_machine):
    attempt = begin(day.quiz, day.ani)
    group = day.give()
    time_machine.move_to(attempt.started_at + 60 * MINUTE, tick=False)
    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Lagi", by=day.organiser, once="r")
    assert length() == 70

    day.change(group, Allowance(extra_minutes=20))

    assert length() == 75


@pytest.mark.parametrize("deed", ["group", "own"])
def test_practice_under_way_stays(day, deed):
    day.quiz.practice = Practice.BESIDE
    day.quiz.save_revision().publish()
    begin(day.quiz, day.ani, kind=AttemptKind.PRACTICE)
    closing(day, 60, LatePolicy.STRICT_CLOSE)
    Attempt.objects.update(deadline_at=clock.now() + 9 * MINUTE, hard_close_at=clock.now() + 10 * MINUTE)
    before = Attempt.objects.values_list("deadline_at", "interventions").get()

    day.give() if deed == "group" else day.own(day.ani, extra_minutes=5)

    assert Attempt.objects.values_list("deadline_at", "interventions").get() == before


def test_another_order_from_the_same_form_is_another_group(day):
    first = day.give()
    assert day.give() == first

    other = day.give(Allowance(extra_minutes=30))

    assert other != first
    assert day.give(Allowance(extra_minutes=30)) == other
    assert GroupAccommodation.objects.count() == 2
    assert day.minutes() == {"Ani": 30, "Budi": 30}


@pytest.mark.parametrize("deed", ["give", "change", "add", "take back"])
def test_what_was_not_looked_at_is_not_written(day, deed):
    group = None if deed == "give" else day.give()
    people = day.schedule.batch.enrolments.filter(office=day.bitung)
    if deed == "add":
        day.enrol("Eka")
        people = group_of(group).members_of(day.schedule.batch_id).filter(member__name="Eka")
    allowance = {"change": Allowance(extra_minutes=20), "take back": None}.get(deed, QUARTER)
    seen = seen_in(
        group, changes_by(day.schedule, list(people), group=group.pk if group else None, allowance=allowance)
    )
    do = {
        "give": lambda seen: day.give(seen=seen),
        "change": lambda seen: day.change(group, allowance, seen=seen),
        "add": lambda seen: add_to_group(schedule=day.schedule, group=group, by=day.organiser, seen=seen),
        "take back": lambda seen: take_back_group_accommodation(
            schedule=day.schedule, group=group, reason="Keliru", by=day.organiser, seen=seen
        ),
    }[deed]
    meanwhile = day.enrol("Fani") if deed in ("give", "add") else None
    if meanwhile is None:
        day.own(day.ani, extra_attempts=1)
    before = list(Accommodation.objects.order_by("pk").values())

    with pytest.raises(PreviewOutdatedError):
        do(seen)

    assert list(Accommodation.objects.order_by("pk").values()) == before
    if meanwhile is None:
        day.own(day.ani)
        Accommodation.objects.filter(extra_minutes=0).delete()
    else:
        withdraw_enrolment(enrolment=meanwhile, actor=day.organiser, reason="Keliru")
    do(seen)


def test_whoever_changed_the_rules_last_gave_them(day, time_machine):
    group = day.give()
    time_machine.move_to(clock.now() + 60 * MINUTE, tick=False)

    day.change(group, Allowance(extra_minutes=20))

    assert GroupAccommodation.objects.get().given_at == clock.now()


def test_strangers_and_other_tests_touch_no_group(day):
    group, stranger, other = day.give(), make_organiser(), Day()
    day.enrol("Eka")
    for by in (stranger, other.organiser):
        with pytest.raises(InterventionRefusedError):
            add_to_group(schedule=day.schedule, group=group, by=by)
        with pytest.raises(InterventionRefusedError):
            take_back_group_accommodation(schedule=day.schedule, group=group, reason="Keliru", by=by)
    with pytest.raises(GroupAccommodation.DoesNotExist):
        take_back_group_accommodation(schedule=other.schedule, group=group, reason="Keliru", by=other.organiser)

    assert day.minutes() == {"Ani": 15, "Budi": 15}
