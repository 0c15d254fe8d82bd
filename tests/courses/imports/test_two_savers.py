"""A row is saved once, though two are at one list, one of them late; and only by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from core.models import AuditEntry
from courses.choices import ImportState
from courses.models import Batch, CourseOrganiser, Enrolment, ImportedRow, ParticipantImport
from courses.services.import_saving import save_import
from courses.services.import_staging import (
    ask_for_saving,
    check_again,
    choose_columns,
    give_up,
    stage_import,
    table_of,
    work_on_import,
)
from members.models import User
from tests.courses.imports.conftest import fresh, rows
from tests.factories.members import make_member, make_nip
from tests.processes import run_together

pytestmark = pytest.mark.django_db
PEOPLE = ([1, "Andi"], [2, "Citra"], [3, "Dewi"])  # neither number nor address: nothing else would know them again


def begun(staged: ParticipantImport, by: User, **options: Any) -> ParticipantImport:
    """Asked for, and nobody is at it yet."""
    ask_for_saving(staged=staged, by=by, options={"state": "confirmed", **options})
    return fresh(staged)


@pytest.mark.parametrize("together", [False, True])
def test_who_was_slow_leaves_alone_what_another_has_saved(
    batch: Batch, rina: User, upload: Any, together: bool
) -> None:
    slow = begun(upload(rows(*PEOPLE)), rina, together=together)

    def overtaken(done: int, total: int) -> None:
        save_import(staged=fresh(slow), table=table_of(slow))

    save_import(staged=slow, table=table_of(slow), progress=overtaken)
    save_import(staged=slow, table=table_of(slow))

    assert Enrolment.objects.count() == User.objects.filter(name__in=["Andi", "Citra", "Dewi"]).count() == 3
    assert set(slow.rows.values_list("outcome", flat=True)) == {"enrolled"}
    assert fresh(slow).state == ImportState.SAVED


def save_one(staged: int) -> str:
    found = ParticipantImport.objects.get(pk=staged)
    return str(save_import(staged=found, table=table_of(found)).state)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_one_list_save_each_row_once(batch: Batch, rina: User, upload: Any) -> None:
    staged = upload(rows(*([n, f"Peserta {letter}"] for n, letter in enumerate("ABCDEFGH"))))
    ParticipantImport.objects.filter(pk=staged.pk).update(state=ImportState.SAVING)

    outcomes = run_together(f"{__name__}:save_one", [{"staged": staged.pk}] * 2)

    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert Enrolment.objects.count() == User.objects.filter(name__startswith="Peserta").count() == 8
    assert (fresh(staged).state, fresh(staged).counts["enrolled"]) == (ImportState.SAVED, 8)


def test_who_is_not_in_charge_any_more_writes_nothing(batch: Batch, rina: User, upload: Any) -> None:
    slow = begun(upload(rows(*PEOPLE)), rina)
    ParticipantImport.objects.filter(pk=slow.pk).update(work_key="another's")

    save_import(staged=slow, table=table_of(slow))
    give_up(staged=slow)

    assert not Enrolment.objects.exists()
    assert fresh(slow).state == ImportState.SAVING


def test_after_a_fault_the_rest_is_looked_at_anew_and_what_was_saved_stays_saved(
    batch: Batch, rina: User, upload: Any, save: Any
) -> None:
    member = make_member("Eka", number=make_nip(), email="")
    staged = begun(
        upload(rows(*PEOPLE, [4, "Eka", member.number, None, None, "eka@contoh.go.id"])), rina, take=["email"]
    )

    def die(done: int, total: int) -> None:
        if done == 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        save_import(staged=staged, table=table_of(staged), progress=die)
    give_up(staged=staged)
    assert (fresh(staged).counts["enrolled"], fresh(staged).state) == (2, ImportState.CHECKED)
    User.objects.filter(pk=member.pk).update(email="eka.sendiri@contoh.go.id")

    saved = save(fresh(staged), take=["email"])

    assert (saved.counts["enrolled"], Enrolment.objects.count()) == (4, 4)
    assert User.objects.filter(name__in=["Andi", "Citra", "Dewi"]).count() == 3
    member.refresh_from_db()
    assert member.email == "eka.sendiri@contoh.go.id"


def test_an_address_that_came_meanwhile_is_not_written_over(batch: Batch, rina: User, upload: Any) -> None:
    member = make_member("Eka", number=make_nip(), email="")
    staged = begun(upload(rows([1, "Eka", member.number, None, None, "eka@contoh.go.id"])), rina, take=["email"])
    row = ImportedRow.objects.get(staged=staged)
    assert [found["column"] for found in row.differences] == ["email"]
    ParticipantImport.objects.filter(pk=staged.pk).update(counts={**staged.counts, "is_being_saved": True})
    User.objects.filter(pk=member.pk).update(email="eka.sendiri@contoh.go.id")

    work_on_import(staged=fresh(staged))

    member.refresh_from_db()
    assert (member.email, Enrolment.objects.count()) == ("eka.sendiri@contoh.go.id", 1)


def test_a_disabled_account_is_neither_offered_nor_enrolled(batch: Batch, rina: User, bitung: Any, upload: Any) -> None:
    away, here = make_member("Fajar Utama", office=bitung), make_member("Gita Utami", office=bitung, number=make_nip())
    User.objects.filter(pk=away.pk).update(is_active=False)
    staged = upload(rows([1, "Fajar Utama", None, bitung.name], [2, "Gita Utami", here.number]))
    row = staged.rows.get(number=3)
    assert (row.outcome, row.questions, row.warnings[0]["sentence"]) == (
        "good", [], "An account of a similar name in this office is disabled, and is not offered.",
    )  # fmt: skip

    staged = begun(staged, rina)
    ParticipantImport.objects.filter(pk=staged.pk).update(counts={**staged.counts, "is_being_saved": True})
    User.objects.filter(pk=here.pk).update(is_active=False)
    work_on_import(staged=fresh(staged))
    row = staged.rows.get(number=4)
    assert (row.outcome, row.errors[0]["sentence"][:37]) == ("error", "The account of this person is disable")


def test_who_may_not_register_people_enrols_those_who_have_an_account_and_reads_nothing_of_them(
    batch: Batch, bitung: Any, django_capture_on_commit_callbacks: Any
) -> None:
    clerk = make_member("Pelaksana")
    CourseOrganiser.objects.create(course=batch.course, member=clerk)
    known = make_member("Hadi Saputra", number=make_nip(), phone="0811-555", position="Kepala")
    wrong = make_member("Indra Jaya", number=make_nip())
    data = rows(
        [1, "Hadi Saputra", known.number, None, "Staf"], [2, "Orang Baru"], [3, "Nama Lain Sekali", wrong.number]
    )
    with django_capture_on_commit_callbacks(execute=True):
        staged = stage_import(batch=batch, file=ContentFile(data, name="a.xlsx"), by=clerk)
    with django_capture_on_commit_callbacks(execute=True):
        choose_columns(staged=fresh(staged), mapping=fresh(staged).mapping, options={})

    one, new, other = fresh(staged).rows.all()
    assert (one.outcome, one.differences, new.outcome, other.outcome) == ("good", [], "error", "error")
    assert new.errors[0]["sentence"].startswith("This person has no account")
    assert "Indra" not in str([other.findings, other.questions])
    told = AuditEntry.objects.filter(action="import.checked").get()
    assert (told.actor, told.data) == (clerk, {"batch": batch.code, "rows": 3, "known": 1})

    new.outcome = "good"  # as if it had been checked for somebody else
    new.save(update_fields=["outcome"])
    staged = begun(fresh(staged), clerk)
    ParticipantImport.objects.filter(pk=staged.pk).update(counts={**staged.counts, "is_being_saved": True})
    work_on_import(staged=fresh(staged))
    assert list(Enrolment.objects.values_list("member__name", flat=True)) == ["Hadi Saputra"]
    assert not User.objects.filter(name="Orang Baru").exists()


def test_a_list_that_was_saved_and_is_looked_at_again_doubles_nobody(
    batch: Batch, rina: User, upload: Any, save: Any, django_capture_on_commit_callbacks: Any
) -> None:
    staged = save(upload(rows(*PEOPLE)))
    with django_capture_on_commit_callbacks(execute=True):
        check_again(staged=staged)
    save(fresh(staged))

    assert User.objects.filter(name__in=["Andi", "Citra", "Dewi"]).count() == Enrolment.objects.count() == 3
