"""Of whom a report tells the one who asks for it: as a text to compare later, and in words for the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.models import Batch
from courses.querysets import sees_everything
from courses.rules import may_run_batch, may_see_batch
from members.choices import SiteRole
from members.models import CoordinatorAppointment, Membership
from members.rules import has_role, may_manage_members, may_read_all_members

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.models import MadeFile


def own_provinces(user: Any) -> QuerySet[CoordinatorAppointment]:
    return CoordinatorAppointment.objects.in_force().filter(member=user.pk)


def own_offices(user: Any) -> QuerySet[Membership]:
    """Of an office head."""
    works = Membership.objects.in_force().filter(member=user.pk)
    return works if has_role(user, SiteRole.OFFICE_HEAD) else works.none()


def _places(user: Any) -> str:
    provinces = own_provinces(user).order_by("province").values_list("province", flat=True)
    offices = own_offices(user).order_by("office").values_list("office", flat=True)
    return f"provinces {[*provinces]} offices {[*offices]}"


def scope_of_batch(user: Any, file: MadeFile) -> str:
    batch = Batch.objects.filter(code=file.subject.partition(":")[2]).first()
    if batch is None:
        return ""
    if may_run_batch(user, batch):
        return "runs"
    return "sees" if may_see_batch(user, batch) else _places(user)


def scope_of_year(user: Any, file: MadeFile) -> str:
    numbers = "whole" if may_manage_members(user) else "masked"
    if sees_everything(user):
        return f"everybody, numbers {numbers}"
    members = "all" if may_read_all_members(user) else "own"
    courses = user.organised_courses.order_by("course").values_list("course", flat=True)
    return f"members {members}, numbers {numbers}, courses {[*courses]} {_places(user)}"


def scope_of_history(user: Any, file: MadeFile) -> str:
    """Of a batch or a year."""
    return scope_of_batch(user, file) if file.subject.startswith("batch:") else scope_of_year(user, file)


def whose_people(user: Any, batch: Batch) -> str:
    """Where those come from of whom this person is told; empty for who sees the whole batch."""
    if may_see_batch(user, batch):
        return ""
    provinces = own_provinces(user).order_by("province__name").values_list("province__name", flat=True)
    offices = own_offices(user).order_by("office__name").values_list("office__name", flat=True)
    return ", ".join([*provinces, *offices])
