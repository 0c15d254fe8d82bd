"""One accommodation for a group: given, changed, extended and taken back as one; nobody loses what is the own."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry
from courses.models.pages import CourseOrganiser
from courses.rules import may_run_batch
from quizzes.choices import GroupKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Accommodation, Attempt, AttemptEvent, GroupAccommodation, QuizSchedule
from quizzes.personal_data import sitting_data
from quizzes.services import (
    Group,
    add_to_group,
    change_group_accommodation,
    grant_accommodation,
    grant_to_group,
    take_back_group_accommodation,
)
from quizzes.services.erasure import forget_reasons
from quizzes.timing import Allowance, together
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member, make_office, make_organiser, make_province
from tests.factories.quizzes import begin, make_quiz, open_for
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
QUARTER = Allowance(extra_minutes=15)


class Day:
    """A test of 30 minutes, two people of KSOP Bitung and one of an office in another province."""

    def __init__(self) -> None:
        self.bitung = make_office("KSOP Bitung")
        self.sorong = make_office("KSOP Sorong", province=make_province("96", "Papua Barat Daya"))
        batch = make_batch()
        self.quiz = make_quiz(batch.course, time_limit_minutes=30)
        open_for(self.quiz, batch)
        self.schedule = QuizSchedule.objects.select_related("quiz", "batch").get(quiz=self.quiz)
        self.organiser = make_organiser()
        CourseOrganiser.objects.create(course=batch.course, member=self.organiser)
        self.ani, self.budi = (self.enrol(name) for name in ("Ani", "Budi"))
        self.cici = self.enrol("Cici", self.sorong)

    def enrol(self, name, office=None):
        return make_enrolment(self.schedule.batch, make_member(name, office=office or self.bitung))

    def give(
        self, allowance=QUARTER, *, once="a", reason="Listrik padam di Bitung", seen="", **group
    ) -> GroupAccommodation:
        return grant_to_group(
            schedule=self.schedule,
            group=Group(**(group or {"kind": GroupKind.OFFICE, "place": self.bitung.pk})),
            allowance=allowance,
            reason=reason,
            by=self.organiser,
            once=once,
            seen=seen,
        )

    def own(self, enrolment, **allowance) -> None:
        grant_accommodation(
            quiz=self.quiz, enrolment=enrolment, allowance=Allowance(**allowance), reason="Tangan", by=self.organiser
        )

    def change(self, group, allowance, **more) -> None:
        change_group_accommodation(
            schedule=self.schedule, group=group, allowance=allowance, reason="Lagi", by=self.organiser, **more
        )

    def take_back(self, group) -> None:
        take_back_group_accommodation(schedule=self.schedule, group=group, reason="Keliru", by=self.organiser)

    def minutes(self) -> dict[str, int]:
        rows = Accommodation.objects.values_list("enrolment__member__name", "extra_minutes")
        return dict(rows)


@pytest.fixture
def day():
    return Day()


def test_an_office_gets_it_and_who_writes_gets_the_time_at_once(day):
    attempt = begin(day.quiz, day.ani)

    for _ in range(2):  # a second tap
        group = day.give()

    assert day.minutes() == {"Ani": 15, "Budi": 15}
    now = Attempt.objects.get()
    assert now.deadline_at == attempt.started_at + 45 * MINUTE
    assert [(deed["kind"], deed["reason"]) for deed in now.interventions] == [
        ("accommodated", "Listrik padam di Bitung")
    ]
    assert AttemptEvent.objects.get().actor == day.organiser
    assert (GroupAccommodation.objects.count(), group.shares.count()) == (1, 2)
    trail = list(
        AuditEntry.objects.filter(action__contains="accommodation").order_by("pk").values_list("action", "subject")
    )
    assert trail == [
        ("accommodation.granted", f"enrolment:{day.ani.uid}"),
        ("accommodation.granted", f"enrolment:{day.budi.uid}"),
        ("group_accommodation.granted", f"group_accommodation:{group.uid}"),
    ]
    assert "Listrik" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_a_province_and_chosen_people(day):
    day.give(kind=GroupKind.PROVINCE, place=day.sorong.province_id)
    assert day.minutes() == {"Cici": 15}

    foreign = make_enrolment(make_batch(), make_member("Dodi"))
    chosen = frozenset({day.ani.uid, foreign.uid})
    day.give(Allowance(extra_minutes=5), once="b", kind=GroupKind.PEOPLE, people=chosen)

    assert day.minutes() == {"Cici": 15, "Ani": 5}


def test_own_rules_are_never_lowered_and_stand_again_when_the_group_s_are_taken_back(day):
    day.own(day.ani, extra_minutes=20)
    day.own(day.budi, extra_attempts=1)
    attempt = begin(day.quiz, day.ani)

    group = day.give()

    assert Attempt.objects.get(pk=attempt.pk).deadline_at == attempt.started_at + 50 * MINUTE
    rows = Accommodation.objects.order_by("enrolment").values_list("extra_minutes", "extra_attempts", "reason")
    assert list(rows) == [(20, 0, "Tangan"), (15, 1, "Tangan")]

    for _ in range(2):
        day.take_back(group)

    assert list(rows.all()) == [(20, 0, "Tangan"), (0, 1, "Tangan")]
    assert set(Accommodation.objects.values_list("own", flat=True)) == {None}


def test_what_only_the_group_gave_goes_and_leaves_who_writes_five_minutes(day, time_machine):
    attempt = begin(day.quiz, day.ani)
    group = day.give()
    time_machine.move_to(attempt.started_at + 38 * MINUTE, tick=False)

    day.take_back(group)

    assert not Accommodation.objects.exists()
    assert Attempt.objects.get().deadline_at == attempt.started_at + 43 * MINUTE
    group.refresh_from_db()
    assert (group.taken_back_at is not None, group.why_taken_back) == (True, "Keliru")


def test_two_groups_of_one_person_are_taken_back_one_by_one(day):
    office = day.give()
    day.give(
        Allowance(extra_minutes=5, extra_attempts=1), once="b", kind=GroupKind.PEOPLE, people=frozenset([day.ani.uid])
    )
    row = Accommodation.objects.filter(enrolment=day.ani)
    assert row.values_list("extra_minutes", "extra_attempts").get() == (15, 1)

    day.take_back(office)

    assert row.values_list("extra_minutes", "extra_attempts").get() == (5, 1)
    assert day.minutes() == {"Ani": 5}


def test_own_rules_beside_a_group_s_are_their_own(day):
    group = day.give()
    day.own(day.ani, extra_minutes=5, extra_attempts=2)
    row = Accommodation.objects.filter(enrolment=day.ani)
    assert row.values_list("extra_minutes", "extra_attempts").get() == (15, 2)

    day.take_back(group)

    assert row.values_list("extra_minutes", "extra_attempts", "reason").get() == (5, 2, "Tangan")


def test_it_is_changed_for_all_who_are_in_it(day):
    attempt = begin(day.quiz, day.ani)
    group = day.give()

    for _ in range(2):
        day.change(group, Allowance(factor=Decimal(2)))

    assert Attempt.objects.get().deadline_at == attempt.started_at + 60 * MINUTE
    assert set(Accommodation.objects.values_list("factor", "extra_minutes")) == {(Decimal(2), 0)}
    assert AuditEntry.objects.filter(action="group_accommodation.changed").count() == 1


def test_who_is_enrolled_later_is_added(day):
    group = day.give()
    day.enrol("Eka")
    day.enrol("Fani", day.sorong)

    added = [add_to_group(schedule=day.schedule, group=group, by=day.organiser) for _ in range(2)]

    assert added == [1, 0]
    assert day.minutes() == {"Ani": 15, "Budi": 15, "Eka": 15}
    day.take_back(group)
    with pytest.raises(InterventionRefusedError, match=r"taken back|ditarik"):
        add_to_group(schedule=day.schedule, group=group, by=day.organiser)


def test_the_clock_s_end_and_practice_stay(day, time_machine):
    attempt = begin(day.quiz, day.ani)
    time_machine.move_to(attempt.hard_close_at)

    day.give()

    assert Attempt.objects.get().hard_close_at == attempt.hard_close_at
    assert not AttemptEvent.objects.exists()


@pytest.mark.parametrize("broken", ["stranger", "nothing", "nobody", "reason"])
def test_what_is_refused_changes_nothing(day, broken):
    order = {
        "schedule": day.schedule,
        "group": Group(GroupKind.OFFICE, day.bitung.pk),
        "allowance": QUARTER,
        "reason": "Listrik",
        "by": day.organiser,
        "once": "a",
    }
    wrong = {
        "stranger": {"by": make_organiser()},
        "nothing": {"allowance": Allowance()},
        "nobody": {"group": Group(GroupKind.OFFICE, make_office("KSOP Kosong").pk)},
        "reason": {"reason": "  "},
    }

    with pytest.raises(InterventionRefusedError):
        grant_to_group(**{**order, **wrong[broken]})

    assert (GroupAccommodation.objects.count(), Accommodation.objects.count()) == (0, 0)


def test_statements_are_as_many_for_one_person_as_for_six(day):
    begin(day.quiz, day.cici)
    assert may_run_batch(day.organiser, day.schedule.batch)  # the roles are read once
    with counted() as few:
        day.give(kind=GroupKind.OFFICE, place=day.sorong.pk)
    for number in range(4):
        day.enrol(f"Peserta {number}")
    for enrolment in day.schedule.batch.enrolments.filter(office=day.bitung):
        begin(day.quiz, enrolment)
    with counted() as many:
        day.give(once="b")

    assert (few.both, many.both) == ((14, 7), (14, 7))
    assert len(day.minutes()) == 7


def test_together_is_the_most_of_each_part():
    now = clock.now()
    one = Allowance(factor=Decimal("1.5"), opens_at=now, closes_at=now + 9 * MINUTE)
    other = Allowance(extra_minutes=5, opens_at=now - MINUTE, closes_at=now + 3 * MINUTE, no_timer=True)

    both = together(one, other, Allowance())

    assert both == Allowance(Decimal("1.5"), 5, 0, now - MINUTE, now + 9 * MINUTE, no_timer=True)
    assert Allowance.from_json(both.to_json()) == both
    assert (together(), Allowance().to_json()) == (Allowance(), {})


def test_the_copy_of_the_own_data_has_it_and_an_erasure_keeps_the_values_alone(day):
    day.own(day.ani, extra_attempts=1)
    day.give()
    [row] = sitting_data(day.ani.member)["accommodations"]
    assert (row["extra_minutes"], row["own_rules"], row["reason"]) == (15, {"extra_attempts": 1}, "Tangan")
    told = sitting_data(day.ani.member)["accommodations_of_groups"]
    assert [(row["extra_minutes"], row["reason"]) for row in told] == [(15, "Listrik padam di Bitung")]

    forget_reasons(day.ani.member)

    row = Accommodation.objects.get(enrolment=day.ani)
    assert (row.extra_minutes, row.extra_attempts, row.reason, row.own) == (15, 1, "", None)
    assert sitting_data(day.ani.member)["accommodations_of_groups"] == []
    assert len(sitting_data(day.budi.member)["accommodations_of_groups"]) == 1
