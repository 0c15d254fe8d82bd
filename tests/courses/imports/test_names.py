"""Columns, names and offices, without a database."""

from __future__ import annotations

import pytest

from courses.imports.columns import guess_mapping, head_score
from courses.imports.names import alike, split_name, traces
from courses.imports.offices import OfficeBook, OfficeFace

NIP, OTHER_NIP = "198503122010031001", "199001022015042002"
BOOK = OfficeBook.of(
    [
        OfficeFace(1, "KSOP Kelas II Bitung", "ksop-bitung", ("Kantor Administrator Pelabuhan Bitung",)),
        OfficeFace(2, "UPP Kelas II Tahuna", "upp-tahuna"),
        OfficeFace(3, "UPP Kelas III Tahuna", "upp-tahuna-3"),
        OfficeFace(4, "Distrik Navigasi Kelas I Bitung", "disnav-bitung"),
    ]
)


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (
            ["No", "NAMA LENGKAP", "NIP/NI PPPK", "Pangkat / Gol. Ruang", "Jabatan", "Unit Kerja", "No. HP/WA"],
            {"name": 1, "number": 2, "rank": 3, "position": 4, "office": 5, "phone": 6},
        ),
        (["Nma Lengkap", "Jabtan", "Alamat Emal"], {"name": 0, "position": 1, "email": 2}),
        (["Nama / NIP", "Pegawai / Pangkat", "Pegawai / Golongan"], {"name": 0, "rank": 1, "grade": 2}),
        (["Nama", "Nama Peserta", "Catatan Dermaga", "Ukuran Baju"], {"name": 0}),
    ],
)
def test_columns_are_guessed_by_what_people_call_them(header: list[str], mapping: dict[str, int]) -> None:
    assert guess_mapping(header) == mapping


def test_a_title_row_is_no_header() -> None:
    assert head_score(["DAFTAR NAMA PESERTA", ""]) == 0
    assert head_score(["UPT"]) == 0
    assert head_score(["Nama", "NIP"]) == 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Capt. Budi Santoso, S.E., M.Mar.", ("Capt.", "Budi Santoso", "S.E., M.Mar.")),
        ("Dr. Ir. H. Abdul Rahman", ("Dr. Ir. H.", "Abdul Rahman", "")),
        ("M. Yusuf", ("", "M. Yusuf", "")),
        ("Hadi", ("", "Hadi", "")),
        ("  SITI   AMINAH ", ("", "SITI AMINAH", "")),
        ("H.", ("", "H.", "")),
    ],
)
def test_names_are_taken_apart_as_they_were_given(text: str, parts: tuple[str, str, str]) -> None:
    assert split_name(text) == parts


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Budi Santoso", "BUDI SANTOSO", True),
        ("Budi Santoso", "Budi Santosa", True),
        ("Budi Santoso", "Santoso Budi", True),
        ("Muhammad Yusuf", "Moh. Yusuf", True),
        ("M. Yusuf", "Muhammad Yusuf", True),
        ("Siti Aminah", "Siti Aminah Putri", True),
        ("Budi S", "Budi Santoso", True),
        ("Nur'aini", "Nuraini", True),
        ("Rina Wati", "Rian Wati", True),
        ("Budi Santoso", "Andi Santoso", False),
        ("Budi", "Budi Santoso", False),
        ("Dewi", "Desi", False),
        ("Budi Santoso", "", False),
    ],
)
def test_names_that_may_be_one_persons(one: str, other: str, is_alike: bool) -> None:
    assert alike(one, other) is is_alike
    assert alike(other, one) is is_alike
    if is_alike:
        assert traces(one)[0] & traces(other)[1]
        assert traces(other)[0] & traces(one)[1]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("ksop kelas 2 bitung", 1),
        ("Kantor Kesyahbandaran dan Otoritas Pelabuhan Kelas II Bitung", 1),
        ("Kantor Administrator Pelabuhan Bitung", 1),
        ("Disnav Kls. I Bitung", 4),
        ("upp-tahuna", 2),
        ("UPP Tahuna", None),  # two of them
        ("KSOP Kelas II Bitug", None),
    ],
)
def test_offices_by_the_names_that_people_write(text: str, office: int | None) -> None:
    assert BOOK.find(text) == office


def test_offices_without_their_class_and_with_a_slip() -> None:
    assert BOOK.find_without_class("KSOP Bitung") == 1
    assert BOOK.find_without_class("UPP Tahuna") is None
    assert BOOK.find_without_class("KSOP Kelas III Bitung") is None
    assert BOOK.suggest("KSOP Kelas II Bitug")[0] == 1
    assert BOOK.suggest("UPP Tahuna") == [2, 3]
    assert BOOK.suggest("Bank Sampah Mandiri") == []
