"""How a file that is being made shows itself: in words, never in codes, and read out once."""

from typing import Any

import pytest

from core.made_files.services import ask_file, make_file, mark_made, private_storage
from core.models import Job, MadeFile
from members.services import appoint_coordinator
from tests.factories.certificates import make_setup
from tests.factories.members import make_member
from tests.reports.conftest import Trained
from tests.reports.pdfs import read_pdf
from tests.reports.test_recap import as_user

pytestmark = pytest.mark.django_db
CODES = "Unexpected error: ValueError; install with: apt-get install fonts"
WAITS, FAILED = "It has to wait, and goes on by itself.", "It could not be made. Ask for it once more."


@pytest.mark.parametrize(
    ("state", "reason", "said"), [("waiting", CODES, WAITS), ("failed", CODES, FAILED), ("waiting", "", "Being made")]
)
def test_people_are_told_without_codes(state: str, reason: str, said: str, trained: Trained) -> None:
    subject = f"batch:{trained.batch.code}"
    row = ask_file(kind="reports.recap_xlsx", subject=subject, actor=trained.organiser, options={}, language="en")
    Job.objects.filter(key=row.job_key).update(state=state, reason=reason)

    page = as_user(trained.organiser).get(f"/batches/{trained.batch.code}/recap/").content.decode()

    assert [words for words in (WAITS, FAILED, "Being made") if words in page] == [said]
    assert "ValueError" not in page
    assert "apt-get" not in page


def test_it_is_read_out_once_when_it_is_ready(trained: Trained) -> None:
    client, address = as_user(trained.organiser), f"/batches/{trained.batch.code}/recap/"
    renewing = {"HX-Request": "true", "HX-Target": "made-files"}
    asked = ask_file(
        kind="reports.recap_xlsx",
        subject=f"batch:{trained.batch.code}",
        actor=trained.organiser,
        options={},
        language="en",
    )

    whole = client.get(address).content.decode()
    moving = client.get(f"{address}files/", headers=renewing).content.decode()
    Job.objects.filter(key=asked.job_key).update(state="done")  # a page asks for files first, then for jobs
    moving_on = client.get(f"{address}files/", headers=renewing).content.decode()
    MadeFile.objects.filter(pk=asked.pk).update(made_at=asked.asked_at, filename="rekap.xlsx")
    ready = client.get(f"{address}files/", headers=renewing).content.decode()

    live = '<p id="made-files-said" class="visually-hidden" role="status"></p>'
    assert (live in whole, 'hx-trigger="every 2s"' in moving, 'role="status"' in moving) == (True, True, False)
    assert '<p id="made-files-said" hx-swap-oob="innerHTML">The file is ready.</p>' in ready
    assert "made-files-said" not in moving
    assert 'hx-trigger="every 2s"' in moving_on
    assert "made-files-said" not in moving_on


def test_a_recap_of_a_part_has_no_letterhead_of_the_organiser(trained: Trained, made: Any, settings: Any) -> None:
    setup = make_setup(trained.batch)
    settings.SITE_NAME = "Situs Pembelajaran"
    office = trained.away.office
    assert office is not None
    coordinator = make_member("Koordinator", office=office)
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)

    row = made("reports.recap_pdf", f"batch:{trained.batch.code}", coordinator)
    with private_storage().open(row.address) as file:
        words = " ".join(" ".join(read_pdf(file.read())[0]).split()).upper()

    assert words.startswith("SITUS PEMBELAJARAN REKAP")
    assert setup.organiser_above.upper() not in words


def test_a_right_that_is_given_while_it_is_made_does_not_lose_it(trained: Trained) -> None:
    """It tells of whom the asker may see as it is made; a later right makes it a file to ask for anew."""
    asker, office = trained.organiser, trained.away.office
    assert office is not None
    assert office.province is not None
    row = ask_file(kind="reports.jp_xlsx", subject="jp", actor=asker, options={"year": "2020"}, language="en")
    province = office.province
    appointment = appoint_coordinator(province=province, office=office, member=asker, decree="SK 1", actor=None)

    made = make_file(pk=row.pk, progress=lambda done, total: None)
    assert made is not None
    mark_made(pk=row.pk, made=made)

    page = as_user(asker).get("/jp/?year=2020").content.decode()
    appointment.delete()
    later = as_user(asker).get("/jp/?year=2020").content.decode()
    told = "It cannot be fetched any more."
    assert [(str(row.uid) in text, told in text) for text in (page, later)] == [(True, False), (False, True)]
