"""Archives of certificates: folders and names that people read, an index, the stored bytes, for who may, for a day."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from certificates.choices import PackGrouping
from certificates.errors import NotAllowedError, NothingToDoError
from certificates.models import Certificate, PaperPack
from certificates.packing import readable
from certificates.services import ask_pack, remove_old_packs, revoke_certificate
from certificates.storage import private_storage
from core import clock
from core.choices import JobState
from core.models import Job
from courses.models import Batch, Enrolment
from members.models import User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_auditor, make_member, make_office, make_organiser, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User, issued: Any) -> Batch:
    """Two of the same name in one office, one without an office, one who lost the paper."""
    batch = make_certifiable_batch("Budi Santoso", "=Budi Santoso", "Ānanda, Dévi", "Cabut", organiser=organiser)
    office = make_office("KSOP Kelas II Bitung")
    Enrolment.objects.filter(batch=batch, member__name__endswith="Budi Santoso").update(office=office)
    issued(batch)
    revoke_certificate(certificate=Certificate.objects.get(holder_name="Cabut"), reason="Keliru", actor=None)
    return batch


@pytest.fixture
def packed(batch: Batch, organiser: User, django_capture_on_commit_callbacks: Any) -> Any:
    def pack(grouping: PackGrouping) -> tuple[PaperPack, zipfile.ZipFile]:
        with django_capture_on_commit_callbacks(execute=True):
            asked = ask_pack(batch=batch, grouping=grouping, actor=organiser)
        made = PaperPack.objects.get(pk=asked.pk)
        with private_storage().open(made.address) as file:
            return made, zipfile.ZipFile(io.BytesIO(file.read()))

    return pack


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def test_folders_by_office_with_an_index_and_the_stored_bytes(packed: Any) -> None:
    pack, archive = packed(PackGrouping.OFFICE)

    numbers = {row.holder_name: readable(row.number) for row in Certificate.objects.all()}
    expected = [
        f"KSOP-Kelas-II-Bitung/Budi-Santoso_{numbers['=Budi Santoso']}.pdf",
        f"KSOP-Kelas-II-Bitung/Budi-Santoso_{numbers['Budi Santoso']}.pdf",
        f"tanpa-unit-kerja/Ananda-Devi_{numbers['Ānanda, Dévi']}.pdf",
    ]
    assert sorted(archive.namelist()) == sorted([*expected, "daftar.xlsx", "BACA-DULU.html"])
    assert (pack.papers, archive.testzip()) == (3, None)
    for paper in Certificate.objects.filter(state="issued"):
        (name,) = [name for name in archive.namelist() if readable(paper.number) in name]
        assert hashlib.sha256(archive.read(name)).hexdigest() == paper.sha256
    rows = list(load_workbook(io.BytesIO(archive.read("daftar.xlsx"))).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Nomor", "Nama", "Unit kerja")
    assert sorted(row[7] for row in rows[1:]) == sorted(expected)
    assert {row[1] for row in rows[1:]} == {"Budi Santoso", "=Budi Santoso", "Ānanda, Dévi"}
    page = archive.read("BACA-DULU.html").decode()
    assert f'href="{expected[2]}"' in page
    assert "Cabut" not in page


def test_folders_by_province(packed: Any) -> None:
    _pack, archive = packed(PackGrouping.PROVINCE)
    province = Enrolment.objects.exclude(office=None).first().office.province.name

    folders = {name.rpartition("/")[0] for name in archive.namelist() if name.endswith(".pdf")}

    assert folders == {f"{readable(province)}/KSOP-Kelas-II-Bitung", "tanpa-provinsi/tanpa-unit-kerja"}


LONG = "Kantor Kesyahbandaran dan Otoritas Pelabuhan Utama Kelas I Tanjung"


def test_each_office_has_a_folder_and_a_heading_of_its_own(batch: Batch, packed: Any) -> None:
    """Also where the names are cut to the same, are the same in two provinces, or an award is for the office itself."""
    first, second, third = Certificate.objects.filter(state="issued").order_by("pk")
    priok, perak = make_office(f"{LONG} Priok"), make_office(f"{LONG} Perak")
    namesake = make_office(f"{LONG} Priok", province=make_province("94", "Papua"))
    for paper, office in ((first, priok), (second, perak), (third, namesake)):
        Certificate.objects.filter(pk=paper.pk).update(office=office, office_name=office.name)
    Certificate.objects.filter(pk=second.pk).update(kind="award", office_name="", holder_name=perak.name)

    by_office, by_province = packed(PackGrouping.OFFICE)[1], packed(PackGrouping.PROVINCE)[1]

    cut = readable(priok.name)
    assert cut == readable(perak.name)
    assert folders_of(by_office) == [cut, f"{cut}-2", f"{cut}-3"]
    home = readable(priok.province.name)
    assert folders_of(by_province) == sorted([f"{home}/{cut}", f"{home}/{cut}-2", f"Papua/{cut}"])
    headings = re.findall("<h2>(.*?)</h2>", by_office.read("BACA-DULU.html").decode())
    assert sorted(headings) == sorted([perak.name, f"{priok.province.name}: {priok.name}", f"Papua: {priok.name}"])


def test_signs_pasted_from_a_word_processor_keep_no_archive_from_being_made(batch: Batch, packed: Any) -> None:
    Certificate.objects.filter(holder_name="Budi Santoso").update(holder_name="Budi\x0bSantoso")

    _pack, archive = packed(PackGrouping.OFFICE)

    rows = list(load_workbook(io.BytesIO(archive.read("daftar.xlsx"))).active.iter_rows(values_only=True))
    assert {row[1] for row in rows[1:]} == {"Budi Santoso", "=Budi Santoso", "Ānanda, Dévi"}


def test_after_a_failure_another_one_is_made(batch: Batch, organiser: User) -> None:
    failed = ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=organiser)
    Job.objects.filter(key=failed.job_key).update(state=JobState.FAILED)

    anew = ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=organiser)

    assert anew != failed
    assert ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=organiser) == anew


def folders_of(archive: zipfile.ZipFile) -> list[str]:
    return sorted(name.rpartition("/")[0] for name in archive.namelist() if name.endswith(".pdf"))


def test_asked_twice_it_is_made_once_and_goes_after_a_day(batch: Batch, organiser: User, packed: Any) -> None:
    first = ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=organiser)
    assert ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=organiser) == first
    pack, _archive = packed(PackGrouping.PROVINCE)

    PaperPack.objects.update(asked_at=clock.now() - timedelta(hours=25))

    assert remove_old_packs() == 2
    assert not private_storage().exists(pack.address)


def test_strangers_pack_nothing_and_nothing_makes_no_archive(batch: Batch) -> None:
    with pytest.raises(NotAllowedError):
        ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=make_organiser("Another"))
    with pytest.raises(NotAllowedError):
        ask_pack(batch=batch, grouping=PackGrouping.OFFICE, actor=make_member("A Stranger"))
    with pytest.raises(NothingToDoError):
        ask_pack(batch=make_certifiable_batch("Dewi"), grouping=PackGrouping.OFFICE, actor=make_auditor())


def test_the_page_offers_it_to_whoever_asked_alone(batch: Batch, organiser: User, packed: Any) -> None:
    pack, _archive = packed(PackGrouping.OFFICE)
    address = f"/batches/{batch.code}/certificates/packs/"
    client = as_user(organiser)

    page = client.get(address).content.decode()
    response: Any = client.get(f"{address}{pack.uid}/")
    content = b"".join(response.streaming_content)

    assert "Pack 3 certificates" in page
    assert f"{address}{pack.uid}/" in page
    assert len(content) == pack.size
    assert f"sertifikat-{batch.code}-office.zip" in response["Content-Disposition"]
    assert as_user(make_auditor()).get(f"{address}{pack.uid}/").status_code == 404
    client.post(address, {"grouping": "province"})
    assert f'hx-get="{address}state/"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Capt. Ānanda, S.E.", "Capt-Ananda-S-E"), ("محمد", ""), ("../../etc", "etc"), ("A" * 90, "A" * 60)],
)
def test_readable_names(text: str, plain: str) -> None:
    assert readable(text) == plain
