"""The screens of a list of participants; what each does is tested with its services."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.models import AuditEntry, MadeFile
from core.services import work_jobs
from courses.choices import ImportOutcome, ImportState
from courses.models import Batch, CourseOrganiser, Enrolment, ImportedRow, ParticipantImport
from courses.services import enrol_member
from members.choices import SiteRole
from members.models import User
from members.services import appoint_coordinator, grant_role
from tests.core.tables.books import book
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course
from tests.factories.members import make_member, make_nip, make_office, make_organiser, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina() -> User:
    return make_organiser("Rina Penyelenggara")


@pytest.fixture
def batch(rina: User) -> Batch:
    return make_batch(make_course(organisers=[rina]))


@pytest.fixture
def client(rina: User) -> Client:
    client = client_of(rina)
    client.cookies["django_language"] = "en"
    return client


def test_from_the_file_to_the_batch_without_scripts(
    client: Client, batch: Batch, django_capture_on_commit_callbacks: Any
) -> None:
    office = make_office("KSOP Kelas II Bitung")
    address = f"/batches/{batch.code}/import/"

    def post(path: str, **data: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data)

    missing = post(address)
    assert (missing.status_code, "Choose a file first." in missing.content.decode()) == (422, True)

    file = SimpleUploadedFile("peserta.xlsx", book(("Nama", "Kantor asal"), ("Andi", "KSOP Bitug"), ("Citra", None)))
    listed = post(address, file=file)["Location"]
    columns = client.get(listed)["Location"]
    assert columns == f"{listed}columns/"
    shown = client.get(columns).content.decode()
    assert "2 filled rows below row 1" in shown
    assert '<option value="name" selected>' in shown
    assert '<option value="office" selected>' not in shown

    twice = post(columns, **{"column-0": "name", "column-1": "name"})
    assert (twice.status_code, "Two columns are taken for “Name”." in twice.content.decode()) == (422, True)
    assert post(columns, **{"column-0": "name", "column-1": "office"})["Location"] == listed
    assert "No office is called “KSOP Bitug”. Which one is meant?" in client.get(listed).content.decode()

    post(
        f"{listed}answers/",
        **{"office-text": "KSOP Bitug", "office-0": office.pk, "shown": ["2", "3"], "query": "show=good\nX: y"},
    )
    page = client.get(listed).content.decode()
    assert "2 rows are ready to be saved" in page
    assert "2 of them have no account yet, and get one." in page
    remarks = load_workbook(io.BytesIO(client.post(f"{listed}remarks/").content)).active
    assert remarks["C1"].value == "Catatan Dermaga"

    post(f"{listed}save/", state="withdrawn", together="no")
    assert "withdrawn is not one of the available choices" in client.get(listed).content.decode()
    assert not Enrolment.objects.exists()
    assert post(f"{listed}save/", state="confirmed", together="no")["Location"] == listed
    assert "2 people are enrolled from this list." in client.get(listed).content.decode()
    assert Enrolment.objects.filter(batch=batch).count() == 2
    assert client.get(columns)["Location"] == listed

    assert "Remove this list and its file?" in client.post(f"{listed}discard/").content.decode()
    post(f"{listed}discard/", confirmed="1")
    assert not ParticipantImport.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_rows(
    client: Client, batch: Batch, rina: User, number: int, django_assert_num_queries: Any
) -> None:
    staged = ParticipantImport.objects.create(
        batch=batch, uploaded_by=rina, language="en", filename="a.xlsx", size=1, state=ImportState.CHECKED,
        counts={"good": number}, file="x",
    )  # fmt: skip
    ImportedRow.objects.bulk_create(
        ImportedRow(staged=staged, number=n, name=f"N{n}", outcome=ImportOutcome.GOOD, office=make_office(f"KSOP {n}"))
        for n in range(number)
    )
    client.get("/verify/")

    with django_assert_num_queries(7):
        client.get(f"/batches/{batch.code}/import/{staged.uid}/?show=good")


def test_while_work_is_done_the_page_comes_again_and_says_when_it_stopped(
    client: Client, batch: Batch, rina: User
) -> None:
    staged = ParticipantImport.objects.create(
        batch=batch, uploaded_by=rina, language="en", filename="a.xlsx", size=1, file="x", work_key=""
    )
    address = f"/batches/{batch.code}/import/{staged.uid}/"
    waiting = client.get(address)
    assert (waiting["Refresh"], "being read" in waiting.content.decode()) == ("2", True)

    ParticipantImport.objects.update(work_key="nobody is at it")
    stalled = client.get(address)
    assert "Refresh" not in stalled
    assert "the site was stopped meanwhile" in stalled.content.decode()


def test_a_coordinator_exports_the_own_province_with_masked_numbers(batch: Batch, rina: User) -> None:
    province = make_province()
    own, other = make_office(province=province), make_office("KSOP Yogya", province=make_province("34", "DIY"))
    coordinator = make_member("Koordinator", office=own, role=SiteRole.COORDINATOR)
    appoint_coordinator(province=province, office=own, member=coordinator, decree="SK 1", actor=None)
    here = make_member("Andi", office=own, number=make_nip(), phone="0812")
    for member in (here, make_member("Rahasia", office=other, number=make_nip()), coordinator):
        enrol_member(batch=batch, member=member)

    def exported(user: User) -> list[tuple[str, str | None, str | None]]:
        data = client_of(user).post(f"/batches/{batch.code}/participants.xlsx").content
        sheet = load_workbook(io.BytesIO(data)).active
        return [(row[0].value, row[4].value, row[9].value) for row in sheet.iter_rows(min_row=2)]

    assert exported(coordinator) == [("Andi", f"•••{here.number[-3:]}", None), ("Koordinator", None, None)]
    assert [name for name, _number, _phone in exported(rina)] == ["Andi", "Rahasia", "Koordinator"]
    assert exported(rina)[0][2] == "0812"
    entry = AuditEntry.objects.filter(action="participants.exported", actor=coordinator).get()
    assert (entry.subject, entry.data) == (f"batch:{batch.code}", {"rows": 2})


def test_large_files_are_made_by_a_job_for_who_asked_and_still_may(
    client: Client, batch: Batch, rina: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("courses.views.participants_file.ROWS_AT_ONCE", 1)
    for name in ("Andi", "Citra"):
        enrol_member(batch=batch, member=make_member(name))
    page = f"/batches/{batch.code}/participants/"

    assert client.post(f"/batches/{batch.code}/participants.xlsx")["Location"] == f"{page}#made-files"
    work_jobs(until_idle=False)

    [made] = MadeFile.objects.all()
    assert (made.filename, made.rows, made.asked_by) == (f"peserta-{batch.code}.xlsx", 2, rina)
    assert f"/files/{made.uid}" in client.get(page).content.decode()
    assert f"/files/{made.uid}" in client.get(f"{page}files/").content.decode()
    assert AuditEntry.objects.get(action="file.asked").data["kind"] == "courses.participants"
    fetched = reverse("core:made_file", args=[made.uid])
    assert b"".join(client.get(fetched).streaming_content).startswith(b"PK")
    CourseOrganiser.objects.update(member=make_organiser("Penerus"))
    grant_role(member=rina, role=SiteRole.AUDITOR, actor=None)  # who may have the list, with masked numbers
    assert client.get(page).status_code == 200
    assert client.get(fetched).status_code == 404
    CourseOrganiser.objects.update(member=rina)

    file = SimpleUploadedFile("Daftar kami.xlsx", book(("Nama", "NIP"), ("Andi", "12")))
    with django_capture_on_commit_callbacks(execute=True):
        listed = client.post(f"/batches/{batch.code}/import/", {"file": file})["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{listed}columns/", {"column-0": "name", "column-1": "number"})
    monkeypatch.setattr("courses.services.import_staging.AT_ONCE", 0)
    assert client.post(f"{listed}remarks/")["Location"] == f"{listed}#made-files"
    work_jobs(until_idle=False)
    made = MadeFile.objects.get(kind="courses.list_with_remarks")
    assert f"/files/{made.uid}" in client.get(f"{listed}files/").content.decode()
    data = b"".join(client.get(reverse("core:made_file", args=[made.uid])).streaming_content)
    assert load_workbook(io.BytesIO(data)).active["C1"].value == "Catatan Dermaga"
    ParticipantImport.objects.all().delete()
    assert client.get(reverse("core:made_file", args=[made.uid])).status_code == 404


def test_what_accounts_say_is_shown_to_those_who_may_read_it(client: Client, batch: Batch, rina: User) -> None:
    colleague = make_member("Kolega")
    CourseOrganiser.objects.create(course=batch.course, member=colleague)
    staged = ParticipantImport.objects.create(
        batch=batch, uploaded_by=rina, language="en", filename="a.xlsx", size=1, state=ImportState.CHECKED, file="x"
    )
    difference = {"column": "phone", "label": "Telephone", "now": "0811-555", "given": "0812", "may_take": False}
    ImportedRow.objects.create(
        staged=staged, number=2, name="Andi", outcome=ImportOutcome.GOOD, member=make_member("Andi"),
        differences=[difference],
    )  # fmt: skip
    address = f"/batches/{batch.code}/import/{staged.uid}/"

    assert "0811-555" in client.get(address).content.decode()
    seen = client_of(colleague).get(address).content.decode()
    assert ("Andi" in seen, "0811-555" in seen) == (True, False)
