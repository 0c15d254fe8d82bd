from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from core.choices import LightReason, LightState
from core.jobs.errors import ChildDied
from core.jobs.processes import run_in_process
from core.light.kinds import LIGHT_KINDS
from core.light.making import make_light
from core.light.reasons import LeftAlone
from core.models import Attachment, LightVariant
from core.models.media import private_storage
from core.on_disk import file_on_disk
from core.selectors import heavy_attachments
from core.services import submit_job
from core.signals import light_variant_made

MAKE_LIGHT = "core.make_light_variant"


@dataclass(frozen=True)
class LightMade:
    """What the long part hands to the short one: a file that is stored, or why there is none."""

    name: str = ""
    bytes: int = 0
    reason: LightReason | str = ""


def is_heavy(attachment: Attachment) -> bool:
    """Whether it is large enough for a light variant, and of a kind of which one can be made."""
    is_large = (attachment.file_size or 0) >= settings.LIGHT_VARIANT_KB * 1000
    return is_large and attachment.file_extension.lower() in LIGHT_KINDS


@transaction.atomic
def prepare_light_variant(*, attachment: Attachment) -> LightVariant | None:
    """Begin the variant of what the file holds now; a job makes it. None where the file is light or of another kind."""
    if not is_heavy(attachment):
        for outdated in LightVariant.objects.filter(attachment=attachment).exclude(content_hash=attachment.file_hash):
            outdated.delete()
        return None
    try:
        digest = attachment.get_file_hash()
    except OSError:  # a file that is lost is said where it is asked for
        return None
    variant, made = LightVariant.objects.get_or_create(attachment=attachment, defaults={"content_hash": digest})
    if variant.content_hash != digest:
        drop_light_file(variant=variant)
        variant.content_hash, variant.file, variant.bytes = digest, "", 0
        variant.state, variant.reason, variant.tries = LightState.WAITING, "", variant.tries + 1
        variant.save()
        made = True
    if made:
        submit_job(kind=MAKE_LIGHT, payload={"variant": variant.pk, "content": digest}, key=variant.job_key)
    return variant


def prepare_light_variants(*, attachments: Collection[int] | None = None) -> int:
    """For those among `attachments`, or of the whole site, that are heavy and have none; how many were begun."""
    heavy = heavy_attachments(attachments)
    return sum(prepare_light_variant(attachment=attachment) is not None for attachment in heavy)


def make_light_variant(*, variant: LightVariant, progress: Callable[[int, int], None]) -> LightMade:
    """The long part, outside any transaction and repeatable: write the lighter file in a process, and store it."""
    attachment = variant.attachment
    progress(0, 1)
    folder = settings.FILE_UPLOAD_TEMP_DIR
    try:
        with file_on_disk(attachment.file) as source, TemporaryDirectory(dir=folder) as room:
            target = Path(room) / f"light{source.suffix}"
            size = run_in_process(make_light, str(source), str(target), attachment.file_extension.lower())
            with target.open("rb") as content:
                return LightMade(_stored(variant, File(content, name=attachment.filename)), size)
    except LeftAlone as left:
        return LightMade(reason=left.reason)
    except ChildDied:
        return LightMade(reason=LightReason.TOO_MUCH)
    except FileNotFoundError:
        return LightMade(reason=LightReason.GONE)


@transaction.atomic
def finish_light_variant(*, variant: LightVariant, content_hash: str, made: LightMade) -> None:
    """Offer what was made, unless the attachment holds another file by now."""
    told = LightVariant.objects.filter(pk=variant.pk, content_hash=content_hash).update(
        file=made.name,
        bytes=made.bytes,
        state=LightState.LEFT if made.reason else LightState.READY,
        reason=made.reason,
    )
    if told:
        announce = partial(light_variant_made.send_robust, sender=LightVariant, attachment_id=variant.attachment_id)
        transaction.on_commit(announce)


def drop_light_file(*, variant: LightVariant) -> None:
    """After the rows are gone for good. A file that cannot be deleted is in nobody's way."""
    if variant.file:
        transaction.on_commit(partial(_delete, str(variant.file.name)), robust=True)


def _delete(name: str) -> None:
    with suppress(OSError):
        private_storage().delete(name)


def _stored(variant: LightVariant, content: File[bytes]) -> str:
    name = variant.file.field.generate_filename(variant, variant.attachment.filename)
    storage = private_storage()
    storage.delete(name)  # of an earlier run that was cut off
    return str(storage.save(name, content))
