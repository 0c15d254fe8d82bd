"""Whatever comes in: no reader raises, hangs, or forgets a question without a word."""

import html
import io
import json
import os
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.formats import READERS, Reading, Severity, read_questions, write_questions
from quizzes.formats.encodings import UNSEEN
from quizzes.formats.gift.scanner import blocks_of
from quizzes.items import clean_html
from tests.quizzes.formats.dumps import DUMP
from tests.quizzes.formats.samples import EVERY_KIND, options, single
from tests.quizzes.formats.test_table_pictures import book, painted

ITEMS = list(EVERY_KIND.values())
FILES = {format: write_questions(ITEMS, format=format).data for format in ("gift", "moodle-xml", "xlsx", "qti3")}
FILES["aiken"] = b"Apa?\nA. x\nB. y\nANSWER: B\n\nKapan?\nA) satu\nB) dua\nANSWER: A\n" * 5
ROWS = "1,,Apa?,B,a,b\n2,angka,Berapa?,60 ± 5,,\n3,menjodohkan,J,,a -> b,c -> d\n"
FILES["csv"] = f"Kode,Jenis,Soal,Kunci,Opsi A,Opsi B\n{ROWS * 3}".encode()
FILES["django-quiz"] = json.dumps(DUMP).encode()
FILES["pictures"] = book([["Apa?", "A", "a", "b"]], {"A2": painted("red"), "C2": painted("blue")}, words="Kapal")
READ_AS = {"qti3": "qti", "pictures": "xlsx"}
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
PATIENT = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kept_account(reading: Reading) -> None:
    """Each question is taken, or refused with a sentence; a file without any is refused itself."""
    for number, entry in enumerate(reading.entries, start=1):
        refusals = [finding for finding in entry.findings if finding.severity == Severity.REFUSED]
        assert len(refusals) == (entry.item is None)
        assert entry.place.number == number
        if entry.item is not None:
            entry.item.mark(entry.item.best_value() if not entry.item.problems() else ["x"])
            assert "\x00" not in f"{entry.item.body()}{entry.item.key()}"
    if not reading.entries:
        assert [finding.severity for finding in reading.about_file][-1] == Severity.REFUSED
    assert all(finding.sentence.strip() for finding in reading.findings)


@PATIENT
@given(st.binary(max_size=2000), st.sampled_from(["auto", *READERS]))
def test_any_bytes(data: bytes, format: str) -> None:
    kept_account(read_questions(data, filename="soal.csv", format=format))


SIGNS = [*"{}=~#:%\\[]-><.&;,|\n\t A1Tb±*", "->", "####", "::", "//", "$CATEGORY:", "[html]", "<p>", "\n\n"]
ALPHABET = st.sampled_from(SIGNS)


@PATIENT
@given(st.lists(ALPHABET, max_size=120).map("".join), st.sampled_from(["gift", "aiken", "csv", "auto"]))
def test_any_text_of_the_formats_own_signs(text: str, format: str) -> None:
    kept_account(read_questions(text.encode(), format=format))


@PATIENT
@given(st.lists(ALPHABET, max_size=150).map("".join))
def test_every_line_of_gift_stands_in_a_block_or_is_a_comment(text: str) -> None:
    seen = [line for block in blocks_of(text) for line in block.lines if line.strip()]
    expected = [line for line in text.split("\n") if line.strip() and not line.strip().startswith("//")]

    assert len(seen) + sum(block.category is not None for block in blocks_of(text)) == len(expected)


