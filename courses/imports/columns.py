"""The columns that a list of participants may have, and how people name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Our own column in a file that is given back; content, so Indonesian. Never read.
REMARKS = "Catatan Dermaga"
EXAMPLE = "CONTOH"  # begins the name in the row that the template shows how to fill
CLOSE = 0.86


@dataclass(frozen=True)
class Column:
    """`head` stands in the template and in exports, and is content; `label` on screens. `most` letters are kept."""

    key: str
    head: str
    label: str | Promise
    synonyms: str
    width: int
    most: int
    example: str = ""


COLUMNS = (
    Column(
        "name", "Nama", _("Name"), "nama|nama lengkap|nama peserta|nama pegawai|nama dan gelar|nama gelar|name"
        "|full name|nama tanpa gelar|nama nip|nama lengkap dan gelar", 32, 150, f"{EXAMPLE} Budi Santoso",
    ),
    Column("title_before", "Gelar depan", _("Title before the name"), "gelar depan|gelar di depan", 12, 60, "Capt."),
    Column(
        "title_after", "Gelar belakang", _("Title after the name"), "gelar belakang|gelar di belakang", 16, 80, "S.E."
    ),
    Column(
        "number_kind", "Jenis nomor", _("Kind of number"), "jenis nomor|status kepegawaian|status pegawai"
        "|jenis pegawai", 14, 40, "NIP",
    ),
    Column(
        "number", "NIP", _("NIP or NI PPPK"), "nip|nip baru|no nip|nomor nip|nip nrp|nip ni pppk|nip nipppk|ni pppk"
        "|nip pppk|nomor induk pegawai|nomor pegawai|number", 24, 40, "19850312 201003 1 001",
    ),
    Column(
        "office", "UPT", _("Office"), "upt|unit kerja|upt unit kerja|kantor|instansi|satuan kerja|satker|nama upt"
        "|nama kantor|asal upt|asal kantor|unit|unit organisasi|asal instansi|kantor upt|upt satker|office", 38, 200,
        "KSOP Kelas II Bitung",
    ),
    Column(
        "rank", "Pangkat/golongan", _("Rank and grade"), "pangkat|pangkat golongan|pangkat gol|pangkat gol ruang"
        "|pangkat dan golongan|pangkat golongan ruang|pangkat gol ruang tmt|rank|rank and grade", 26, 80,
        "Penata Muda (III/a)",
    ),
    Column("grade", "Golongan", _("Grade, in a column of its own"), "golongan|gol|gol ruang|golongan ruang", 10, 40),
    Column("position", "Jabatan", _("Position"), "jabatan|nama jabatan|position", 30, 150, "Analis Humas"),
    Column(
        "email", "E-mail", _("E-mail address"), "e mail|email|surel|alamat email|alamat e mail|alamat surel"
        "|email address|e mail address", 30, 254, "budi.santoso@contoh.go.id",
    ),
    Column(
        "phone", "Telepon", _("Telephone"), "telepon|telp|no telepon|nomor telepon|no telp|no hp|nomor hp|hp|no hp wa"
        "|handphone|no handphone|wa|no wa|nomor wa|nomor whatsapp|whatsapp|telepon hp|phone|telephone", 18, 20,
        "0812-0000-0000",
    ),
    Column(
        "letter_number", "Nomor surat", _("Letter number"), "nomor surat|no surat|surat tugas|nomor surat tugas"
        "|no surat tugas|nomor surat penugasan|nomor surat usulan|nomor st|no st", 24, 100, "UM.002/1/2/KSOP.Btg-2020",
    ),
    Column(
        "letter_date", "Tanggal surat", _("Date of the letter"), "tanggal surat|tgl surat|tanggal surat tugas"
        "|tgl surat tugas|tanggal st|tgl st", 18, 40, "14 September 2020",
    ),
    Column(
        "birth_date", "Tanggal lahir", _("Date of birth, to check the NIP; it is not kept"), "tanggal lahir|tgl lahir",
        16, 40,
    ),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
NOT_IN_TEMPLATE = frozenset({"grade", "birth_date"})
_KEY_OF = {synonym: column.key for column in COLUMNS for synonym in column.synonyms.split("|")}


def plain_head(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def key_of(head: str) -> str:
    """The column that is surely meant; a header of two lines is asked as a whole, then by its last line."""
    for text in (head, head.rpartition(" / ")[2]):
        if key := _KEY_OF.get(plain_head(text)):
            return key
    return ""


def head_score(cells: Sequence[str]) -> int:
    """How many columns a row names, for a reader that looks for the header: a single one is a chance."""
    found = {key for cell in cells if len(cell) <= 80 and (key := key_of(cell))}
    return len(found) if len(found) > 1 or "name" in found else 0


def guess_mapping(header: Sequence[str]) -> dict[str, int]:
    """By column, its place in the file: sure names first, then those with a slip of the pen."""
    mapping: dict[str, int] = {}
    for place, head in enumerate(header):
        if key := key_of(head):
            mapping.setdefault(key, place)
    for place, head in enumerate(header):
        if place in mapping.values() or head == REMARKS or len(plain_head(head)) < 4:
            continue
        close = get_close_matches(plain_head(head), _KEY_OF, n=1, cutoff=CLOSE)
        if close:
            mapping.setdefault(_KEY_OF[close[0]], place)
    return mapping


def values_of(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    return {
        key: " ".join(cells[place].split()) for key, place in mapping.items() if place < len(cells) and cells[place]
    }
