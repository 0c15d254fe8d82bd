import pytest

from courses.slides.text import Piece, in_reading_order, tidy


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("pemerik-\nsaan muatan", "pemeriksaan muatan"),
        ("peme\ufffe\nriksaan", "pemeriksaan"),
        ("mem\u00aderiksa", "memeriksa"),
        ("keteli\u2010\nan", "ketelian"),
        ("kapal-\nkapal", "kapal-kapal"),
        ("e\ufb03sien dan \ufb01lter", "effisien dan filter"),
        ("  dua   kata \r\n\r\n baris  ", "dua kata\nbaris"),
        ("a\x00b\x0bc\ufffd", "abc"),
        ("H\u2082O x\u00b2", "H\u2082O x\u00b2"),
        ("", ""),
    ],
)
def test_words_are_whole_and_lines_are_plain(raw: str, read: str) -> None:
    assert tidy(raw) == read


def test_a_long_page_is_cut() -> None:
    assert len(tidy("kata " * 5000)) == 6000


def test_a_title_stands_above_two_columns_that_are_read_one_after_the_other() -> None:
    title = Piece("judul", 0, 90, 100, 100)
    left = [Piece("kiri 1", 0, 60, 40, 70), Piece("kiri 2", 0, 45, 40, 55)]
    right = [Piece("kanan 1", 60, 60, 100, 70), Piece("kanan 2", 60, 45, 100, 55)]
    foot = Piece("kaki", 0, 0, 100, 10)
    in_file = [foot, right[0], left[0], right[1], left[1], title]

    read = [piece.text for piece in in_reading_order(in_file)]

    assert read == ["judul", "kiri 1", "kiri 2", "kanan 1", "kanan 2", "kaki"]


def test_a_number_beside_its_line_is_no_column() -> None:
    pieces = [
        Piece("satu", 30, 80, 90, 90),
        Piece("dua", 30, 60, 90, 70),
        Piece("1.", 0, 80, 10, 90),
        Piece("2.", 0, 60, 10, 70),
    ]

    assert [piece.text for piece in in_reading_order(pieces)] == ["1.", "satu", "2.", "dua"]


def test_a_page_of_scattered_letters_keeps_the_order_of_the_file() -> None:
    pieces = [Piece(str(index), index % 7, index % 11, index % 7 + 1, index % 11 + 1) for index in range(500)]

    assert in_reading_order(pieces) == pieces
    assert in_reading_order([]) == []
