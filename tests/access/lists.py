"""A list of participants of the world's batch, between its upload and its saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from courses.choices import ImportOutcome, ImportState
from courses.models import ImportedRow, ParticipantImport

if TYPE_CHECKING:
    from tests.access.world import World

LISTED = "Kartika Dalam Daftar"


def staged_list(world: World) -> ParticipantImport:
    staged = ParticipantImport(
        batch=world.batch,
        uploaded_by=world.people["organiser"],
        language="en",
        filename=f"{LISTED}.csv",
        size=40,
        kind="csv",
        header=["Nama"],
        header_row=1,
        samples=[[LISTED]],
        mapping={"name": 0},
        counts={"rows": 1, "good": 1},
        state=ImportState.CHECKED,
    )
    staged.file.save(f"{staged.uid}.bin", ContentFile(f"Nama\n{LISTED}\n".encode()), save=True)
    ImportedRow.objects.create(staged=staged, number=2, name=LISTED, outcome=ImportOutcome.GOOD)
    return staged
