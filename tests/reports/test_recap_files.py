"""The recap as a sheet and a paper: what they hold, and who may have them."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from core.made_files.services import private_storage
from core.models import MadeFile
from members import nip
from members.services import appoint_coordinator
from tests.factories.certificates import make_setup
from tests.factories.members import make_member, make_nip
from tests.reports.conftest import Trained
from tests.reports.pdfs import read_pdf
from tests.reports.test_recap import as_user

pytestmark = pytest.mark.django_db


def test_the_sheet_holds_numbers_as_numbers_and_no_formula(trained: Trained, made: Any) -> None:
    row = made("reports.recap_xlsx", f"batch:{trained.batch.code}", trained.organiser, language="en")

    with private_storage().open(row.address) as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    lines = list(sheet.iter_rows(values_only=True))
    head = next(number for number, line in enumerate(lines) if line[0] == "No.")

    assert (row.filename, row.rows) == ("rekap-smrt-2020-yk.xlsx", 3)
    assert ("Batch", None, "Angkatan I") in [line[:3] for line in lines[:head]]
    assert lines[head + 1][:4] == (1, "=Ani, S.E.", nip.group(make_nip(7)), "KSOP Bitung (nama lama)")
    assert sheet.cell(head + 2, 2).data_type == "s"
    named = dict(zip(lines[head], lines[head + 1], strict=True))
    assert (named["Pre-test"], named["Gain"], named["Activity (%)"]) == (40, 45.5, 100)
    assert dict(zip(lines[head], lines[-1], strict=True))["Pre-test"] == 45
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == (f"${head + 1}:${head + 1}", "landscape")


def test_a_file_is_for_its_asker_while_the_rule_holds(trained: Trained, made: Any) -> None:
    office = trained.away.office
    assert office is not None
    coordinator = make_member("Koordinator", office=office)
    appointment = appoint_coordinator(
        province=office.province, office=office, member=coordinator, decree="SK 1", actor=None
    )
    row = made("reports.recap_xlsx", f"batch:{trained.batch.code}", coordinator)
    address = f"/files/{row.uid}/"

    fetched = as_user(coordinator).get(address)
    sheet = load_workbook(io.BytesIO(b"".join(fetched))).active
    appointment.delete()

    assert row.rows == 1
    assert "Budi" not in {value for line in sheet.iter_rows(values_only=True) for value in line}
    assert as_user(coordinator).get(address).status_code == 404
    assert as_user(trained.organiser).get(address).status_code == 404


def answer(user: Any, row: MadeFile) -> int:
    response = as_user(user).get(f"/files/{row.uid}/")
    response.getvalue()  # read to its end, a file is closed
    return response.status_code


def test_a_file_of_more_than_its_asker_may_see_now_is_gone(trained: Trained, made: Any) -> None:
    """Who ran the course coordinates a province afterwards and follows the batch still; then the province changes."""
    assert trained.away.office is not None
    assert trained.done.office is not None
    asker = trained.organiser
    whole = made("reports.recap_xlsx", f"batch:{trained.batch.code}", asker)
    report = made("reports.jp_xlsx", "jp", asker, year="2020")
    appointment = appoint_coordinator(
        province=trained.away.office.province, office=trained.away.office, member=asker, decree="SK 1", actor=None
    )
    assert [answer(asker, row) for row in (whole, report)] == [200, 404]

    asker.organised_courses.all().delete()
    part = made("reports.recap_xlsx", f"batch:{trained.batch.code}", asker)
    assert [answer(asker, row) for row in (whole, part)] == [404, 200]

    appointment.delete()
    appoint_coordinator(
        province=trained.done.office.province, office=trained.done.office, member=asker, decree="SK 2", actor=None
    )
    assert as_user(asker).get(f"/batches/{trained.batch.code}/recap/").status_code == 200
    assert answer(asker, part) == 404


def test_a_paper_of_a_part_says_so_and_is_signed_by_nobody(trained: Trained, made: Any) -> None:
    make_setup(trained.batch)
    office = trained.away.office
    assert office is not None
    coordinator = make_member("Koordinator", office=office)
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)

    told = {}
    for user in (trained.organiser, coordinator):
        row = made("reports.recap_pdf", f"batch:{trained.batch.code}", user, language="en")
        with private_storage().open(row.address) as file:
            told[user] = " ".join(" ".join(read_pdf(file.read())[0]).split())

    assert "Only participants from" not in told[trained.organiser]
    assert "a.n. Direktur Jenderal Perhubungan Laut" in told[trained.organiser]
    assert "Only participants from" in told[coordinator]
    assert "a.n. Direktur Jenderal Perhubungan Laut" not in told[coordinator]


def test_the_paper_has_its_head_on_every_page_and_is_tagged(trained: Trained, made: Any) -> None:
    row = made("reports.recap_pdf", f"batch:{trained.batch.code}", trained.organiser)

    with private_storage().open(row.address) as file:
        text, tags = read_pdf(file.read())

    assert (row.filename, row.rows) == ("rekap-smrt-2020-yk.pdf", 3)
    assert "REKAP PELATIHAN" in text[0]
    assert "Ani, S.E." in text[0]
    assert "Halaman 1 dari 1" in text[0]
    assert (tags["TH"], tags["TD"]) == (12, 12 * 4)
