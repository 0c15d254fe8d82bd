from __future__ import annotations

from django.db import transaction
from wagtail.models import Revision

from core import clock
from courses.models import MaterialChange, MaterialPage
from courses.outline import as_json, differences, lines_from, outline_of


@transaction.atomic
def note_publication(*, material: MaterialPage, revision: Revision | None) -> MaterialChange | None:
    """Write down that this state was published and what differs from the one before; once for each revision."""
    MaterialPage.objects.select_for_update().filter(pk=material.pk).values("pk").first()
    latest = MaterialChange.objects.filter(material=material).order_by("-number").first()
    if revision is None or material.changes.filter(revision=revision.pk).exists():
        return latest
    outline = outline_of(material.body.raw_data)
    before = lines_from(latest.outline) if latest else []
    note = material.change_note.strip()
    return MaterialChange.objects.create(
        material=material,
        number=latest.number + 1 if latest else 1,
        revision=revision.pk,
        note="" if latest and note == latest.note else note,  # carried on by a draft that nobody said anything about
        outline=as_json(outline),
        differences=as_json(differences(before, outline)) if latest else [],
        published_at=material.last_published_at or clock.now(),
        published_by=revision.user,
    )
