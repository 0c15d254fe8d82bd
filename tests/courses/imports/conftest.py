"""Lists of participants as they are uploaded, and who does that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from courses.choices import ImportState
from courses.models import Batch, ParticipantImport
from courses.services.import_staging import (
    ask_for_saving,
    choose_columns,
    stage_import,
)
from members.models import User
from tests.core.tables.books import book
from tests.factories.courses import make_batch, make_course
from tests.factories.members import (
    make_office,
    make_organiser,
)

HEAD = ("No", "Nama", "NIP", "UPT", "Jabatan", "E-mail", "Nomor surat", "Tanggal surat")


@pytest.fixture
def rina() -> User:
    return make_organiser("Rina Penyelenggara")


@pytest.fixture
def batch(rina: User) -> Batch:
    return make_batch(make_course(organisers=[rina]))


@pytest.fixture
def bitung() -> Any:
    return make_office("KSOP Kelas II Bitung", code="ksop-bitung")


@pytest.fixture
def upload(batch: Batch, rina: User, django_capture_on_commit_callbacks: Any) -> Any:
    """The list after its columns were taken as guessed."""

    def run(data: bytes, name: str = "peserta.xlsx", to: Batch | None = None) -> ParticipantImport:
        with django_capture_on_commit_callbacks(execute=True):
            staged = stage_import(batch=to or batch, file=ContentFile(data, name=name), by=rina)
        staged.refresh_from_db()
        if staged.state == ImportState.COLUMNS:
            with django_capture_on_commit_callbacks(execute=True):
                choose_columns(staged=staged, mapping=staged.mapping, options={})
        return fresh(staged)

    return run


@pytest.fixture
def save(rina: User, django_capture_on_commit_callbacks: Any) -> Any:
    def run(staged: ParticipantImport, **options: Any) -> ParticipantImport:
        with django_capture_on_commit_callbacks(execute=True):
            ask_for_saving(staged=staged, by=rina, options={"state": "confirmed", **options})
        return fresh(staged)

    return run


def fresh(staged: ParticipantImport) -> ParticipantImport:
    return ParticipantImport.objects.get(pk=staged.pk)


def rows(*people: Iterable[Any]) -> bytes:
    return book(("DAFTAR PESERTA",), HEAD, *people)
