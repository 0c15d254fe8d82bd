"""Of whom a file about a batch tells the one who asks for it, as a text to compare later (`FileKind.scope`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.models import Batch
from courses.rules import may_run_batch, may_see_batch
from members.choices import SiteRole
from members.models import CoordinatorAppointment, Membership
from members.rules import has_role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.models import MadeFile


def own_provinces(user: Any) -> QuerySet[CoordinatorAppointment]:
    return CoordinatorAppointment.objects.in_force().filter(member=user.pk)


def own_offices(user: Any) -> QuerySet[Membership]:
    """Of an office head."""
    works = Membership.objects.in_force().filter(member=user.pk)
    return works if has_role(user, SiteRole.OFFICE_HEAD) else works.none()


def own_places(user: Any) -> str:
    provinces = own_provinces(user).order_by("province").values_list("province", flat=True)
    offices = own_offices(user).order_by("office").values_list("office", flat=True)
    return f"provinces {[*provinces]} offices {[*offices]}"


def scope_of_batch(user: Any, file: MadeFile) -> str:
    batch = Batch.objects.filter(code=file.subject.partition(":")[2]).first()
    if batch is None:
        return ""
    if may_run_batch(user, batch):
        return "runs"
    return "sees" if may_see_batch(user, batch) else own_places(user)
