"""How our plain views turn people away. The getter is the permission check: what is not found may not be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core.prefetch import is_prefetch
from core.prepared import prepared
from courses.choices import Opening
from courses.models import Batch, Enrolment, MaterialPage
from courses.rules import may_edit_material
from courses.selectors import active_enrolment_for, unmet_gates
from courses.selectors.material_page import referenced_ids
from courses.selectors.opening import closures_of
from courses.selectors.requirements import has_completed

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from members.models import User

Row = TypeVar("Row")


def turned_away(request: HttpRequest) -> HttpResponseBase:
    """Strangers to the log-in, whether or not something lies here; members get the same 404 as for nothing."""
    if not request.user.is_authenticated:
        response: HttpResponse = redirect_to_login(request.get_full_path())
        return response
    raise Http404


# They fetch what somebody is about to send, to show its title; a browser says that it fetches a document.
PREVIEW_ROBOTS = ("whatsapp", "telegrambot", "facebookexternalhit", "slackbot", "twitterbot", "bot/", "preview")


def is_preview_robot(request: HttpRequest) -> bool:
    """Whether a messenger or a mail scanner asks, and nobody reads."""
    agent = request.headers.get("User-Agent", "").lower()
    return is_prefetch(request) or any(name in agent for name in PREVIEW_ROBOTS)


def batch_followed_by(request: HttpRequest, code: str) -> Batch:
    return found_or_404(_followed(request.user, code))


def batch_run_by(request: HttpRequest, code: str) -> Batch:
    return found_or_404(_run(request.user, code))


def batch_visible_to(request: HttpRequest, code: str) -> Batch:
    """To everybody whom it concerns: adds who takes part, or has a part in it."""
    return found_or_404(_visible(request.user, code))


def found_or_404(rows: Sequence[Row]) -> Row:
    """What a prepared query found by a key, and can have found once."""
    if not rows:
        raise Http404
    return rows[0]


@prepared
def _followed(user: User | AnonymousUser, code: str) -> QuerySet[Batch]:
    return Batch.objects.followed_by(user).select_related("course").filter(code=code)


@prepared
def _visible(user: User | AnonymousUser, code: str) -> QuerySet[Batch]:
    return Batch.objects.visible_to(user).select_related("course").filter(code=code)


@prepared
def _run(user: User | AnonymousUser, code: str) -> QuerySet[Batch]:
    return Batch.objects.run_by(user).select_related("course").filter(code=code)


def member_behind(request: HttpRequest) -> User:
    """For views behind `login_required`."""
    return cast("User", request.user)


@dataclass(frozen=True)
class ReadableMaterial:
    """A material that this request may read now: as published, or for who edits it the latest draft."""

    material: MaterialPage
    enrolment: Enrolment | None
    is_draft_preview: bool
    user: User | AnonymousUser

    def shows(self, pk: int, key: str, *block_types: str) -> bool:
        """Whether a block of these types names `pk` under `key`; to who edits it, also one of the latest draft."""
        if _names(self.material, pk, key, block_types):
            return True
        if self.is_draft_preview or not may_edit_material(self.user, self.material):
            return False
        return _names(self.material.get_latest_revision_as_object(), pk, key, block_types)


def readable_material(request: HttpRequest, uid: UUID) -> ReadableMaterial | None:
    """What every view that serves content of a material asks first: visible, and nothing stands before it."""
    user = request.user
    published = MaterialPage.objects.visible_to(user).filter(uid=uid).first()
    if published is not None:
        enrolment = active_enrolment_for(user, published.course)
        if enrolment is None or has_completed(enrolment) or not _is_closed(enrolment, published):
            return ReadableMaterial(published, enrolment, is_draft_preview=False, user=user)
    if user.is_authenticated:
        page = published or MaterialPage.objects.filter(uid=uid).first()
        if page is not None and may_edit_material(user, page):
            draft = cast("MaterialPage", page.get_latest_revision_as_object())
            return ReadableMaterial(draft, None, is_draft_preview=True, user=user)
    return None


def _is_closed(enrolment: Enrolment, material: MaterialPage) -> bool:
    if unmet_gates(enrolment):
        return True
    waits = material.opens != Opening.ALWAYS or material.prerequisites.exists()
    return waits and material.pk in closures_of(enrolment)


def _names(material: MaterialPage, pk: int, key: str, block_types: tuple[str, ...]) -> bool:
    return any(pk in referenced_ids(material, block_type, key) for block_type in block_types)
