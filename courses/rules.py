"""Who may do what with courses. Each predicate asks the queryset that also makes the lists, so both always agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from core.prepared import prepared
from courses.choices import Part
from members.choices import SiteRole
from members.rules import has_role, is_administrator, is_auditor, site_roles

OVERSEERS: frozenset[str] = frozenset(
    {SiteRole.ADMINISTRATOR, SiteRole.ORGANISER, SiteRole.COORDINATOR, SiteRole.AUDITOR}
)

if TYPE_CHECKING:
    from courses.models import Batch, CoursePage, MaterialPage, Session
    from members.models import User


def may_run_course(user: User | AnonymousUser, course: CoursePage) -> bool:
    return bool(type(course).objects.run_by(user).filter(pk=course.pk).exists())


def may_run_batch(user: User | AnonymousUser, batch: Batch) -> bool:
    """Enrol, confirm delivery, close, issue: organisers of its course and administrators."""
    return bool(_batch_run_by(user, batch.pk))


def may_see_batch(user: User | AnonymousUser, batch: Batch) -> bool:
    """Look into the whole batch without changing it: adds the auditor."""
    return bool(_batch_overseen_by(user, batch.pk))


def may_follow_batch(user: User | AnonymousUser, batch: Batch) -> bool:
    """Open its page: adds the coordinators of provinces that people came from; they meet, and count, only these."""
    return bool(_batch_followed_by(user, batch.pk))


@prepared
def _batch_run_by(user: User | AnonymousUser, batch: int) -> QuerySet[Batch, int]:
    return _only(_batches().run_by(user), batch)


@prepared
def _batch_overseen_by(user: User | AnonymousUser, batch: int) -> QuerySet[Batch, int]:
    return _only(_batches().overseen_by(user), batch)


@prepared
def _batch_followed_by(user: User | AnonymousUser, batch: int) -> QuerySet[Batch, int]:
    return _only(_batches().followed_by(user), batch)


def _batches() -> Any:
    return apps.get_model("courses", "Batch")._default_manager  # models import this module


def _only(batches: QuerySet[Batch], batch: int) -> QuerySet[Batch, int]:
    return batches.filter(pk=batch).order_by().values_list("pk", flat=True)[:1]


def may_oversee_batches(user: User | AnonymousUser) -> bool:
    """Open the lists in the admin: which rows stand there is said by the querysets."""
    return bool((OVERSEERS - {SiteRole.COORDINATOR}) & site_roles(user))


def may_change_session(user: User | AnonymousUser, session: Session) -> bool:
    return may_run_batch(user, session.batch)


def may_open_batch_list(user: User | AnonymousUser) -> bool:
    """Whose office it is to look at batches, though none may concern them today."""
    return bool(OVERSEERS & site_roles(user))


def may_author_in_course(user: User | AnonymousUser, course: CoursePage) -> bool:
    """Add materials: who runs the course, and speakers who have that part in one of its batches."""
    if not user.is_authenticated:
        return False
    if may_run_course(user, course):
        return True
    return bool(course.batches.filter(parts__member=user, parts__part=Part.SPEAKER).exists())


def may_edit_material(user: User | AnonymousUser, material: MaterialPage) -> bool:
    """A speaker edits what carries the own name or was begun by oneself; who runs the course edits all of it."""
    if not user.is_authenticated:
        return False
    if material.owner_id == user.pk or material.speakers.filter(member=user).exists():
        return has_role(user, SiteRole.SPEAKER) or may_author_in_course(user, material.course)
    return may_run_course(user, material.course)


def may_write_for_session(user: User | AnonymousUser, session: Session) -> bool:
    """Begin a material for it: who speaks in it, and who runs its batch."""
    if not user.is_authenticated:
        return False
    return type(session).objects.written_for_by(user).filter(pk=session.pk).exists()


def may_open_closed_materials(user: User | AnonymousUser, course: CoursePage) -> bool:
    """Read what waits for its session: who runs the course, speaks in it or oversees all, also while taking part."""
    if is_administrator(user) or is_auditor(user):
        return True
    runs = Q(organisers__member=user.pk)
    speaks = Q(batches__parts__member=user.pk, batches__parts__part=Part.SPEAKER)
    return bool(type(course)._default_manager.filter(runs | speaks, pk=course.pk).exists())


def may_add_course(user: User | AnonymousUser) -> bool:
    return is_administrator(user) or has_role(user, SiteRole.ORGANISER)
