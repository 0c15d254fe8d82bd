"""What a session's pack holds for one reader, and what it is made of: the same for all who may read the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import Attachment, Job, Picture, Recording
from courses.blocks.walk import all_ids_at, ids_at
from courses.choices import SlidesState
from courses.models import Batch, CoursePage, MaterialPage, Session, SessionPack, SlideDeck
from courses.querysets import MaterialPageQuerySet
from courses.selectors.course_page import active_enrolment_for
from courses.selectors.opening import Closure, closures_of
from courses.selectors.requirements import has_completed
from courses.selectors.standing import unmet_gates
from members.models import User

# Whatever changes in how a pack is made changes this, and with it every pack.
FORMAT = 2
PACK_JOB = "courses.pack"
# For a page, a picture in the reading width and a file of unknown size, until the pack is made and its size known.
PAGE_BYTES, PICTURE_BYTES, FILE_BYTES = 15_000, 80_000, 200_000


@dataclass(frozen=True)
class ClosedMaterial:
    """Not open to this reader yet; `why` says from when, or what comes before it, in the reader's language."""

    material: MaterialPage
    why: str


@dataclass(frozen=True)
class PackPlan:
    session: Session
    materials: list[MaterialPage]
    closed: list[ClosedMaterial]
    made_of: dict[str, Any]
    digest: str
    bytes_expected: int
    bytes_of_recordings: int

    @property
    def job_prefix(self) -> str:
        return f"{PACK_JOB}:{self.digest}:"


@dataclass(frozen=True)
class PackState:
    """The pack if it is made; the job that makes it, or failed to."""

    pack: SessionPack | None
    job: Job | None


def session_with_pack(user: User | AnonymousUser, uid: UUID) -> Session | None:
    """The session if `user` takes part in its batch, or runs or oversees it, and may read its course."""
    sessions = Session.objects.filter(
        uid=uid, batch__in=Batch.objects.visible_to(user), batch__course__in=CoursePage.objects.visible_to(user)
    )
    return sessions.select_related("batch__course").first()


def open_and_closed(
    user: User | AnonymousUser, course: CoursePage, materials: MaterialPageQuerySet
) -> tuple[list[MaterialPage], list[ClosedMaterial]]:
    """The published ones among `materials` of `course`, apart: what this reader may read now, and what not yet."""
    published = list(materials.live())
    enrolment = active_enrolment_for(user, course)
    if enrolment is None or has_completed(enrolment):
        return published, []
    gates = unmet_gates(enrolment)
    if gates:
        why = _("Opens after: %(what)s") % {"what": ", ".join(str(gate.label) for gate in gates)}
        return [], [ClosedMaterial(material, why) for material in published]
    waiting = closures_of(enrolment)
    closed = [ClosedMaterial(page, _why(waiting[page.pk])) for page in published if page.pk in waiting]
    return [page for page in published if page.pk not in waiting], closed


def _why(closure: Closure) -> str:
    titles = ", ".join(needed.title for needed in closure.needed)
    first = _("Opens after: %(what)s") % {"what": titles} if titles else ""
    return ". ".join(part for part in (str(closure.opens), first) if part)


def session_materials(user: User | AnonymousUser, session: Session) -> tuple[list[MaterialPage], list[ClosedMaterial]]:
    """As `open_and_closed`, for what is taught in the session, in its order."""
    rows = MaterialPage.objects.filter(session_materials__session=session)
    return open_and_closed(
        user, session.batch.course, rows.order_by("session_materials__order", "session_materials__pk")
    )


def pack_plan(
    session: Session,
    materials: Sequence[MaterialPage],
    closed: Sequence[ClosedMaterial],
    *,
    with_recordings: bool,
    language: str = "",
) -> PackPlan:
    """What the pack is made of, with a digest of it: revisions, files by their content, what is missing and why."""
    raw = [material.body.raw_data for material in materials]
    pictures = list(
        Picture.objects.filter(pk__in=all_ids_at(raw, "image")).order_by("pk").values_list("pk", "file_hash")
    )
    attachments = Attachment.objects.select_related("light_variant").filter(pk__in=all_ids_at(raw, "document"))
    documents = list(attachments.order_by("pk"))
    recordings = recordings_in(raw)
    decks = list(
        SlideDeck.objects.filter(attachment__in=ids_at(raw, "slides", "document"), state=SlidesState.READY)
        .order_by("pk")
        .values_list("pk", "content_hash", "pages", "bytes")
    )
    made_of = {
        "format": FORMAT,
        "language": language or get_language(),
        "recordings": with_recordings,
        "session": session.pk,
        "changed": session.changed_at.isoformat(),
        "materials": [[page.pk, page.live_revision_id, _moment(page.last_published_at)] for page in materials],
        "pictures": [list(row) for row in pictures],
        "documents": [[row.pk, row.file_hash, row.bytes_to_fetch] for row in documents],
        "heard_and_seen": [[recording.pk, recording.stamp] for recording in recordings],
        "slides": [list(row) for row in decks],
        "closed": [[row.material.pk, row.why] for row in closed],
    }
    size = len(materials) * PAGE_BYTES + len(pictures) * PICTURE_BYTES
    size += sum(row.bytes_to_fetch or FILE_BYTES for row in documents) + sum(row[-1] for row in decks)
    played = bytes_of(recordings)
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
    expected = size + (played if with_recordings else 0)
    return PackPlan(session, list(materials), list(closed), made_of, digest, expected, played)


def recordings_in(raw: Any) -> list[Recording]:
    """Those that the stored blocks name; without any, nothing is asked."""
    ids = all_ids_at(raw, "recording")
    return list(Recording.objects.filter(pk__in=ids).order_by("pk")) if ids else []


def bytes_of(recordings: Sequence[Recording]) -> int:
    return sum(recording.file_size for recording in recordings)


def pack_state(plan: PackPlan) -> PackState:
    pack = SessionPack.objects.filter(digest=plan.digest).first()
    job = None if pack else Job.objects.with_prefix(plan.job_prefix).order_by("-pk").first()
    return PackState(pack, job)


def pack_to_download(user: User | AnonymousUser, session: Session, digest: str) -> SessionPack | None:
    """Also one that a newer has replaced, so that a download may be resumed: every material in it must be open."""
    pack = session.packs.filter(digest=digest).first()
    if pack is None:
        return None
    open_now, _closed = session_materials(user, session)
    inside = set(pack.materials.values_list("pk", flat=True))
    return pack if inside and inside <= {material.pk for material in open_now} else None


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
