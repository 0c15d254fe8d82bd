from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from modelsearch import index

from core.services import submit_job
from courses.blocks.walk import ids_at
from courses.models import MaterialPage, MaterialPlace
from courses.selectors.places import places_of

INDEX_ALL = "courses.index_materials"


def index_material(*, material: MaterialPage) -> None:
    """Write down where its words stand, and tell the search; a material that is not published is found nowhere."""
    with transaction.atomic():
        MaterialPlace.objects.filter(material=material.pk).delete()
        if material.live:
            MaterialPlace.objects.bulk_create(places_of(material), batch_size=200)
    index.insert_or_update_object(material)


def index_materials_naming(*, pk: int, block_type: str, key: str) -> None:
    """Those whose published blocks name this file: its words became known, or others."""
    for material in MaterialPage.objects.live().iterator():
        if pk in ids_at(material.body.raw_data, block_type, key):
            index_material(material=material)


def index_all_materials(*, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """For a site that is older than the search by places; may run any time."""
    numbers = list(MaterialPage.objects.live().values_list("pk", flat=True))
    for done, pk in enumerate(numbers):
        progress(done, len(numbers))
        material = MaterialPage.objects.live().filter(pk=pk).first()
        if material is not None:
            index_material(material=material)
    return len(numbers)


def index_missing_materials() -> None:
    """After an upgrade: a job for what was published before there were places, once for each such state of the site."""
    missing = MaterialPage.objects.live().filter(places=None)
    newest = missing.order_by("-pk").values_list("pk", "live_revision_id").first()
    if newest is not None:
        submit_job(kind=INDEX_ALL, payload={}, key=f"index-materials:{missing.count()}:{newest[0]}:{newest[1]}")
