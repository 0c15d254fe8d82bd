from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from courses.choices import SessionState
from members.choices import NumberKind
from members.models import User
from reports.models import JpTarget
from reports.selectors.jp_year import jp_of_year, yearly_hours_for
from tests.factories.certificates import make_completion
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member, make_nip

pytestmark = pytest.mark.django_db


def complete(member: User, *sessions: tuple[str, datetime], zone: str = "Asia/Jakarta") -> None:
    batch = make_batch(make_course(), starts_on=sessions[0][1].date(), zone=zone)
    for hours, starts_at in sessions:
        make_session(batch, hours=hours, starts_at=starts_at, delivered=True)
    make_completion(batch, member)


def test_hours_of_completed_enrolments_as_delivered_and_nothing_else() -> None:
    member, other = make_member("Grace Rumagit"), make_member("Orang Lain")
    batch = make_batch(make_course(title="SMRT"), starts_on=date(2026, 3, 2))
    make_session(batch, hours="2", delivered=True)
    make_session(batch, hours="3.5", delivered=True)
    make_session(batch, hours="4")
    make_session(batch, hours="5", state=SessionState.CANCELLED)
    make_completion(batch, member)
    make_completion(batch, other)
    not_completed = make_batch(make_course(), starts_on=date(2026, 4, 2))
    make_session(not_completed, hours="8", delivered=True)
    make_enrolment(not_completed, member)
    make_completion(not_completed, other)

    found = jp_of_year(member, 2026)

    assert found.total == Decimal("5.5")
    assert [(entry.enrolment.batch.course.title, entry.jp) for entry in found.entries] == [("SMRT", Decimal("5.5"))]
    assert {entry.enrolment.pk for entry in found.entries} == {member.enrolments.get(batch=batch).pk}


def test_a_session_counts_in_the_year_of_its_place() -> None:
    member = make_member()
    new_year_in_jayapura = datetime(2025, 12, 31, 16, tzinfo=UTC)
    complete(member, ("2", new_year_in_jayapura), zone="Asia/Jayapura")
    complete(member, ("3", new_year_in_jayapura), zone="Asia/Jakarta")

    found = jp_of_year(member, 2026)

    assert (found.total, found.earlier) == (Decimal(2), [(2025, Decimal(3))])


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_for_many_years(count: int, django_assert_num_queries: Any) -> None:
    member = make_member()
    for number in range(count):
        complete(member, ("2", datetime(2020 + number, 9, 22, 3, tzinfo=UTC)))

    with django_assert_num_queries(2):
        found = jp_of_year(member, 2020)
        titles = [entry.enrolment.batch.course.title for entry in found.entries]

    assert (len(titles), len(found.earlier)) == (1, count - 1)


def test_what_a_year_asks_depends_on_the_service_and_on_what_was_set_by_then() -> None:
    JpTarget.objects.create(number_kind=NumberKind.NIP, from_year=2022, at_least=Decimal(24))
    JpTarget.objects.create(number_kind=NumberKind.NIP, from_year=2025, at_least=Decimal(30), at_most=Decimal(90))
    JpTarget.objects.create(number_kind=NumberKind.NONE, from_year=2025, at_least=Decimal(6))

    asked = {
        (kind, year): yearly_hours_for(User(number_kind=kind), year)
        for kind in NumberKind
        for year in (2021, 2024, 2026)
    }

    assert {key: (hours.at_least, hours.at_most) for key, hours in asked.items()} == {
        ("nip", 2021): (20, None),
        ("nip", 2024): (24, None),
        ("nip", 2026): (30, 90),
        ("ni_pppk", 2021): (None, 24),
        ("ni_pppk", 2024): (None, 24),
        ("ni_pppk", 2026): (None, 24),
        ("none", 2021): (None, None),
        ("none", 2024): (None, None),
        ("none", 2026): (6, None),
    }


def test_the_target_is_a_setting(settings: Any) -> None:
    settings.JP_YEARLY_LEAST = 30
    member = make_member(number=make_nip())
    complete(member, ("8", datetime(2026, 9, 22, 3, tzinfo=UTC)))

    assert jp_of_year(member, 2026).missing == Decimal(22)


def test_the_hours_of_a_year_by_month_of_the_place() -> None:
    member = make_member()
    complete(
        member,
        ("2", datetime(2026, 1, 31, 16, tzinfo=UTC)),
        ("1.5", datetime(2026, 2, 1, 3, tzinfo=UTC)),
        ("4", datetime(2026, 9, 22, 3, tzinfo=UTC)),
        zone="Asia/Jayapura",
    )

    months = jp_of_year(member, 2026).by_month

    assert {number: jp for number, jp in enumerate(months, start=1) if jp} == {2: Decimal("3.5"), 9: Decimal(4)}
    assert len(months) == 12