@PATIENT
@given(st.data())
@pytest.mark.parametrize("name", FILES)
def test_damaged_samples(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for _time in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["change", "remove", "repeat", "cut"]))
        span = data.draw(st.integers(1, 40))
        if kind == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "remove":
            del content[place : place + span]
        elif kind == "repeat":
            content[place:place] = content[place : place + span]
        elif len(content) > 20:
            del content[max(place, 10) :]
        if not content:
            content = bytearray(b" ")

    kept_account(read_questions(bytes(content), format=READ_AS.get(name, name)))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 12)
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\x00", "content"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MODELS = sorted({record["model"] for record in DUMP})
NAMES = sorted({name for record in DUMP for name in record["fields"]})
RECORDS = st.fixed_dictionaries(
    {"model": st.sampled_from(MODELS), "pk": st.integers(1, 4) | JSON},
    optional={"fields": st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6) | JSON},
)


@PATIENT
@given(st.lists(RECORDS | JSON, max_size=12), st.booleans())
def test_any_records_of_a_dump(records: list[object], with_good_ones: bool) -> None:
    data = json.dumps([*(DUMP if with_good_ones else []), *records]).encode()

    kept_account(read_questions(data, format="django-quiz"))


def within(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with the content of each part changed: damage that its checksums do not betray."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return file.getvalue()


@PATIENT
@given(
    st.sampled_from(["xlsx", "pictures", "qti3", "moodle-xml"]),
    st.integers(0, 10_000),
    st.binary(max_size=8),
    st.integers(0, 20),
)
def test_damage_inside_of_archives_and_xml(name: str, place: int, put: bytes, taken: int) -> None:
    def change(content: bytes) -> bytes:
        at = place % max(len(content), 1)
        return content[:at] + put + content[at + taken :]

    data = change(FILES[name]) if name == "moodle-xml" else within(FILES[name], change)

    kept_account(read_questions(data, format=READ_AS.get(name, name)))


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@PATIENT
@given(WORDS, st.lists(WORDS, min_size=2, max_size=5), WORDS)
@pytest.mark.parametrize("format", ["gift", "moodle-xml", "xlsx", "qti3"])
def test_any_words_survive_export_and_import(format: str, stem: str, texts: list[str], said: str) -> None:
    rows = [(plain(text), str(int(place == 0)), plain(said)) for place, text in enumerate(texts)]
    item = single(stem=f"<p>{html_of(plain(stem))}</p>", options=options(*rows), tags=())

    reading = read_questions(write_questions([item], format=format).data)

    assert reading.items[0] == item


def plain(text: str) -> str:
    return " ".join(UNSEEN.sub("", text).split()) or "x"


def html_of(text: str) -> str:
    return clean_html(html.escape(text, quote=False))


@pytest.mark.parametrize(
    ("written_in", "unit"),
    [
        ("html", '<a href="@@PLUGINFILE@@/a.mp3">'),
        ("html", "<a "),
        ("html", "<img src=x alt=y>"),
        ("html", "<div><p><ul><li>"),
        ("html", "&a"),
        ("markdown", "**a"),
        ("markdown", "__a"),
        ("markdown", "*a "),
        ("markdown", "![a]("),
        ("moodle_auto_format", "<b <"),
        ("html", "{1:SA:=a~"),
    ],
)
def test_texts_of_nothing_but_beginnings_take_no_time(written_in: str, unit: str) -> None:
    for length in (99_000, 3_000_000):
        text = html.escape(unit * (length // len(unit)))
        kinds = "".join(
            f"<question type='{kind}'><questiontext format='{written_in}'><text>{text}</text></questiontext></question>"
            for kind in ("essay", "cloze")
        )
        kept_account(read_questions(f"<quiz>{kinds}</quiz>".encode()))


def test_a_long_way_into_braces_and_brackets_takes_no_time() -> None:
    for text in ("{" * 50_000, "{\n\n" * 20_000, "[" * 100_000 + "{}", "~" * 100_000, "a{" + "=x#" * 40_000 + "}"):
        kept_account(read_questions(text.encode(), format="gift"))


@pytest.mark.parametrize("unit", ["<!--", "<?", "<!", "<!-- -->", "<!x>", "< "])
def test_declarations_and_comments_without_an_end_take_no_time(unit: str) -> None:
    kept_account(read_questions(unit.encode() * (400_000 // len(unit))))
