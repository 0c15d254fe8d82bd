"""An archive of certificates for whoever hands them on: folders by office or province, names that people can read, and
an index. One paper at a time is held in memory."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from certificates.choices import CertificateState, PackGrouping
from certificates.models import Certificate, PaperPack
from certificates.storage import is_intact, private_storage
from core import clock

NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")
LONGEST_PART = 60
WIDTHS = (34, 44, 40, 26, 18, 10, 16, 60, 60)


@dataclass(frozen=True)
class PackedPaper:
    """One line of the index; `path` is where the paper lies in the archive, empty when its file is not there."""

    certificate: Certificate
    folder: str
    path: str
    province: str

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}/v/{self.certificate.token}"


def papers_of(pack: PaperPack) -> list[PackedPaper]:
    """The batch's valid papers in the order of the archive: province, office, name. One query."""
    rows = (
        Certificate.objects.filter(batch=pack.batch, state=CertificateState.ISSUED)
        .select_related("enrolment__office__province")
        .defer("facts_data", "versions")
        .order_by("holder_name", "pk")
    )
    taken: dict[str, int] = defaultdict(int)
    papers = []
    for row in rows:
        province = _province_of(row)
        folder = readable(row.office_name) or _("no-office")
        if pack.grouping == PackGrouping.PROVINCE:
            around = readable(province) or _("no-province")
            folder = f"{around}/{folder}"
        name = readable(row.holder_name) or _("certificate")
        path = f"{folder}/{name}_{readable(row.number)}"
        taken[path.casefold()] += 1
        count = taken[path.casefold()]
        papers.append(PackedPaper(row, folder, f"{path}{f'-{count}' if count > 1 else ''}.pdf", province))
    return sorted(papers, key=lambda paper: (paper.folder.casefold(), paper.path.casefold()))


def write_archive(pack: PaperPack, target: IO[bytes], progress: Callable[[int, int], None]) -> int:
    """Returns how many papers are in it. PDFs are compressed already, so they are stored as they are."""
    with translation.override("id"):
        papers = papers_of(pack)
        packed = 0
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            index = []
            for done, paper in enumerate(papers, start=1):
                if is_intact(paper.certificate.file):
                    _add(archive, paper)
                    packed += 1
                    index.append(paper)
                else:
                    index.append(PackedPaper(paper.certificate, paper.folder, "", paper.province))
                # The index is still to come, and the archive to be stored.
                progress(done, len(papers) + 1)
            archive.writestr(_entry("daftar.xlsx"), _sheet(index))
            archive.writestr(_entry("BACA-DULU.html"), _page(pack, index))
    return packed


def readable(text: str) -> str:
    """Letters that every file system and every archive program takes: `Capt. Ānanda, S.E.` is `Capt-Ananda-S-E`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return NOT_PLAIN.sub("-", plain).strip("-")[:LONGEST_PART].strip("-")


def _province_of(certificate: Certificate) -> str:
    enrolment = certificate.enrolment
    if enrolment is None or enrolment.office is None or enrolment.office.province is None:
        return ""
    return enrolment.office.province.name


def _add(archive: zipfile.ZipFile, paper: PackedPaper) -> None:
    source = private_storage().open(paper.certificate.file)
    with source, archive.open(_entry(paper.path), "w") as target:
        shutil.copyfileobj(source, target, 64 * 1024)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


def _sheet(papers: list[PackedPaper]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Certificates"))
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    heads = [
        _("Number"), _("Name"), _("Office"), _("Province"), _("Kind"), _("Edition"), _("Issued"), _("File"),
        _("Page to verify it"),
    ]  # fmt: skip
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for paper in papers:
        row = paper.certificate
        day = row.issued_at.date().isoformat() if row.issued_at else ""
        texts = [
            row.number, row.holder_name, row.office_name, paper.province, str(row.get_kind_display()), str(row.edition),
            day, paper.path or _("The file is missing."), paper.address,
        ]  # fmt: skip
        sheet.append([_cell(sheet, text) for text in texts])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Always a text: a name that begins with = is no formula."""
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _page(pack: PaperPack, papers: list[PackedPaper]) -> str:
    context = {"pack": pack, "folders": list(_by_folder(papers)), "made_at": clock.now(), "count": len(papers)}
    return render_to_string("certificates/pack_index.html", context)


def _by_folder(papers: list[PackedPaper]) -> Iterator[tuple[str, list[PackedPaper]]]:
    for folder, rows in groupby(papers, key=lambda paper: paper.folder):
        found = list(rows)
        name = found[0].certificate.office_name or _("No office")
        yield (f"{found[0].province}: {name}" if "/" in folder and found[0].province else name), found
