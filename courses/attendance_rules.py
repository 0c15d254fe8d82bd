"""Who keeps the attendance of whom, and who stands at the door: one definition for lists, pages and services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.choices import Part
from courses.querysets import in_own_provinces, sees_everything
from members.rules import is_administrator

if TYPE_CHECKING:
    from courses.models import Batch, Session
    from members.models import User

NOBODY = Q(pk__in=[])


def attended_to_by(user: User | AnonymousUser) -> Q:
    """Of enrolments, those whose attendance `user` may note: of own courses, of batches in whose committee one is, and
    for a coordinator of the offices in the own province as they were then."""
    if not user.is_authenticated:
        return NOBODY
    if is_administrator(user):
        return Q()
    return (
        Q(batch__course__in=user.organised_courses.values("course"))
        | _with_part(user, "batch", Part.COMMITTEE)
        | in_own_provinces(user, "office__province")
    )


def attendance_seen_by(user: User | AnonymousUser) -> Q:
    """Of enrolments; adds the auditor, who sees all and notes nothing."""
    return Q() if sees_everything(user) else attended_to_by(user)


def at_the_door_of(user: User | AnonymousUser) -> Q:
    """Of sessions, those at whose door `user` stands: enrols there, takes a device along, keeps the signed sheet."""
    if not user.is_authenticated:
        return NOBODY
    if is_administrator(user):
        return Q()
    return Q(batch__course__in=user.organised_courses.values("course")) | _with_part(user, "batch", Part.COMMITTEE)


def in_the_room_of(user: User | AnonymousUser) -> Q:
    """Of sessions, those whose codes `user` may show: who stands at the door, moderates the batch, speaks there."""
    if not user.is_authenticated:
        return NOBODY
    if is_administrator(user):
        return Q()  # joined to others by “or”, an empty one would fall away
    from courses.models import SessionSpeaker  # models import querysets

    speaks = Exists(SessionSpeaker.objects.filter(session=OuterRef("pk"), part__member=user.pk))
    return at_the_door_of(user) | _with_part(user, "batch", Part.MODERATOR) | Q(speaks)


def _with_part(user: User, path: str, part: Part) -> Q:
    from courses.models import BatchPart  # models import querysets

    return Q(Exists(BatchPart.objects.filter(member=user.pk, part=part, batch=OuterRef(path))))


def batches_with_attendance(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Whose lists `user` may open; which people stand there is said by `attendance_seen_by`."""
    from courses.models import Batch  # models import querysets

    own = Q(pk__in=Batch.objects.followed_by(user).values("pk"))
    return Batch.objects.filter(own | _with_part(user, "pk", Part.COMMITTEE) if user.is_authenticated else NOBODY)


def may_keep_door(user: User | AnonymousUser, session: Session) -> bool:
    return bool(_at_the_door(user, session.pk))


@prepared
def _at_the_door(user: User | AnonymousUser, session: int) -> QuerySet[Session, int]:
    from courses.models import Session  # models import querysets

    return Session.objects.filter(at_the_door_of(user), pk=session).order_by().values_list("pk", flat=True)[:1]
