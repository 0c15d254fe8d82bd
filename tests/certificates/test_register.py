"""The register as a list, as a sheet and as a print: every number, with what became of it."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pikepdf
import pytest
from openpyxl import load_workbook

from certificates.choices import CertificateKind
from certificates.errors import NotAllowedError, NothingToDoError
from certificates.models import Certificate, PaperPart, RegisterPrint
from certificates.register import register_of, register_rows
from certificates.services import (
    ask_register_print,
    issue_for_batch,
    save_part,
    start_series,
    switch_kind,
    void_certificate,
)
from certificates.services.register import remove_old_registers
from certificates.storage import private_storage
from core import clock
from core.choices import JobState
from core.models import AuditEntry, Job
from courses.models import Batch
from members.models import Office, User
from tests.certificates.test_admin import as_user
from tests.factories.certificates import make_certifiable_batch, make_completion, make_numbering
from tests.factories.members import make_administrator, make_auditor, make_member, make_office, make_organiser

pytestmark = pytest.mark.django_db
REGISTER = "/admin/certificate_register/"


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    """Numbers 1 and 2 on paper elsewhere, 3 void, 4 drawn; then a speaker's, whose name looks like a formula."""
    start_series(numbering=make_numbering(), year=2020, last=2, reason="Buku nomor", actor=None)
    batch = make_certifiable_batch(organiser=organiser)
    office = make_office("KSOP Kelas II Bitung")
    for name, number in (("Budi", "198703152010121003"), ("Citra", "")):
        kind = "nip" if number else "none"
        make_completion(batch, make_member(name, office=office, number=number, number_kind=kind))
    batch.enrolments.update(office=office)
    issue_for_batch(batch=batch, actor=None)
    void_certificate(certificate=Certificate.objects.get(holder_name="Budi"), reason="Salah data", actor=None)
    switch_kind(batch=batch, kind=CertificateKind.COMMITTEE, on=True, actor=None)
    save_part(part=PaperPart(batch=batch, kind=CertificateKind.COMMITTEE, name="=Dua+1"), hours={}, actor=None)
    issue_for_batch(batch=batch, actor=None, kind=CertificateKind.COMMITTEE)
    return batch


def names(user: User, **asked: Any) -> list[str]:
    return [row.name for row in register_rows(register_of(user, urlencode(asked)))]


def test_each_filter_and_the_search_narrow_it(batch: Batch, organiser: User) -> None:
    other = make_certifiable_batch("Dewi")
    issue_for_batch(batch=other, actor=None)
    administrator, office = make_administrator(), Office.objects.get(name="KSOP Kelas II Bitung")

    assert names(organiser) == ["Budi", "Citra", "=Dua+1"]
    assert names(administrator) == ["Budi", "Citra", "=Dua+1", "Dewi"]
    assert names(administrator, batch=other.pk) == ["Dewi"]
    assert names(administrator, state="void") == ["Budi"]
    assert names(administrator, kind="committee") == ["=Dua+1"]
    assert names(administrator, office=office.pk) == ["Budi", "Citra"]
    assert names(administrator, province=office.province_id) == ["Budi", "Citra"]
    assert names(administrator, numbering=make_numbering().pk, year=2020, q="dewi") == ["Dewi"]
    assert names(administrator, q="KSOP citra") == ["Citra"]
    assert names(organiser, batch=other.pk) == ["Budi", "Citra", "=Dua+1"]  # a batch out of sight is no choice
    assert names(make_member("A Stranger")) == []


def test_the_sheet_holds_every_number_as_text_and_no_formula(batch: Batch, organiser: User) -> None:
    response = as_user(organiser).get(f"{REGISTER}?export=xlsx")

    book = load_workbook(io.BytesIO(response.content))
    sheet, before = book.worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[3], row[4], row[10], row[11]) for row in rows] == [
        ("003/KL.301/SMRT/IX/2020", "Budi", "19870315 201012 1 003", "void", "Salah data"),
        ("004/KL.301/SMRT/IX/2020", "Citra", None, "being made", None),
        ("005/KL.301/SMRT/IX/2020", "=Dua+1", None, "being made", None),
    ]
    assert sheet["D4"].data_type == "s"
    assert [cell.value for cell in before[2]] == ["SMRT", 2020, 1, 2, "Buku nomor"]


def test_signs_pasted_from_a_word_processor_keep_no_sheet_from_being_made(batch: Batch, organiser: User) -> None:
    """New reasons are kept without them; what was stored before is written without them."""
    Certificate.objects.filter(holder_name="Budi").update(holder_name="Budi\x0bS", reason="Salah\x0bdata")
    citra = Certificate.objects.get(holder_name="Citra")
    void_certificate(certificate=citra, reason="Salah\x0bnama\x1f", actor=None)

    response = as_user(organiser).get(f"{REGISTER}?export=xlsx&state=void")

    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert [(row[3].value, row[11].value) for row in sheet.iter_rows(min_row=2)] == [
        ("Budi S", "Salah data"),
        ("Citra", "Salah nama"),
    ]
    assert Certificate.objects.get(pk=citra.pk).reason == "Salah nama"


