from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from core import clock
from core.prepared import prepared
from courses.blocks.walk import ids_at
from courses.models import CoursePage, Enrolment, MaterialPage
from courses.selectors.material_rows import material_rows
from courses.selectors.opening import Closure, closures_for

# A reader who comes back within this time does not make the database write again.
OPENED_AGAIN_AFTER = timedelta(minutes=10)


@dataclass
class MaterialScreen:
    material: MaterialPage
    previous: tuple[str, str] | None
    following: tuple[str, str] | None
    number: int
    count: int
    opening_is_news: bool
    closure: Closure | None = None
    revision_seen: int | None = None
    seen_at: datetime | None = None


def material_page_for(
    course: CoursePage, enrolment: Enrolment | None, slug: str, sessions: str
) -> MaterialScreen | None:
    """The published material of `course` at this address, and its neighbours: two queries, its blocks not read yet."""
    rows = material_rows(course, enrolment)
    index = next((index for index, row in enumerate(rows) if row["slug"] == slug), None)
    if index is None:
        return None
    material = next(iter(_materials(rows[index]["pk"])), None)
    if material is None:
        return None
    return MaterialScreen(
        material=material,
        previous=(rows[index - 1]["slug"], rows[index - 1]["title"]) if index else None,
        following=(rows[index + 1]["slug"], rows[index + 1]["title"]) if index + 1 < len(rows) else None,
        number=index + 1,
        count=len(rows),
        opening_is_news=enrolment is not None and _is_news(rows[index], material),
        closure=closures_for(course, enrolment, rows, sessions).get(material.pk),
        revision_seen=rows[index].get("own__revision_seen"),
        seen_at=rows[index].get("own__last_opened_at"),
    )


def referenced_ids(material: MaterialPage, block_type: str, key: str) -> set[int]:
    """The documents, pictures or recordings that blocks of this type name, in this state of the material."""
    return ids_at(material.body.raw_data, block_type, key)


@prepared
def _materials(number: int) -> QuerySet[MaterialPage]:
    found: QuerySet[MaterialPage] = MaterialPage.objects.live().filter(pk=number).defer("body")
    return found


def _is_news(row: dict[str, Any], material: MaterialPage) -> bool:
    opened_at = row["own__last_opened_at"]
    if opened_at is None or row["own__revision_seen"] != material.live_revision_id:
        return True
    return bool(clock.now() - opened_at > OPENED_AGAIN_AFTER)
