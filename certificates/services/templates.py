"""From a template that somebody writes to a pinned revision that papers are made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin

from certificates.errors import ContentError, NotAllowedError, TemplateRefusedError
from certificates.gate import Finding, judge, said
from certificates.models import CertificateTemplate, HolderLine, TemplateRevision
from certificates.paper.content import Design, FrozenPicture, Sentence, design_of
from certificates.paper.fields import SITUATIONS
from certificates.paper.pictures import BACKGROUND_SIDE, EMBLEM_SIDE, is_kept, keep_picture, made_anew
from certificates.rules import may_write_templates
from certificates.services.drawn_with import drawn_with
from core import audit
from core.jobs.processes import run_in_process

if TYPE_CHECKING:
    from wagtail.models import Revision

    from core.models import Picture
    from members.models import User

A_DAY = 24 * 60 * 60
# Raised whenever the gate asks more, so that no verdict of an earlier gate is remembered.
GATE = 1
PLAIN_FIELDS = (
    "preset",
    "colours",
    "emblem",
    "background",
    "heading",
    "award_heading",
    "given",
    "arrangement",
    "proof",
    "reverse",
)


def publish_template(
    *, template: CertificateTemplate, revision: Revision, actor: User | None, **options: Any
) -> TemplateRevision:
    """Let the gate judge the draft, publish it, and pin what papers are made from. The same content is pinned once.

    Raises TemplateRefusedError with the gate's advice; then nothing was published.
    """
    if actor is not None and not may_write_templates(actor):
        raise NotAllowedError(_("Only an administrator or an organiser may publish certificate templates."))
    content = content_of(revision.as_object())
    if refusals := [finding for finding in gate_findings(content) if finding.stops]:
        raise TemplateRefusedError([said(finding) for finding in refusals])
    options["skip_permission_checks"] = True
    with transaction.atomic():
        DraftStateMixin.publish(template, revision, user=actor, **options)
        pinned = _pin(template, content)
        audit.record(
            action="certificates.template_published",
            actor=actor,
            subject=f"template:{template.pk}",
            data={"name": template.name, "revision": pinned.number},
        )
    return pinned


def content_of(template: CertificateTemplate, *, holder: tuple[tuple[str, ...], ...] | None = None) -> dict[str, Any]:
    """The draft as pinned content, its pictures frozen. Raises ContentError with a sentence for its writer.

    `holder` stands in for lines under the name that are not kept yet.
    """
    emblem = (
        _frozen(template.emblem_picture, EMBLEM_SIDE, template.emblem_alt) if template.emblem == "picture" else None
    )
    background = _frozen(template.background_picture, BACKGROUND_SIDE, "") if template.background == "picture" else None
    design = Design(
        **{name: getattr(template, name) for name in PLAIN_FIELDS},
        sentences={
            situation: Sentence(getattr(template, f"{situation}_opening"), getattr(template, f"{situation}_closing"))
            for situation in SITUATIONS
        },
        emblem_picture=emblem,
        background_picture=background,
        holder=tuple(tuple(line.fields) for line in template.holder_lines.all()) if holder is None else holder,
    )
    content = design.to_json()
    design_of(content)
    return content


def apply_design(*, template: CertificateTemplate, design: Design) -> None:
    """Set an unsaved template to a shipped design, lines under the name included."""
    for name in PLAIN_FIELDS:
        setattr(template, name, getattr(design, name))
    for situation, sentence in design.sentences.items():
        setattr(template, f"{situation}_opening", sentence.opening)
        setattr(template, f"{situation}_closing", sentence.closing)
    template.holder_lines = [
        HolderLine(first=line[0], second=line[1] if len(line) > 1 else "", sort_order=order)
        for order, line in enumerate(design.holder)
    ]


def gate_findings(content: dict[str, Any]) -> list[Finding]:
    """What the gate says of this content, remembered for a day: eight papers are drawn for it."""
    language = translation.get_language() or "id"
    key = f"certificates.gate:{GATE}:{language}:{drawn_with()}:{digest_of(content)}"
    kept = cache.get(key)
    if kept is not None:
        return [Finding(**finding) for finding in kept]
    findings = run_in_process(judge, content, language)
    cache.set(key, [asdict(finding) for finding in findings], A_DAY)
    return findings


def digest_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _frozen(picture: Picture | None, longest_side: int, alt: str) -> FrozenPicture:
    """Remembered while the file is the same: an editor's preview asks every time something is typed."""
    if picture is None:
        raise ContentError(_("A picture of the template is missing: choose it again."))
    alt = alt or picture.default_alt_text
    key = f"certificates.frozen:{picture.pk}:{picture.file.name}:{longest_side}"
    kept = cache.get(key)
    if kept is not None and is_kept(known := FrozenPicture(**kept, alt=alt)):
        return known
    try:
        with picture.file.storage.open(picture.file.name) as file:
            data = file.read()
    except OSError:
        raise ContentError(_("The file of a picture is lost: upload the picture again.")) from None
    language = translation.get_language() or "id"
    frozen = keep_picture(*run_in_process(made_anew, data, longest_side, language), alt=alt)
    cache.set(key, {name: value for name, value in asdict(frozen).items() if name != "alt"}, A_DAY)
    return frozen


def _pin(template: CertificateTemplate, content: dict[str, Any]) -> TemplateRevision:
    list(CertificateTemplate.objects.select_for_update().filter(pk=template.pk).values_list("pk"))
    latest: TemplateRevision | None = template.pinned.order_by("-number").first()
    if latest is not None and latest.content == content:
        return latest
    number = (template.pinned.aggregate(last=Max("number"))["last"] or 0) + 1
    return TemplateRevision.objects.create(template=template, number=number, content=content)