def test_the_sheet_follows_the_filters(batch: Batch, organiser: User) -> None:
    response = as_user(organiser).get(f"{REGISTER}?export=xlsx&state=void")

    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["Budi"]


def test_a_job_prints_what_the_list_shows(
    batch: Batch, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_user(organiser)

    asked = client.get(f"{REGISTER}print/?kind=participant").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(f"{REGISTER}print/?kind=participant")
    shown = client.get(made["Location"]).content.decode()
    response: Any = client.get(f"{made['Location']}file/")
    pdf = pikepdf.open(io.BytesIO(b"".join(response.streaming_content)))

    assert "2 numbers, in the order of the register" in asked
    assert "2 numbers." in shown
    assert pdf.Root.Lang == "en"
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
    for other in (make_administrator(), make_organiser("Another")):
        assert as_user(other).get(made["Location"]).status_code == 404
        assert as_user(other).get(f"{made['Location']}file/").status_code == 404


def test_nothing_and_nobody_is_refused_and_a_day_ends_it(batch: Batch, organiser: User) -> None:
    with pytest.raises(NothingToDoError, match="nothing to print"):
        ask_register_print(actor=organiser, query="state=revoked", language="en")
    with pytest.raises(NotAllowedError):
        ask_register_print(actor=make_member("A Stranger"), query="", language="en")
    kept = ask_register_print(actor=organiser, query="", language="en")
    private_storage().save(f"registers/{kept.uid}.pdf", io.BytesIO(b"%PDF"))
    RegisterPrint.objects.update(file=f"registers/{kept.uid}.pdf")

    with clock.at(clock.now() + timedelta(hours=23)):
        assert remove_old_registers() == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert remove_old_registers() == 1

    assert not private_storage().exists(f"registers/{kept.uid}.pdf")
    assert not RegisterPrint.objects.exists()


def test_a_second_press_gets_the_same_print_until_it_fails(batch: Batch, organiser: User) -> None:
    first = ask_register_print(actor=organiser, query="q=Budi&kind=participant", language="en")

    assert ask_register_print(actor=organiser, query="q=Budi&kind=participant", language="en") == first
    assert ask_register_print(actor=organiser, query="q=Budi&kind=participant", language="id") != first
    entry = AuditEntry.objects.filter(action="register.printed").earliest("pk")
    assert (entry.actor, entry.data) == (organiser, {"numbers": 1, "query": "kind=participant"})
    Job.objects.filter(key=first.job_key).update(state=JobState.FAILED)
    assert ask_register_print(actor=organiser, query="q=Budi&kind=participant", language="en") != first


def test_a_print_of_yesterday_is_shown_no_more(batch: Batch, organiser: User) -> None:
    old = ask_register_print(actor=organiser, query="", language="en")
    client = as_user(organiser)
    assert client.get(f"{REGISTER}print/{old.uid}/").status_code == 200

    RegisterPrint.objects.update(asked_at=clock.now() - timedelta(hours=25))

    assert client.get(f"{REGISTER}print/{old.uid}/").status_code == 404


def test_a_sheet_has_a_bound_and_is_noted(batch: Batch, organiser: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_user(organiser)
    client.get(f"{REGISTER}?export=xlsx&kind=participant")
    entry = AuditEntry.objects.get(action="register.exported")
    assert (entry.actor, entry.data) == (organiser, {"numbers": 2, "query": "kind=participant"})
    monkeypatch.setattr("certificates.services.register.MOST_IN_SHEET", 1)

    refused = client.get(f"{REGISTER}?export=xlsx&kind=participant")

    assert refused["Location"] == f"{REGISTER}?kind=participant"
    assert "2 numbers are too many for one Excel file" in client.get(refused["Location"]).content.decode()


def test_prints_and_sheets_are_counted(batch: Batch, organiser: User, settings: Any) -> None:
    settings.RATE_LIMITS = True
    client = as_user(organiser)

    with clock.at(clock.now()):
        prints = [client.post(f"{REGISTER}print/?state=revoked").status_code for _press in range(11)]
        looks = [client.get(f"{REGISTER}print/").status_code for _look in range(2)]

    assert prints == [302] * 10 + [429]
    assert looks == [200, 200]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(REGISTER, 16), (f"{REGISTER}?export=xlsx", 10)])
def test_list_and_sheet_cost_the_same_for_one_and_three(
    count: int, address: str, queries: int, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    issue_for_batch(batch=make_certifiable_batch(*("Budi", "Citra", "Dewi")[:count]), actor=None)
    client = as_user(make_auditor())
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)
