"""Asking for a session's pack, making it in a job, keeping it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from core import clock
from core.models import Job
from core.services import retry_job, submit_job
from courses.models import MaterialPage, Session, SessionPack
from courses.models.pack import private_storage
from courses.packs.archive import PackArchive
from courses.packs.pages import icons_in, stand_alone, style
from courses.packs.sources import PackFile, file_behind
from courses.selectors.material_parts import body_for, whole_parts
from courses.selectors.reading import Traces
from courses.selectors.session_pack import PACK_JOB, ClosedMaterial, PackPlan, pack_plan, pack_state
from members.models import User

UNUSED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class MadePack:
    digest: str
    name: str
    size: int


@transaction.atomic
def prepare_pack(*, plan: PackPlan, actor: User | None = None) -> Job | None:
    """Have the pack made, unless it is made or being made; a day's failed one is tried again. None when it is there."""
    state = pack_state(plan)
    if state.pack is not None or not plan.materials:
        return None
    if state.job is not None and state.job.finished_at is None:
        return state.job
    key = f"{plan.job_prefix}{clock.site_day().isoformat()}"
    job = submit_job(kind=PACK_JOB, payload=plan.made_of, key=key)
    if job.state == "failed" and actor is not None:
        return retry_job(job=job, actor=actor)
    return job


@transaction.atomic
def renew_packs(*, material: MaterialPage) -> None:
    """The packs with this material are made anew of what is published now; the old ones stay for running downloads."""
    for pack in SessionPack.objects.filter(materials=material).select_related("session__batch__course"):
        plan = _plan_of(pack.made_of)
        if plan is not None and plan.digest != pack.digest:
            prepare_pack(plan=plan)


def make_pack(*, made_of: dict[str, Any], progress: Callable[[int, int], None]) -> MadePack | None:
    """Write the pack and store it; None where something in it was changed since it was asked for."""
    with translation.override(made_of["language"]):
        plan = _plan_of(made_of)
        if plan is None or plan.made_of != made_of:
            return None
        name = f"packs/{plan.digest[:2]}/{plan.digest}.zip"
        with TemporaryUploadedFile(f"{plan.digest}.zip", "application/zip", 0, None) as file:
            _write(file, plan, progress)
            file.size = file.tell()
            size = file.size
            storage = private_storage()
            if storage.exists(name):  # half a file of a run that was killed, or a whole one without its row
                storage.delete(name)
            storage.save(name, file)
    return MadePack(plan.digest, name, size)


@transaction.atomic
def keep_pack(*, made_of: dict[str, Any], made: MadePack) -> SessionPack:
    pack, _is_new = SessionPack.objects.update_or_create(
        digest=made.digest,
        defaults={
            "session_id": made_of["session"],
            "made_of": made_of,
            "file": made.name,
            "size": made.size,
            "made_at": clock.now(),
            "used_at": clock.now(),
        },
    )
    pack.materials.set([row[0] for row in made_of["materials"]])
    return pack


def note_pack_used(*, pack: SessionPack) -> None:
    """Once a day is enough: what nobody fetches any more is taken away."""
    SessionPack.objects.filter(pk=pack.pk, used_at__lt=clock.now() - timedelta(days=1)).update(used_at=clock.now())


def remove_unused_packs() -> int:
    removed = 0
    for pack in SessionPack.objects.filter(used_at__lt=clock.now() - UNUSED_FOR):
        pack.delete()
        removed += 1
    return removed


def delete_pack_file(*, pack: SessionPack) -> None:
    """After the row is gone for good; where the same pack was made again meanwhile, the file is its own."""
    if not SessionPack.objects.filter(digest=pack.digest).exists():
        private_storage().delete(pack.file.name or "")


def _plan_of(made_of: dict[str, Any]) -> PackPlan | None:
    """The plan for the same materials as they are now; None when one of them, or the session, is gone."""
    session = Session.objects.select_related("batch__course").filter(pk=made_of["session"]).first()
    pages = MaterialPage.objects.live().in_bulk(
        [row[0] for row in made_of["materials"]] + [row[0] for row in made_of["closed"]]
    )
    try:
        materials = [pages[row[0]] for row in made_of["materials"]]
        closed = [ClosedMaterial(pages[pk], why) for pk, why in made_of["closed"]]
    except KeyError:
        return None
    if session is None:
        return None
    return pack_plan(session, materials, closed, with_recordings=made_of["recordings"], language=made_of["language"])


def _write(target: Any, plan: PackPlan, progress: Callable[[int, int], None]) -> None:
    pages = {material.pk: f"{number:02d}-{material.slug}.html" for number, material in enumerate(plan.materials, 1)}
    written = 0

    def note(length: int) -> None:
        nonlocal written
        written += length
        progress(min(written, plan.bytes_expected - 1), plan.bytes_expected)

    with PackArchive(target) as archive:
        files: dict[str, PackFile] = {}
        whole = {"session": plan.session, "batch": plan.session.batch, "course": plan.session.batch.course}
        chapters = [{"material": material, "page": pages[material.pk]} for material in plan.materials]
        index = render_to_string(
            "courses/pack/index.html", {**whole, "chapters": chapters, "closed": plan.closed, "style": style()}
        )
        archive.write_page("index.html", index)
        for number, material in enumerate(plan.materials):
            html = render_to_string(
                "courses/pack/material.html",
                {
                    **whole,
                    "material": material,
                    "style": style(),
                    **_body(material, plan, pages, archive, files),
                    "previous": chapters[number - 1] if number else None,
                    "following": chapters[number + 1] if number + 1 < len(chapters) else None,
                },
            )
            archive.write_page(pages[material.pk], html)
            note(len(html))
        for place, file in files.items():
            archive.write_file(place, file, note)


def _body(
    material: MaterialPage, plan: PackPlan, pages: dict[int, str], archive: PackArchive, files: dict[str, PackFile]
) -> dict[str, str]:
    course = plan.session.batch.course
    others = {reverse("courses:material", args=[course.slug, page.slug]): pages[page.pk] for page in plan.materials}

    def place(address: str) -> str | None:
        path = urlsplit(address).path
        if path in others:
            return others[path]
        file = file_behind(material, address)
        if file is None or (file.is_recording and not plan.made_of["recordings"]):
            return None
        if file.inside:
            return file.data_address
        found = archive.place_for(file.key, file.name)
        files.setdefault(found, file)
        return found

    parts = whole_parts(material)
    blocks = body_for(parts, material, Traces(), keeps=False)
    speakers = stand_alone(parts.speakers, place=place, site=settings.SITE_URL)
    body = stand_alone(blocks, place=place, site=settings.SITE_URL)
    return {"speakers": speakers, "body": body, "icons": icons_in(body)}
