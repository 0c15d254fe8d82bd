import io
import zipfile

import pytest

from quizzes.formats import read_questions
from quizzes.formats.limits import MOST_BYTES, MOST_QUESTIONS

GIFT = "::Judul::Sätze – “ya”?{T}"


def archive(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_marks(encoding: str) -> None:
    reading = read_questions(GIFT.encode(encoding))

    assert (reading.items[0].stem, reading.findings) == ("Sätze – “ya”?", ())


def test_windows_letters_are_read_with_a_warning() -> None:
    reading = read_questions(GIFT.encode("cp1252"))

    assert reading.items[0].stem == "Sätze – “ya”?"
    assert [str(finding) for finding in reading.findings] == [
        "The file is not in UTF-8 and was read as Windows-1252. Check letters with accents, or save it as UTF-8."
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(ending: str) -> None:
    assert len(read_questions(ending.join(["A?{T}", "", "B?{F}"]).encode()).items) == 2


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"A?{T}", "gift"),
        (b"A?\nA. x\nB. y\nANSWER: A", "aiken"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<quiz><question type='essay'/></quiz>", "moodle-xml"),
        (b"<qti-assessment-item/>", "qti"),
        (b"<assessmentItem/>", "qti"),
        (b"Soal,Kunci,Opsi A,Opsi B\nApa?,A,x,y", "csv"),
        (b"Soal;Kunci;Opsi A;Opsi B\nApa?;A;x;y", "csv"),
        (archive(imsmanifest__xml="<manifest/>"), "auto"),
    ],
)
def test_the_format_is_told_by_the_content(data: bytes, format: str) -> None:
    assert read_questions(data).format == format


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b"   \n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Save it as “.xlsx”"),
        (b"PK\x03\x04 damaged", "damaged"),
        (archive(word__document="x"), "holds no questions"),
        (b"<html><body/></html>", "web page"),
        (b"<questestinterop/>", "QTI 1.2"),
        (b"<rss/>", "<rss>"),
        (b"<quiz><question>", "damaged at line 1"),
        (b"\x81\x8d\x00\xff\xfe\x00", "cannot be read"),
        (b'[{"model": "auth.user", "pk": 1}]', "dump of a database"),
        (b"x" * (MOST_BYTES + 1), "larger than 20 MB"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "DTD"),
        (b"<quiz>" + b"<a>" * 200 + b"</a>" * 200 + b"</quiz>", "nested too deeply"),
        (b"A?{T}\n\n" * (MOST_QUESTIONS + 1), "more than 2000 questions"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_with_the_cure(data: bytes, part: str) -> None:
    reading = read_questions(data)

    assert reading.items == ()
    assert len(reading.refusals) == 1
    assert part in reading.refusals[0].sentence


def test_as_many_questions_as_allowed_are_read() -> None:
    assert len(read_questions(b"A?{T}\n\n" * MOST_QUESTIONS).items) == MOST_QUESTIONS


def test_an_archive_that_swells_is_refused() -> None:
    data = archive(imsmanifest__xml="<manifest/>", a__xml="0" * 30_000_000)

    assert "unpacks to far more" in read_questions(data).refusals[0].sentence


def test_an_unknown_format_is_refused() -> None:
    assert read_questions(b"x", format="hot-potatoes").refusals[0].sentence == (
        "The format “hot-potatoes” cannot be read."
    )
