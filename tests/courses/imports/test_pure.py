"""Rows by themselves and against each other, without a database."""

from __future__ import annotations

import pytest

from core.tables import Row, Table
from courses.choices import EnrolmentState
from courses.imports.checking import Answers, Checked, check_people
from courses.imports.matching import Account, Accounts
from courses.imports.offices import OfficeBook, OfficeFace
from courses.imports.people import RowPerson, read_person
from courses.imports.rows import people_of
from members.choices import NumberKind

NIP, OTHER_NIP = "198503122010031001", "199001022015042002"
BOOK = OfficeBook.of(
    [
        OfficeFace(1, "KSOP Kelas II Bitung", "ksop-bitung", ("Kantor Administrator Pelabuhan Bitung",)),
        OfficeFace(2, "UPP Kelas II Tahuna", "upp-tahuna"),
        OfficeFace(3, "UPP Kelas III Tahuna", "upp-tahuna-3"),
        OfficeFace(4, "Distrik Navigasi Kelas I Bitung", "disnav-bitung"),
    ]
)


def person(row: int = 2, **values: str) -> RowPerson:
    return read_person(row, {"name": "Budi Santoso", **values}, {})


def said(found: RowPerson) -> list[tuple[str, str]]:
    return [(finding.column, finding.sentence) for finding in found.findings]


@pytest.mark.parametrize(
    "given",
    [NIP, f"'{NIP}", "19850312 201003 1 001", "NIP. 19850312-201003-1-001", "19850312201003\u00a01001"],
)
def test_a_nip_however_it_was_typed(given: str) -> None:
    found = person(number=given)

    assert (found.number_kind, found.number, said(found)) == (NumberKind.NIP, NIP, [])


@pytest.mark.parametrize("given", ["", "-", "Honorer", "PPNPN"])
def test_who_has_no_number(given: str) -> None:
    assert (person(number=given).number_kind, person(number=given).number) == (NumberKind.NONE, "")


def test_name_and_number_in_one_cell_and_a_contract() -> None:
    both = person(name="Budi Santoso, S.E.\nNIP. 19850312 201003 1 001".replace("\n", " "))
    assert (both.name, both.title_after, both.number) == ("Budi Santoso", "S.E.", NIP)

    contract = person(number="199001022021211002")
    assert (contract.number_kind, said(contract)) == (
        NumberKind.NI_PPPK, [("number", "Read as NI PPPK: as NIP it would not be right.")]
    )  # fmt: skip
    assert said(person(number="199001022021211002", number_kind="PPPK")) == []


@pytest.mark.parametrize(
    ("values", "column", "sentence"),
    [
        ({"name": ""}, "name", "The name is missing. Write it without titles."),
        ({"name": "12"}, "name", "“12” is no name. Write the person's name."),
        ({"number": "19850312201003"}, "number", "A NIP has 18 digits; this one has 14."),
        ({"number": "198513122010031001"}, "number", "The first 8 digits must be a birth date"),
        ({"number": "198503122010031000"}, "number", "The NIP ends in 000: Excel has put noughts"),
        ({"email": "budi@"}, "email", "“budi@” is no e-mail address. Correct it, or leave the cell empty."),
        ({"letter_date": "besok"}, "letter_date", "“besok” is no date that can be read."),
        ({"phone": "0812 / 0813 / 0814 / 0815"}, "phone", "The text is longer than 20 letters. Shorten it."),
        ({"number": NIP, "birth_date": "13/03/1985"}, "birth_date", "The NIP tells another date of birth than"),
    ],
)
def test_a_fault_names_its_column_and_its_cure(values: dict[str, str], column: str, sentence: str) -> None:
    [(place, text)] = said(person(**values))

    assert place == column
    assert text.startswith(sentence)


def test_rank_and_grade_from_two_columns() -> None:
    assert person(rank="Penata", grade="III/c").rank == "Penata (III/c)"
    assert person(rank="Penata (III/c)", grade="III/c").rank == "Penata (III/c)"
    assert person(grade="III/c").rank == "III/c"


def test_rows_that_name_nobody_are_told_and_passed_over() -> None:
    rows = [
        Row(5, ("1", "CONTOH Budi", NIP)),
        Row(6, ("2", "Sari", "")),
        Row(7, ("", "PROVINSI SULAWESI UTARA")),
        Row(9, ("Jumlah", "", "")),
        Row(10, ("3", "", NIP), {1: "It holds a formula."}),
    ]
    table = Table("xlsx", "Peserta", ("No", "Nama", "NIP"), 4, rows)

    people, passed = people_of(table, {"name": 1, "number": 2})

    assert [(one.row, one.name) for one in people] == [(6, "Sari"), (10, "")]
    assert ("name", "It holds a formula.") in said(people[1])
    assert passed == [
        "Row 5 was passed over: it is the example of the template.",
        "Row 7 was passed over: nothing stands in it but “PROVINSI SULAWESI UTARA”.",
        "Row 9 was passed over: it names nobody (“Jumlah”).",
    ]


def check(*people: RowPerson, known: tuple[Account, ...] = (), answers: Answers | None = None) -> list[Checked]:
    return check_people(people, known=Accounts.of(known), offices=BOOK, answers=answers or Answers())


