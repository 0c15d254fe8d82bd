"""The course history for SIASN: what fills each field, who goes, and why the others stay."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from certificates.models import Certificate
from certificates.services import revoke_certificate
from core.made_files.services import FileRefused, private_storage
from core.models import MadeFile
from courses.models import Batch, Enrolment
from members.choices import SiteRole
from members.models import User
from members.services import appoint_coordinator
from reports.makers import FILE_KINDS
from reports.selectors.siasn import (
    candidates_of,
    counts_of_batch,
    counts_of_year,
    in_order,
    rows_of,
    staying,
    staying_rows,
)
from reports.siasn import FIELDS, Candidate, Reason
from tests.certificates.conftest import issued, signing_key  # noqa: F401  fixtures
from tests.factories.certificates import make_certifiable_batch
from tests.factories.courses import make_enrolment
from tests.factories.members import make_auditor, make_member, make_nip, make_office, make_organiser
from tests.reports.pdfs import read_pdf
from tests.reports.test_recap import as_user

NIP = "198503122010031007"
GOES: dict[str, Any] = {
    "name": "Ani, S.E.",
    "number_kind": "nip",
    "number": NIP,
    "office": "KSOP A",
    "batch": "Angkatan I",
    "is_complete": True,
    "certificate": "KL.301/001/IX/SMRT/2020",
    "course": "Bimtek SMRT",
    "organiser": "Ditjen Hubla",
    "starts_on": date(2020, 9, 22),
    "ends_on": date(2020, 9, 24),
    "jp": Decimal("5.50"),
}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"number_kind": "none", "number": ""}, Reason.NO_NUMBER),
        ({"number": "1985"}, Reason.NO_NUMBER),
        ({"number_kind": "ni_pppk"}, Reason.CONTRACT),
        ({"is_complete": False}, Reason.INCOMPLETE),
        ({"certificate": ""}, Reason.NO_CERTIFICATE),
        ({"jp": Decimal("0.99")}, Reason.NO_HOURS),
    ],
)
def test_why_somebody_stays(changes: dict[str, Any], reason: Reason | None) -> None:
    assert Candidate(**{**GOES, **changes}).reason == reason


def test_the_fields_are_those_of_siasn(settings: Any) -> None:
    settings.SIASN_TRAINING_KIND = "3"

    told = {field.name: field.value(Candidate(**GOES)) for field in FIELDS}

    assert told == {
        "nipBaru": NIP,
        "nama": "Ani, S.E.",
        "jenisDiklatId": "3",
        "jenisKursus": "Bimbingan Teknis",
        "namaKursus": "Bimtek SMRT",
        "institusiPenyelenggara": "Ditjen Hubla",
        "nomorSertipikat": "KL.301/001/IX/SMRT/2020",
        "tanggalKursus": "22-09-2020",
        "tanggalSelesaiKursus": "24-09-2020",
        "tahunKursus": 2020,
        "jumlahJam": 5,
    }
    settings.SIASN_ROUNDING = "half_up"
    assert Candidate(**GOES).hours == 6


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User, issued: Any) -> Batch:  # noqa: F811  the fixture
    """A civil servant with a paper, one whose paper was revoked, one on contract, one without number, one begun."""
    batch = make_certifiable_batch("=Ani", "Budi", "Citra", "Dedi", organiser=organiser)
    people = {row.member.name: row.member for row in batch.enrolments.select_related("member")}
    numbers = {"=Ani": ("nip", NIP), "Budi": ("nip", make_nip(3)), "Citra": ("ni_pppk", "198503122021211001")}
    for name, (kind, number) in numbers.items():
        User.objects.filter(pk=people[name].pk).update(number_kind=kind, number=number)
    issued(batch)
    revoke_certificate(certificate=Certificate.objects.get(holder_name="Budi"), reason="Keliru", actor=None)
    Batch.objects.filter(pk=batch.pk).update(state="open", closed_at=None)
    make_enrolment(Batch.objects.get(pk=batch.pk), make_member("Eka", number=make_nip(4), number_kind="nip"))
    Batch.objects.filter(pk=batch.pk).update(state="closed", closed_at=batch.closed_at)
    return batch


@pytest.mark.django_db
def test_a_batch_is_sorted_alike_by_query_and_row_and_goes_out(batch: Batch, organiser: User, made: Any) -> None:
    candidates = candidates_of(organiser, batch=batch)

    found = {row.name: row.reason for row in rows_of(in_order(candidates))}
    asked = dict(candidates.values_list("member__name", "stays_because"))
    sheet = made("reports.siasn_xlsx", f"batch:{batch.code}", organiser, language="en")
    text = made("reports.siasn_csv", f"batch:{batch.code}", organiser)

    assert found == {
        "=Ani": None,
        "Budi": Reason.NO_CERTIFICATE,
        "Citra": Reason.CONTRACT,
        "Dedi": Reason.NO_NUMBER,
        "Eka": Reason.INCOMPLETE,
    }
    assert asked == {name: reason.value if reason else "" for name, reason in found.items()}
    counts, of_year = counts_of_batch(organiser, batch), counts_of_year(organiser, 2020)
    assert (counts.goes, counts.staying, of_year) == (1, 4, counts)
    shown = {row.name: row.reason for row in staying_rows(staying(candidates))}
    assert shown == {name: reason for name, reason in found.items() if reason}
    paper = Certificate.objects.get(holder_name="=Ani")
    with private_storage().open(sheet.address) as file:
        book = load_workbook(io.BytesIO(file.read()))
    head, row = list(book.worksheets[0].iter_rows(values_only=True))
    assert dict(zip(head, row, strict=True))["Certificate number"] == paper.number
    assert (row[0], row[1], row[-4:]) == (NIP, "=Ani", ("22-09-2020", "23-09-2020", 2020, 5))
    assert book.worksheets[0]["B2"].data_type == "s"
    left = [line[1] for line in book.worksheets[1].iter_rows(min_row=4, values_only=True)]
    assert left == ["Budi", "Citra", "Dedi", "Eka"]
    with private_storage().open(text.address) as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert [(line["nipBaru"], line["nama"], line["jumlahJam"]) for line in rows] == [(NIP, "'=Ani", "5")]


@pytest.mark.django_db
def test_a_year_is_of_the_batches_that_ended_in_it(batch: Batch, organiser: User) -> None:
    names = {year: sorted(row.name for row in rows_of(candidates_of(organiser, year=year))) for year in (2019, 2020)}
    page = as_user(organiser).get(f"/batches/{batch.code}/siasn/?reason=no_number").content.decode()

    assert names == {2019: [], 2020: ["=Ani", "Budi", "Citra", "Dedi", "Eka"]}
    assert "Dedi" in page
    assert "Budi" not in page
    assert not candidates_of(make_organiser("Lain"), year=2020).exists()
    assert Enrolment.objects.count() == 5


def subject_of(kind: str, batch: Batch) -> str:
    return "jp" if kind.startswith("reports.jp_") else f"batch:{batch.code}"


def words_of(file: MadeFile) -> str:
    """All that stands in it, without spaces: numbers are grouped on paper."""
    with private_storage().open(file.address) as stored:
        content = stored.read()
    if file.filename.endswith(".pdf"):
        words = "".join(read_pdf(content)[0])
    elif file.filename.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            told = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
        words = re.sub(r"<[^>]+>", "", "".join(told))
    else:
        words = content.decode()
    return "".join(words.split())


@pytest.mark.django_db
def test_no_file_holds_a_whole_number_for_who_does_not_run_the_batch(batch: Batch, organiser: User, made: Any) -> None:
    """Whatever can be asked for, of the batch or of the year, by a coordinator, an office head and an auditor."""
    office = make_office("KSOP Kelas II Bitung")
    batch.enrolments.update(office=office)
    coordinator, head = (
        make_member("Koordinator", office=office),
        make_member("Kepala", office=office, role=SiteRole.OFFICE_HEAD),
    )
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
    asked = [(kind.name, subject_of(kind.name, batch)) for kind in FILE_KINDS]
    asked += [(kind.name, "siasn") for kind in FILE_KINDS if kind.name.startswith("reports.siasn_")]
    tables = [(kind, subject) for kind, subject in asked if not kind.endswith("_pdf")]  # paper is drawn from them
    histories = [(kind, subject) for kind, subject in asked if kind.startswith("reports.siasn_")]

    whole: dict[str, list[str]] = {}
    walks = ((coordinator, asked), (head, tables), (make_auditor("Auditor"), tables), (organiser, histories))
    for user, walk in walks:
        whole[user.name] = []
        for kind, subject in walk:
            try:
                told = words_of(made(kind, subject, user, year="2020"))
            except FileRefused:
                continue
            if NIP in told:
                whole[user.name].append(f"{kind} {subject.partition(':')[0]}")

    assert whole == {
        "Koordinator": [],
        "Kepala": [],
        "Auditor": [],
        organiser.name: [
            "reports.siasn_xlsx batch",
            "reports.siasn_csv batch",
            "reports.siasn_xlsx siasn",
            "reports.siasn_csv siasn",
        ],
    }


@pytest.mark.django_db
def test_who_may_not_make_the_file_reads_why_in_its_place(batch: Batch, organiser: User) -> None:
    address, told = f"/batches/{batch.code}/siasn/", "The file is for who runs the batch"

    pages = {user.name: as_user(user).get(address).content.decode() for user in (organiser, make_auditor("Auditor"))}

    assert {name: (told in page, "Make the Excel file" in page) for name, page in pages.items()} == {
        organiser.name: (False, True), "Auditor": (True, False),
    }  # fmt: skip


@pytest.mark.django_db
def test_an_empty_list_says_why(batch: Batch, organiser: User) -> None:
    client, address = as_user(organiser), f"/batches/{batch.code}/siasn/"

    unfit = client.get(f"{address}?reason=no_hours").content.decode()
    Enrolment.objects.exclude(member__name="=Ani").update(state="withdrawn")
    all_in = client.get(address).content.decode()
    Enrolment.objects.update(state="withdrawn")
    nobody = client.get(address).content.decode()

    told = ("Nobody fits what you asked for.", "Whoever takes part stands in the list.", "Nobody takes part yet.")
    assert [[text in page for text in told] for page in (unfit, all_in, nobody)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@pytest.mark.django_db
def test_a_number_that_is_none_is_counted_among_those_who_stay(batch: Batch, organiser: User) -> None:
    """Of 18 signs, but not digits; of 17 digits; with a letter that looks like one."""
    for number in ("198503122010 11007", "19850312201001100", "O98503122010011007"):
        User.objects.filter(name="=Ani").update(number=number)
        candidates = candidates_of(organiser, batch=batch)

        row = next(row for row in rows_of(in_order(candidates)) if row.name == "=Ani")

        assert (number, row.reason, counts_of_batch(organiser, batch).goes) == (number, Reason.NO_NUMBER, 0)
