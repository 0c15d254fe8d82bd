"""A list of participants from its upload to the batch, and back into a file."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from core.models import AuditEntry
from core.services import work_jobs
from courses.choices import EnrolmentState, ImportState
from courses.errors import BatchClosedError
from courses.imports.sheets import participants_xlsx, template_xlsx
from courses.models import Batch, Enrolment, ImportedRow, ParticipantImport
from courses.selectors.import_export import participants_to_export
from courses.selectors.room import room_for_nominations
from courses.services import enrol_member, withdraw_enrolment
from courses.services.import_staging import (
    annotated_file,
    answer_questions,
    ask_for_saving,
    check_again,
    choose_columns,
    stage_import,
)
from courses.services.nominations import enrol_listed
from members.models import Message, User
from tests.core.tables.books import book
from tests.courses.imports.conftest import HEAD, fresh, rows
from tests.factories.members import (
    make_administrator,
    make_member,
    make_nip,
)

pytestmark = pytest.mark.django_db


def outcomes(staged: ParticipantImport) -> list[tuple[int, str]]:
    return list(staged.rows.values_list("number", "outcome"))


def enrolled(batch: Batch) -> list[tuple[str, str, str]]:
    rows = Enrolment.objects.filter(batch=batch).order_by("pk")
    return list(rows.values_list("member__name", "office__name", "state"))


def test_good_rows_are_saved_though_others_fail_and_the_corrected_file_doubles_nobody(
    batch: Batch, bitung: Any, upload: Any, save: Any
) -> None:
    nip = make_nip()
    people = [
        [1, "Capt. Budi Santoso, S.E.", nip, "KSOP Bitung", "Analis", None, "UM.1/2020", "22 September 2020"],
        [2, "Sari", "198503122010031000", "KSOP Kelas II Bitung"],
        [3, "Tono Wibowo", None, "KSOP Kelas II Bitug", None, "tono@contoh.go.id"],
    ]
    staged = upload(rows(*people))
    assert outcomes(staged) == [(3, "good"), (4, "error"), (5, "question")]
    assert not Enrolment.objects.exists()

    saved = save(staged)

    assert (saved.state, saved.counts["enrolled"], saved.counts["error"]) == (ImportState.SAVED, 1, 1)
    assert enrolled(batch) == [("Budi Santoso", "KSOP Kelas II Bitung", "confirmed")]
    budi = User.objects.get(name="Budi Santoso")
    assert (budi.title_before, budi.title_after, budi.number, budi.position) == ("Capt.", "S.E.", nip, "Analis")
    letter = Enrolment.objects.values_list("letter_number", "letter_date").get()
    assert letter == ("UM.1/2020", date(2020, 9, 22))
    assert AuditEntry.objects.filter(action="enrolment.made", actor=staged.uploaded_by).count() == 1

    data, ending = annotated_file(staged=saved)
    sheet = load_workbook(io.BytesIO(data)).active
    assert (ending, sheet["I2"].value, sheet["I3"].value) == ("xlsx", "Catatan Dermaga", "enrolled now")
    assert sheet["I4"].value.startswith("NIP: The NIP ends in 000")
    assert sheet["I5"].value == "UPT: No office is called “KSOP Kelas II Bitug”. Which one is meant?"
    sheet["C4"], sheet["D5"] = make_nip(), "KSOP Kelas II Bitung"
    corrected = io.BytesIO()
    sheet.parent.save(corrected)

    again = upload(corrected.getvalue())

    assert outcomes(again) == [(3, "already"), (4, "good"), (5, "good")]
    save(again)
    assert [name for name, _office, _state in enrolled(batch)] == ["Budi Santoso", "Sari", "Tono Wibowo"]
    third = upload(corrected.getvalue())
    assert outcomes(third) == [(3, "already"), (4, "already"), (5, "already")]
    assert User.objects.filter(name__in=["Budi Santoso", "Sari", "Tono Wibowo"]).count() == 3


def test_an_answer_about_an_office_settles_every_row_that_names_it(
    batch: Batch, bitung: Any, upload: Any, django_capture_on_commit_callbacks: Any
) -> None:
    staged = upload(rows([1, "Andi", None, "KSOP Kelas II Bitug"], [2, "Citra", None, "ksop kelas II bitug"]))
    [asked] = staged.office_questions
    assert (asked["text"], asked["rows"], asked["options"]) == (
        "KSOP Kelas II Bitug", 2, [[str(bitung.pk), "KSOP Kelas II Bitung"]]
    )  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        answer_questions(staged=staged, rows={}, offices={asked["text"]: bitung.pk})

    assert outcomes(fresh(staged)) == [(3, "good"), (4, "good")]


def test_somebody_who_exists_keeps_the_own_data_unless_it_is_ticked(
    batch: Batch, bitung: Any, upload: Any, save: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = (make_member(name, office=bitung, number=make_nip(), position="Lama") for name in ("Andi", "Citra"))
    boss = make_administrator("Bos", number=make_nip(), position="Lama")
    staged = upload(rows(*([n, who.name, who.number, None, "Baru"] for n, who in enumerate((one, two, boss), start=1))))
    assert [row.differences[0]["may_take"] for row in staged.rows.all()] == [True, True, False]

    with django_capture_on_commit_callbacks(execute=True):
        answer_questions(staged=staged, rows={3: {"take": ["position"]}, 5: {"take": ["position"]}}, offices={})
    save(fresh(staged))

    found = User.objects.filter(pk__in=[one.pk, two.pk, boss.pk]).order_by("pk")
    assert list(found.values_list("position", flat=True)) == ["Baru", "Lama", "Lama"]
    assert Enrolment.objects.filter(batch=batch).count() == 3


def test_a_full_batch_puts_the_rest_on_the_waiting_list(batch: Batch, bitung: Any, upload: Any, save: Any) -> None:
    Batch.objects.filter(pk=batch.pk).update(capacity=2)
    people = enumerate(("Andi", "Citra", "Dewi"), start=1)
    staged = upload(rows(*([n, f"{name} Raya", make_nip(), "ksop-bitung"] for n, name in people)))

    saved = save(staged)

    assert [state for _name, _office, state in enrolled(batch)] == ["confirmed", "confirmed", "waiting"]
    assert (saved.counts["enrolled"], saved.counts["on_waiting_list"]) == (3, 1)


def test_who_is_imported_as_nominated_is_nominated_asked_and_stays_to_be_confirmed(
    batch: Batch, rina: User, bitung: Any, upload: Any, save: Any
) -> None:
    Batch.objects.filter(pk=batch.pk).update(capacity=1)
    people = [[n, f"{name} Raya", make_nip(), "ksop-bitung"] for n, name in enumerate(("Andi", "Citra"), start=1)]

    save(upload(rows(*people)), state="nominated")
    save(upload(rows(*people)), state="nominated")

    andi, citra = Enrolment.objects.order_by("pk")
    assert [(row.state, row.nominated_by) for row in (andi, citra)] == [("nominated", rina), ("waiting", rina)]
    told = Message.objects.order_by("pk").values_list("template", "recipient__name")
    assert list(told) == [("place_asked", "Andi Raya"), ("place_waiting", "Citra Raya")]
    assert room_for_nominations(batch).taken == 2
    withdraw_enrolment(enrolment=andi)
    citra.refresh_from_db()
    assert citra.state == EnrolmentState.NOMINATED


def test_all_or_none(batch: Batch, bitung: Any, upload: Any, save: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = save(upload(rows([1, "Andi", make_nip()], [2, "", make_nip()])), together=True)
    assert (faulty.state, Enrolment.objects.count()) == (ImportState.CHECKED, 0)
    assert faulty.problem.startswith("Nothing was saved: 1 rows are faulty")

    staged = upload(rows([1, "Andi", make_nip()], [2, "Citra", make_nip()]))
    monkeypatch.setattr("courses.services.import_saving.enrol_listed", refuse_citra)
    refused = save(staged, together=True)
    assert (refused.state, refused.problem) == (
        ImportState.CHECKED, "Nothing was saved: row 4 was refused, and all or none was asked for."
    )  # fmt: skip
    assert not Enrolment.objects.exists()
    assert not User.objects.filter(name="Andi").exists()

    monkeypatch.undo()
    done = save(upload(rows([1, "Andi", make_nip()], [2, "Citra", make_nip()])), together=True, invite=True)
    assert (done.state, Enrolment.objects.count()) == (ImportState.SAVED, 2)
    assert not Message.objects.exists()  # nobody has an address


def refuse_citra(**facts: Any) -> Enrolment:
    if facts["member"].name == "Citra":
        raise BatchClosedError("closed meanwhile")
    return enrol_listed(**facts)


def test_new_people_are_invited_only_where_that_is_ticked(batch: Batch, upload: Any, save: Any) -> None:
    save(upload(rows([1, "Andi", None, None, None, "andi@contoh.go.id"])))
    assert not Message.objects.exists()

    save(upload(rows([1, "Citra", None, None, None, "citra@contoh.go.id"])), invite=True)
    assert list(Message.objects.values_list("address", "template")) == [("citra@contoh.go.id", "account_ready")]


def test_a_large_list_goes_through_a_job_and_goes_on_after_a_death(
    batch: Batch, rina: User, bitung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courses.services.import_staging.AT_ONCE", 0)
    monkeypatch.setattr("courses.services.import_staging.ROWS_AT_ONCE", 0)
    people = [[n, f"Peserta {n:x}".translate(LETTERS), make_nip(), "ksop-bitung"] for n in range(1, 21)]
    staged = stage_import(batch=batch, file=ContentFile(book(HEAD, *people), name="besar.xlsx"), by=rina)
    assert fresh(staged).state == ImportState.READING
    work_jobs(until_idle=False)
    staged = fresh(staged)
    choose_columns(staged=staged, mapping=staged.mapping, options={})
    work_jobs(until_idle=False)
    assert fresh(staged).counts["good"] == 20

    ask_for_saving(staged=staged, by=rina, options={"state": "nominated"})
    ask_for_saving(staged=staged, by=rina, options={"state": "nominated"})
    job = fresh(staged).job
    assert job is not None
    work_jobs(until_idle=False)

    job.refresh_from_db()
    assert (job.done, job.total, fresh(staged).state) == (20, 20, ImportState.SAVED)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.NOMINATED}
    # Killed before its end was noted: what is left is done, nothing twice.
    ImportedRow.objects.filter(staged=staged, number__lte=10).update(outcome="good")
    ParticipantImport.objects.filter(pk=staged.pk).update(state=ImportState.SAVING)
    check_again(staged=fresh(staged))
    work_jobs(until_idle=False)
    assert (fresh(staged).state, Enrolment.objects.count()) == (ImportState.SAVED, 20)


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def test_an_export_reads_in_again_unchanged(batch: Batch, rina: User, bitung: Any, upload: Any, save: Any) -> None:
    make = {"office": bitung, "title_before": "Dr.", "title_after": "S.E.", "rank": "=1+1", "phone": "+62 812"}
    people = [
        make_member("H. Abdul", email="abdul@contoh.go.id", number=make_nip(), **make),
        make_member("Sari", email="", **make),  # neither number nor address
        make_member("Tono", email="tono@contoh.go.id", **{**make, "office": None}),
    ]
    for member in people:
        enrol_member(batch=batch, member=member)
    data = participants_xlsx(participants_to_export(batch, rina))
    sheet = load_workbook(io.BytesIO(data)).active
    assert [(cell.value, cell.data_type) for cell in sheet["G"][1:]] == [("=1+1", "s")] * 3

    staged = upload(data)

    assert outcomes(staged) == [(2, "already"), (3, "already"), (4, "already")]
    assert [row.differences for row in staged.rows.all()] == [[], [], []]
    assert [row.questions for row in staged.rows.all()] == [[], [], []]
    before = list(User.objects.order_by("pk").values())
    saved = save(staged)
    assert (saved.state, list(User.objects.order_by("pk").values())) == (ImportState.SAVED, before)


def test_the_template_reads_in_as_nothing_and_names_all_offices(batch: Batch, bitung: Any, upload: Any) -> None:
    staged = upload(template_xlsx([(bitung.name, "Sulawesi Utara")]))

    assert (staged.counts["rows"], staged.sheet) == (0, "Peserta")
    assert staged.about == ["Row 2 was passed over: it is the example of the template."]
