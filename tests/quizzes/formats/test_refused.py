"""What was refused comes back as it was written, and goes in when it is mended."""

import io
import json
import zipfile

import pytest
from openpyxl import load_workbook

from quizzes.formats import Reading, read_questions
from quizzes.formats.refused import FileMade, Refused, refused_file

TEXT = "Apa?\nA. a\nB. b\n\nYang mana?\nA. a\nB. b\nANSWER: A\n\nDi mana?\nA. x\nB. y\nANSWER: Z\n"
MOODLE = """<?xml version="1.0"?><quiz>
<question type="category"><category><text>$course$/Humas</text></category></question>
<question type="truefalse"><name><text>Baik</text></name><questiontext><text>Benar?</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="calculated"><name><text>Hitung -- ini</text></name><questiontext format="html">
<text><![CDATA[<p>1 + 1?</p>]]></text></questiontext></question></quiz>"""
ITEM = """<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{0}"
 title="{0}" adaptive="{1}" timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="single"
 baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>
 <p><img src="media/kapal.png" alt="Kapal"/></p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">
 <prompt>Apa?</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice>
 </choiceInteraction></itemBody></assessmentItem>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>
<resource identifier="r1" type="imsqti_item_xmlv2p1" href="baik.xml"><file href="baik.xml"/></resource>
<resource identifier="r2" type="imsqti_item_xmlv2p1" href="buruk.xml"><file href="buruk.xml"/></resource>
<resource identifier="r3" type="imsqti_item_xmlv2p1" href="hilang.xml"><file href="hilang.xml"/></resource>
</resources></manifest>"""
DUMP = [
    {"model": "quiz.category", "pk": 1, "fields": {"category": "Humas"}},
    {"model": "auth.user", "pk": 3, "fields": {"username": "sari", "email": "sari@contoh.id"}},
    {"model": "quiz.question", "pk": 7, "fields": {"content": "Apa?", "category": 1}},
    {"model": "multichoice.mcquestion", "pk": 7, "fields": {"answer_order": "content"}},
    {"model": "multichoice.answer", "pk": 71, "fields": {"question": 7, "content": "a", "correct": False}},
    {"model": "multichoice.answer", "pk": 72, "fields": {"question": 7, "content": "b", "correct": False}},
    {"model": "quiz.question", "pk": 8, "fields": {"content": "Benar?"}},
    {"model": "true_false.tf_question", "pk": 8, "fields": {"correct": True}},
]


def refused_of(data: bytes) -> tuple[Reading, FileMade]:
    reading = read_questions(data)
    rows = [
        Refused(
            entry.place.number,
            entry.place.row,
            entry.place.line,
            entry.place.file,
            entry.name,
            entry.findings[-1].sentence,
        )
        for entry in reading.entries
        if entry.item is None
    ]
    return reading, refused_file(data, reading.format, rows)


def package(files: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("latin-1") for name in archive.namelist()}


def test_aiken() -> None:
    reading, made = refused_of(TEXT.encode())

    text = made.data.decode()
    assert (made.extension, len(reading.items)) == ("txt", 1)
    assert text.startswith("// Alasan: ")
    assert "Yang mana?" not in text
    mended = read_questions(text.replace("B. b\n", "B. b\nANSWER: B\n").replace("ANSWER: Z", "ANSWER: A").encode())
    assert [(entry.name, entry.findings) for entry in mended.entries] == [("Apa?", ()), ("Di mana?", ())]


def test_moodle_xml_with_its_category() -> None:
    reading, made = refused_of(MOODLE.encode())

    text = made.data.decode()
    assert (made.extension, len(reading.items), "Baik" in text) == ("xml", 1, False)
    assert "<!-- Alasan: " in text
    again = read_questions(made.data)
    assert [(entry.name, entry.item) for entry in again.entries] == [("Hitung -- ini", None)]
    mended = read_questions(text.replace('"calculated"', '"essay"').encode())
    assert [(item.stem, item.topic) for item in mended.items] == [("<p>1 + 1?</p>", ("Humas",))]


def test_moodle_xml_of_one_long_line_by_numbers() -> None:
    _reading, made = refused_of(MOODLE.replace("\n", "").encode())

    assert ("Hitung" in made.data.decode(), "Baik" in made.data.decode()) == (True, False)


def test_a_qti_package_with_what_its_items_show() -> None:
    files = {"imsmanifest.xml": MANIFEST, "baik.xml": ITEM.format("baik", "false")}
    files |= {"buruk.xml": ITEM.format("buruk", "true"), "media/kapal.png": "gambar", "media/lain.png": "lain"}
    reading, made = refused_of(package(files))

    kept = unpacked(made.data)
    assert (len(reading.items), made.extension) == (1, "zip")
    assert list(kept) == ["imsmanifest.xml", "buruk.xml", "media/kapal.png", "ALASAN.txt"]
    assert kept["buruk.xml"] == files["buruk.xml"]
    assert ("adaptive" in kept["ALASAN.txt"], "hilang.xml" in kept["ALASAN.txt"]) == (True, True)
    mended = {name: text.replace('adaptive="true"', 'adaptive="false"') for name, text in kept.items()}
    again = read_questions(package(dict(mended)))
    assert [(entry.place.file, entry.item is None) for entry in again.entries] == [("buruk.xml", False)]


def test_a_lone_qti_item_comes_in_a_package_of_its_own() -> None:
    item = ITEM.format("buruk", "true")

    _reading, made = refused_of(item.encode())

    assert unpacked(made.data)["soal.xml"] == item
    assert read_questions(made.data).entries[0].name == "buruk"


def test_a_package_whose_items_are_all_missing_gives_a_table() -> None:
    _reading, made = refused_of(package({"imsmanifest.xml": MANIFEST}))

    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(made.data)).active.iter_rows()]
    assert (rows[0][1], rows[0][-1], len(rows)) == ("Soal", "Alasan", 4)
    assert rows[1][-1].startswith("baik.xml")


def test_a_dump_without_its_people() -> None:
    reading, made = refused_of(json.dumps(DUMP).encode())

    records = json.loads(made.data)
    assert (len(reading.items), made.extension) == (1, "json")
    assert [(row["model"], row["pk"]) for row in records] == [
        ("quiz.category", 1),
        ("quiz.question", 7),
        ("multichoice.mcquestion", 7),
        ("multichoice.answer", 71),
        ("multichoice.answer", 72),
    ]
    assert records[1]["alasan"]
    records[-1]["fields"]["correct"] = True
    mended = read_questions(json.dumps(records).encode())
    assert [(item.external_id, item.topic) for item in mended.items] == [("django-quiz-7", ("Humas",))]


@pytest.mark.parametrize("format", ["aiken", "moodle-xml", "django-quiz", "unknown"])
def test_nothing_refused_is_still_a_file(format: str) -> None:
    data = {"aiken": TEXT, "moodle-xml": MOODLE, "django-quiz": json.dumps(DUMP)}.get(format, "").encode()

    assert refused_file(data, format, []).data
