"""Who may bring a list of participants in, what is refused, and when a list goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from core import clock
from core.models import Job
from courses.choices import BatchState, ImportState
from courses.errors import BatchClosedError, ImportRefusedError, NotAllowedError
from courses.models import Batch, ImportedRow, ParticipantImport
from courses.services.import_checking import BEGUN
from courses.services.import_removal import KEPT, discard_import, remove_old_imports
from courses.services.import_staging import (
    ask_for_saving,
    choose_columns,
    stage_import,
    work_on_import,
)
from members.models import User
from members.services import erase_member
from tests.core.tables.books import NS, package
from tests.courses.imports.conftest import fresh, rows
from tests.factories.members import (
    make_administrator,
    make_member,
    make_nip,
    make_organiser,
)

NS_SHEET = f"<worksheet {NS}>".encode()
pytestmark = pytest.mark.django_db


def test_a_file_that_cannot_be_read_says_why_and_columns_want_a_name(batch: Batch, upload: Any) -> None:
    refused = upload(b"<html><table></table></html>", "peserta.xlsx")
    assert (refused.state, refused.problem[:34]) == (ImportState.REFUSED, "This is a web page and no Excel fi")

    staged = upload(rows([1, "Andi"]))
    with pytest.raises(ImportRefusedError, match="which column holds the names"):
        choose_columns(staged=staged, mapping={"number": 2}, options={})


def test_a_file_of_few_bytes_that_holds_much_is_not_read_while_the_browser_waits(batch: Batch, rina: User) -> None:
    data = package([NS_SHEET, b" " * 700_000, b"</worksheet>"])

    staged = stage_import(batch=batch, file=ContentFile(data, name="a.xlsx"), by=rina)

    assert (len(data) < 5000, bool(staged.work_key)) == (True, True)


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
        assert remove_old_imports() == 2
    assert not any(storage.exists(name) for storage, name in files)
    assert not ImportedRow.objects.exists()


def test_erasing_an_account_leaves_the_lists_of_others_and_says_why_one_is_empty(
    batch: Batch, rina: User, bitung: Any, upload: Any, django_capture_on_commit_callbacks: Any
) -> None:
    member = make_member("Melati Putri", number=make_nip(), office=bitung)

    def read(*people: Any, name: str = "daftar.xlsx") -> ParticipantImport:
        with django_capture_on_commit_callbacks(execute=True):
            return stage_import(batch=batch, file=ContentFile(rows(*people), name=name), by=rina)

    refused = upload(b"<html></html>")
    assert not refused.file  # at once: nobody could say whom it names
    other, unchecked = upload(rows([1, "Andi"])), read([1, "Andi"])
    naming, unchecked_naming = upload(rows([1, "Melati Putri", member.number])), read([1, "Dr. Melati Putri"])
    asking = upload(rows([1, "Melati Putry", None, bitung.name], [2, "Andi"]))
    saving, queued = (upload(rows([1, "Melati Putri", member.number], [2, "Andi"])) for _number in range(2))
    assert asking.rows.get(number=3).questions[0]["options"][0][0] == f"same:{member.pk}"
    job = Job.objects.create(key="k", kind="courses.import_participants", payload={})
    for one, counts in ((saving, {**saving.counts, BEGUN: True}), (queued, queued.counts)):
        ParticipantImport.objects.filter(pk=one.pk).update(state=ImportState.SAVING, work_key=job.key, counts=counts)

    with django_capture_on_commit_callbacks(execute=True):
        erase_member(member=member, actor=make_administrator(), reason="Surat")

    assert [fresh(one).state for one in (refused, other, unchecked)] == ["refused", "checked", "columns"]
    for one in map(fresh, (naming, unchecked_naming, queued)):
        assert (one.state, bool(one.file), one.filename, one.samples) == ("refused", False, "peserta.xlsx", [])
        assert one.problem.startswith("The account of somebody whom this list names was erased")
        assert not one.rows.exists()
    assert [row.questions for row in fresh(asking).rows.all()] == [[], []]
    assert fresh(asking).rows.get(number=3).outcome == "good"
    assert fresh(saving).rows.count() == 2
    work_on_import(staged=fresh(queued))
    work_on_import(staged=fresh(saving))
    done = fresh(saving)
    assert (done.state, done.rows.count()) == (ImportState.REFUSED, 0)
    assert done.problem.endswith("1 person is enrolled from this list.")
