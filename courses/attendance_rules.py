"""Who keeps the attendance of whom: one definition for lists, pages, exports and services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from courses.choices import Part
from courses.querysets import in_own_provinces
from members.rules import is_administrator

if TYPE_CHECKING:
    from members.models import User


def attended_to_by(user: User | AnonymousUser) -> Q:
    """Of enrolments, those whose attendance `user` may note: of own courses, of batches in whose committee one is, and
    for a coordinator of the offices in the own province as they were then."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if is_administrator(user):
        return Q()
    from courses.models import BatchPart  # models import this module's floor

    committee = BatchPart.objects.filter(member=user.pk, part=Part.COMMITTEE, batch=OuterRef("batch"))
    return (
        Q(batch__course__in=user.organised_courses.values("course"))
        | Exists(committee)
        | in_own_provinces(user, "office__province")
    )
