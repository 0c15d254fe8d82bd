"""Who may bring a list of participants in, what is refused, and when a list goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from core import clock
from courses.choices import BatchState, ImportState
from courses.errors import BatchClosedError, ImportRefusedError, NotAllowedError
from courses.models import Batch, ImportedRow
from courses.services.import_staging import (
    KEPT,
    ask_for_saving,
    choose_columns,
    discard_import,
    remove_old_imports,
    stage_import,
)
from members.models import User
from members.services import erase_member
from tests.courses.imports.conftest import rows
from tests.factories.members import (
    make_administrator,
    make_member,
    make_nip,
    make_organiser,
)

pytestmark = pytest.mark.django_db


def test_a_file_that_cannot_be_read_says_why_and_columns_want_a_name(batch: Batch, upload: Any) -> None:
    refused = upload(b"<html><table></table></html>", "peserta.xlsx")
    assert (refused.state, refused.problem[:34]) == (ImportState.REFUSED, "This is a web page and no Excel fi")

    staged = upload(rows([1, "Andi"]))
    with pytest.raises(ImportRefusedError, match="which column holds the names"):
        choose_columns(staged=staged, mapping={"number": 2}, options={})


def test_who_may_and_when(batch: Batch, rina: User, upload: Any) -> None:
    file = ContentFile(b"Nama;NIP\nAndi;", name="peserta.csv")
    with pytest.raises(NotAllowedError):
        stage_import(batch=batch, file=file, by=make_organiser("Lain"))
    staged = upload(rows([1, "Andi"]))
    with pytest.raises(NotAllowedError):
        ask_for_saving(staged=staged, by=make_organiser("Lain lagi"), options={})
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=clock.now())
    with pytest.raises(BatchClosedError):
        ask_for_saving(staged=staged, by=rina, options={})
    batch.refresh_from_db()
    with pytest.raises(BatchClosedError):
        stage_import(batch=batch, file=file, by=rina)


def test_lists_go_after_a_week_by_hand_and_with_the_account_of_whom_they_name(
    batch: Batch, upload: Any, django_capture_on_commit_callbacks: Any
) -> None:
    member = make_member("Melati", number=make_nip())
    lists = [upload(rows([1, "Andi"])), upload(rows([1, "Melati", member.number])), upload(rows([1, "Citra"]))]
    files = [(staged.file.storage, staged.file.name) for staged in lists]

    with django_capture_on_commit_callbacks(execute=True):
        erase_member(member=member, actor=make_administrator(), reason="Surat")
        assert discard_import(staged=lists[0])
    assert [storage.exists(name) for storage, name in files] == [False, False, True]
    with django_capture_on_commit_callbacks(execute=True), clock.at(clock.now() + KEPT * 2):
        assert remove_old_imports() == 1
    assert not any(storage.exists(name) for storage, name in files)
    assert not ImportedRow.objects.exists()