BUDI = Account(7, "Budi Santoso", number=NIP, email="budi@contoh.go.id", position="Analis", office=1)


def test_somebody_is_recognised_by_number_by_address_or_asked_for_by_name_and_office() -> None:
    by_number, by_email, by_name = (
        check(person(office="KSOP Kelas II Bitung", **values), known=(BUDI,))[0]
        for values in ({"number": NIP}, {"email": "Budi@contoh.go.id"}, {"name": "Budi Santosa"})
    )

    assert [one.account.pk if one.account else None for one in (by_number, by_email, by_name)] == [7, 7, None]
    assert [one.outcome for one in (by_number, by_email, by_name)] == ["good", "good", "question"]
    assert by_name.questions[0].options == [
        ("same:7", "It is Budi Santoso, NIP •••001"),
        ("new", "Another person: make an account"),
        ("out", "Leave the row out"),
    ]


@pytest.mark.parametrize(
    ("answer", "outcome", "account"),
    [("same:7", "good", 7), ("new", "good", None), ("out", "left_out", None), ("same:8", "question", None)],
)
def test_an_answer_settles_the_row(answer: str, outcome: str, account: int | None) -> None:
    [one] = check(
        person(office="KSOP Bitung"), known=(BUDI,), answers=Answers({2: {"person": answer}})
    )  # fmt: skip

    assert (one.outcome, one.account.pk if one.account else None) == (outcome, account)


def test_a_number_of_somebody_with_another_name_is_asked_about() -> None:
    [one] = check(person(name="Citra Dewi", number=NIP), known=(BUDI,))

    assert one.outcome == "question"
    assert one.questions[0].sentence == "The NIP is that of Budi Santoso, NIP •••001. Is it the same person?"
    assert [value for value, _label in one.questions[0].options] == ["same:7", "out"]


def test_what_differs_is_shown_and_an_address_or_number_only_added() -> None:
    [one] = check(
        person(number=NIP, email="lain@contoh.go.id", position="Kepala Seksi", office="UPP Kelas II Tahuna"),
        known=(BUDI,),
    )

    assert [(found.column, found.now, found.given) for found in one.differences] == [
        ("position", "Analis", "Kepala Seksi"),
        ("office", "KSOP Kelas II Bitung", "UPP Kelas II Tahuna"),
    ]


def test_who_takes_part_already_is_not_doubled_even_without_a_number() -> None:
    sari = Account(8, "Sari", office=2, state=EnrolmentState.CONFIRMED, enrolled_office=1)
    [one] = check(person(name="SARI", office="KSOP Kelas II Bitung"), known=(sari,))

    assert (one.outcome, one.account, one.questions, [found.column for found in one.differences]) == (
        "already", sari, [], ["name"]
    )  # fmt: skip


def test_doubles_within_the_file() -> None:
    rows = check(
        person(2, name="Andi", number=NIP),
        person(3, name="ANDI", number=NIP),
        person(4, name="Citra", number=OTHER_NIP),
        person(5, name="Dewi", number=OTHER_NIP),
        person(6, name="Eka", email="kantor@contoh.go.id"),
        person(7, name="Fajar", email="kantor@contoh.go.id"),
    )

    assert [one.outcome for one in rows] == ["good", "error", "error", "error", "error", "error"]
    assert [finding[1] for one in rows for finding in said(one.person) if finding[0] != "office"] == [
        "The same NIP stands in row 2, with the same name. Delete one of the two rows.",
        "The same NIP stands in row 5, with another name. Correct the NIP of one of them.",
        "The same NIP stands in row 4, with another name. Correct the NIP of one of them.",
        "The e-mail address of row 7 stands here too. Each account has its own: leave it empty, or give another.",
        "The e-mail address of row 6 stands here too. Each account has its own: leave it empty, or give another.",
    ]


def test_a_similar_name_in_the_same_office_is_asked_about_unless_numbers_differ() -> None:
    office = {"office": "KSOP Kelas II Bitung"}
    rows = check(
        person(2, name="Andi Wijaya", number=NIP, **office),
        person(3, name="Andi Wijayo", **office),
        person(4, name="Andi Wijaya", number=OTHER_NIP, **office),
        person(5, name="Andi Wijaya", office="UPP Kelas II Tahuna"),
    )

    assert [one.outcome for one in rows] == ["good", "question", "question", "good"]
    assert (
        rows[1].questions[0].sentence
        == "Row 2 has a similar name in the same office: Andi Wijaya. Are they two people?"
    )
    assert said(rows[2].person)[0] == ("name", "Row 2 has a similar name and another NIP.")


def test_an_office_with_a_slip_is_asked_once_and_an_unknown_one_is_a_fault() -> None:
    asked = check(person(office="KSOP Kelas II Bitug"))[0]
    answered = check(person(office="KSOP Kelas II Bitug"), answers=Answers({}, {"ksop kelas ii bitug": 1}))[0]
    unknown = check(person(office="Bank Sampah Mandiri"))[0]

    assert (asked.outcome, asked.questions[0].options[0]) == ("question", ("1", "KSOP Kelas II Bitung"))
    assert (answered.outcome, answered.office) == ("good", 1)
    assert said(unknown.person) == [
        ("office", "No office is called “Bank Sampah Mandiri”. Take its name from the sheet “UPT” of the template.")
    ]
