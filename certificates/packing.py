"""An archive of certificates for whoever hands them on: folders by office or province, names that people can read, and
an index. One paper at a time is held in memory."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from typing import IO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from certificates.choices import CertificateKind, CertificateState, PackGrouping
from certificates.models import Certificate, PaperPack
from certificates.storage import is_intact, private_storage
from core import clock
from core.sheets import sheet_cell

NOT_PLAIN = re.compile(r"[^A-Za-z0-9]+")
LONGEST_PART = 60
WIDTHS = (34, 44, 40, 26, 18, 10, 16, 60, 60)


@dataclass(frozen=True)
class PackedPaper:
    """One line of the index; `path` is where the paper lies in the archive, empty when its file is not there."""

    certificate: Certificate
    folder: str
    heading: str
    path: str
    province: str

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}/v/{self.certificate.token}"


@dataclass(frozen=True, order=True)
class OfficeKey:
    """What one folder is for: an office under the name that it had. Two offices may have the same name."""

    province: str
    name: str
    pk: int


def papers_of(pack: PaperPack) -> list[PackedPaper]:
    """The batch's valid papers in the order of the archive: province, office, name. One query."""
    rows = list(
        Certificate.objects.filter(batch=pack.batch, state=CertificateState.ISSUED)
        .select_related("office__province")
        .defer("facts_data", "versions")
        .order_by("holder_name", "pk")
    )
    folders = _folders({_office_of(row) for row in rows}, PackGrouping(pack.grouping))
    taken: Counter[str] = Counter()
    papers = []
    for row in rows:
        office = _office_of(row)
        folder, heading = folders[office]
        name = readable(row.holder_name) or _("certificate")
        path = _untaken(f"{folder}/{name}_{readable(row.number)}", taken)
        papers.append(PackedPaper(row, folder, heading, f"{path}.pdf", office.province))
    return sorted(papers, key=lambda paper: (paper.folder.casefold(), paper.path.casefold()))


def _folders(offices: Collection[OfficeKey], grouping: PackGrouping) -> dict[OfficeKey, tuple[str, str]]:
    """For each office the folder, its own also where another's name reads the same, and the heading in the index."""
    names = Counter(office.name for office in offices)
    taken: Counter[str] = Counter()
    found = {}
    for office in sorted(offices):
        folder, heading = readable(office.name) or _("no-office"), office.name or _("No office")
        if grouping == PackGrouping.PROVINCE:
            around = readable(office.province) or _("no-province")
            folder = f"{around}/{folder}"
        if office.province and (grouping == PackGrouping.PROVINCE or names[office.name] > 1):
            heading = f"{office.province}: {heading}"
        found[office] = (_untaken(folder, taken), heading)
    return found


def _untaken(wanted: str, taken: Counter[str]) -> str:
    """No two that a file system which ignores case would take for one."""
    path, count = wanted, 1
    while taken[path.casefold()]:
        count += 1
        path = f"{wanted}-{count}"
    taken[path.casefold()] += 1
    return path


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
                    index.append(replace(paper, path=""))
                # The index is still to come, and the archive to be stored.
                progress(done, len(papers) + 1)
            archive.writestr(_entry("daftar.xlsx"), _sheet(index))
            archive.writestr(_entry("BACA-DULU.html"), _page(pack, index))
    return packed


def readable(text: str) -> str:
    """Letters that every file system and every archive program takes: `Capt. Ānanda, S.E.` is `Capt-Ananda-S-E`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return NOT_PLAIN.sub("-", plain).strip("-")[:LONGEST_PART].strip("-")


def _office_of(certificate: Certificate) -> OfficeKey:
    """By the office at the training, as printed; an award is printed for the office itself."""
    office = certificate.office
    is_award = certificate.kind == CertificateKind.AWARD
    name = certificate.holder_name if is_award else certificate.office_name
    province = office.province.name if office is not None and office.province is not None else ""
    return OfficeKey(province, name, office.pk if office is not None else 0)


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
    sheet.append([sheet_cell(sheet, head, bold=True) for head in heads])
    for paper in papers:
        row = paper.certificate
        day = row.issued_at.date().isoformat() if row.issued_at else ""
        texts = [
            row.number, row.holder_name, row.office_name, paper.province, str(row.get_kind_display()), str(row.edition),
            day, paper.path or _("The file is missing."), paper.address,
        ]  # fmt: skip
        sheet.append([sheet_cell(sheet, text) for text in texts])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _page(pack: PaperPack, papers: list[PackedPaper]) -> str:
    folders = [(rows[0].heading, rows) for rows in _by_folder(papers)]
    context = {"pack": pack, "folders": folders, "made_at": clock.now(), "count": len(papers)}
    return render_to_string("certificates/pack_index.html", context)


def _by_folder(papers: list[PackedPaper]) -> Iterator[list[PackedPaper]]:
    for _folder, rows in groupby(papers, key=lambda paper: paper.folder):
        yield list(rows)
