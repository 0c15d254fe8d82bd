from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from core import audit
from core.errors import DomainError
from core.identifiers import uuid7
from core.media_policy import recording_policy
from core.models import Recording
from core.recordings.facts import RecordingFacts
from core.signals import recording_saved
from core.webvtt import Captions, write_webvtt

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


class RecordingNotYours(DomainError):  # noqa: N818  names the refusal
    """It was uploaded by somebody else, or the person may not upload at all."""


@transaction.atomic
def save_recording(
    *,
    recording: Recording,
    actor: AbstractUser | None,
    facts: RecordingFacts | None = None,
    captions: Mapping[str, Captions] | None = None,
    without: Collection[str] = (),
    poster: File[Any] | None = None,
) -> Recording:
    """Keep a new or changed recording of `actor`; `facts` come with a new file (`check_recording`), and the one before
    goes when this is kept. `captions` replace those of their languages, `without` names languages whose captions go.
    Without `actor` it is the site's own doing, and nobody is asked."""
    made = recording.pk is None
    if made and recording.uploaded_by_user_id is None:
        recording.uploaded_by_user = actor
    if actor is not None and not _may_save(actor, recording):
        raise RecordingNotYours(_("Only who uploaded this recording may change it."))
    before = None if made else Recording.objects.select_for_update().get(pk=recording.pk)
    if facts is not None:
        _describe(recording, facts)
    if poster is not None:
        recording.thumbnail = poster
    recording.save()
    if without:
        recording.captions.filter(language__in=without).delete()
    for language, found in (captions or {}).items():
        recording.captions.update_or_create(language=language, defaults={"text": write_webvtt(found.cues)})
    recording.__dict__.pop("all_captions", None)
    if before is not None:
        _remove_replaced(before, recording)
    audit.record(
        action="recording.uploaded" if made else "recording.changed", actor=actor, subject=f"recording:{recording.pk}"
    )
    transaction.on_commit(partial(recording_saved.send_robust, sender=Recording, recording_id=recording.pk))
    return recording


class RecordingInUse(DomainError):  # noqa: N818  names the refusal
    """A material shows it, or an earlier version of one."""


@transaction.atomic
def delete_recording(*, recording: Recording, actor: AbstractUser) -> None:
    """What was noted of its being watched goes with it; so one that a material shows stays."""
    if not recording_policy.user_has_permission_for_instance(actor, "delete", recording):
        raise RecordingNotYours(_("Only who uploaded this recording may change it."))
    if ReferenceIndex.get_references_to(recording).exists():
        raise RecordingInUse(_("A material shows this recording. Take it out there first."))
    audit.record(action="recording.deleted", actor=actor, subject=f"recording:{recording.pk}")
    recording.delete()


def _may_save(actor: AbstractUser, recording: Recording) -> bool:
    if recording.pk is None:
        return bool(recording_policy.user_has_permission(actor, "add"))
    return bool(recording_policy.user_has_permission_for_instance(actor, "change", recording))


def _describe(recording: Recording, facts: RecordingFacts) -> None:
    recording.type = "video" if facts.is_video else "audio"
    recording.duration = round(facts.seconds, 3)
    recording.width, recording.height = facts.width, facts.height
    recording.content_type = facts.content_type
    recording.file_size = recording.file.size
    recording.stamp = uuid7().hex


def _remove_replaced(before: Recording, after: Recording) -> None:
    for name in ("file", "thumbnail"):
        old, new = getattr(before, name), getattr(after, name)
        if old and old.name != (new.name if new else ""):
            transaction.on_commit(partial(old.storage.delete, old.name))
