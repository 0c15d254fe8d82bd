from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from core.models import Attachment
from courses.blocks.walk import ids_at
from courses.models import MaterialPage
from courses.reading_time import reading_minutes


@transaction.atomic
def measure_material(*, material: MaterialPage) -> None:
    """Write down how long the published state takes to read and how much there is to fetch."""
    documents = {pk for kind in ("document", "slides") for pk in ids_at(material.body.raw_data, kind, "document")}
    size = Attachment.objects.filter(pk__in=documents).aggregate(total=Sum("file_size"))["total"] if documents else 0
    texts = material.body.stream_block.get_searchable_content(material.body)
    MaterialPage.objects.filter(pk=material.pk).update(
        reading_minutes=reading_minutes(str(text) for text in texts), download_bytes=size or 0
    )
