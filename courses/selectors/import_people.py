"""Offices and people as lists from files are compared with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from courses.choices import OCCUPYING_ENROLMENTS
from courses.imports.matching import Account
from courses.imports.offices import OfficeBook, OfficeFace
from courses.imports.people import RowPerson
from courses.models import Batch, Enrolment
from members.models import Membership, Office, User
from members.rules import may_change_member, may_read_all_members

AT_ONCE = 500
Anything = TypeVar("Anything")
READ = (
    "name", "title_before", "title_after", "number", "email", "rank", "position", "phone", "is_staff", "is_superuser",
    "is_active", "erased_at",
)  # fmt: skip


def office_book() -> OfficeBook:
    offices = Office.objects.prefetch_related("names").order_by("name", "pk")
    return OfficeBook.of(
        OfficeFace(office.pk, office.name, office.code, tuple(row.name for row in office.names.all()))
        for office in offices
    )


def accounts_for(
    people: Sequence[RowPerson], *, offices: Collection[int], batch: Batch, by: User | None
) -> list[Account]:
    """All whom these rows could mean: by number, by address, from one of the offices, or in the batch already."""
    enrolled = {
        member: (state, office)
        for member, state, office in Enrolment.objects.filter(batch=batch).values_list("member", "state", "office")
    }
    wanted = set(enrolled)
    for numbers in _chunks(sorted({person.number for person in people if person.number})):
        wanted.update(User._default_manager.filter(number__in=numbers).values_list("pk", flat=True))
    for emails in _chunks(sorted({person.email for person in people if person.email})):
        wanted.update(User._default_manager.filter(email__in=emails).values_list("pk", flat=True))
    for places in _chunks(sorted(offices)):
        wanted.update(Membership.objects.in_force().filter(office__in=places).values_list("member", flat=True))
    found = []
    sees_all = by is not None and may_read_all_members(by)
    for members in _chunks(sorted(wanted)):
        seen = set(members) if sees_all else visible_among(members, by)
        works_at = dict(Membership.objects.in_force().filter(member__in=members).values_list("member", "office"))
        for user in User._default_manager.filter(pk__in=members, erased_at=None).only(*READ):
            state, office = enrolled.get(user.pk, ("", None))
            found.append(_account(user, works_at.get(user.pk), state, office, by, is_visible=user.pk in seen))
    return found


def visible_among(members: Collection[int], by: User | None) -> set[int]:
    """Whose data `by` may read."""
    if by is None:
        return set()
    return set(User._default_manager.visible_to(by).filter(pk__in=members).values_list("pk", flat=True))


def offices_to_name() -> list[tuple[str, str]]:
    """By name, each with its province, for the template."""
    rows = Office.objects.order_by("province__code", "name", "pk").values_list("name", "province__name")
    return [(name, province or "") for name, province in rows]


def places_left(batch: Batch) -> int | None:
    """None where the batch takes any number."""
    if batch.capacity is None:
        return None
    return max(0, batch.capacity - batch.enrolments.filter(state__in=OCCUPYING_ENROLMENTS).count())


def _account(
    user: User, works_at: int | None, state: str, office: int | None, by: User | None, *, is_visible: bool
) -> Account:
    return Account(
        pk=user.pk,
        name=user.name,
        title_before=user.title_before,
        title_after=user.title_after,
        number=user.number,
        email=user.email or "",
        rank=user.rank,
        position=user.position,
        phone=user.phone,
        office=works_at,
        state=state,
        enrolled_office=office,
        is_active=user.is_active,
        is_changeable=by is not None and may_change_member(by, user),
        is_visible=is_visible,
    )


def _chunks(rows: Sequence[Anything]) -> Iterator[Sequence[Anything]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
