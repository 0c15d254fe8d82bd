"""Moodle XML, by samples retyped from Moodle (question/format/xml/tests) and from exports of Moodle 4."""

import base64

import pytest

from quizzes.choices import Marking
from quizzes.formats import Reading, read_questions
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    OrderMarking,
    ShortText,
    SingleChoice,
    TrueFalse,
    UnitRule,
    Upload,
)
from tests.quizzes.formats.samples import PNG

ANSWER = (
    '<answer fraction="{0}" format="html"><text>{1}</text><feedback format="html"><text>{2}</text></feedback></answer>'
)


def question(kind: str, inside: str = "", stem: str = "<![CDATA[<p>Apa?</p>]]>", name: str = "Nama") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text>{stem}</text></questiontext>'
        f"<defaultgrade>1.0000000</defaultgrade>{inside}</question>"
    )


def read(*questions: str) -> Reading:
    return read_questions(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>'.encode())


def only(text: str) -> Item:
    reading = read(text)
    assert reading.findings == ()
    return reading.items[0]


def answers(*rows: tuple[str, str, str]) -> str:
    return "".join(ANSWER.format(*row) for row in rows)


def test_one_right_answer() -> None:
    item = only(
        question(
            "multichoice",
            "<single>true</single><shuffleanswers>0</shuffleanswers>" + answers(("100", "a", "ya"), ("0", "b", "")),
        )
    )

    assert isinstance(item, SingleChoice)
    assert (item.stem, item.name, item.shuffle) == ("<p>Apa?</p>", "Nama", False)
    assert [(option.text, str(option.fraction), option.feedback) for option in item.options] == [
        ("a", "1", "ya"),
        ("b", "0", ""),
    ]


def test_several_right_answers_earn_the_sum_of_their_shares() -> None:
    rows = [("33.33333", name, "") for name in "abc"]
    item = only(question("multichoice", "<single>false</single>" + answers(*rows, ("-100", "d", ""))))

    assert isinstance(item, MultipleChoice)
    assert item.method == Marking.SUM_OF_FRACTIONS
    assert item.mark([option.key for option in item.options[:3]]).fraction == 1


def test_all_or_nothing_is_a_plug_in() -> None:
    item = only(question("multichoiceset", answers(("100", "a", ""), ("100", "b", ""), ("0", "c", ""))))

    assert isinstance(item, MultipleChoice)
    assert item.method == Marking.ALL_OR_NOTHING


def test_true_or_false() -> None:
    item = only(question("truefalse", answers(("0", "true", "Bukan"), ("100", "false", "Ya"))))

    assert isinstance(item, TrueFalse)
    assert not item.statement_is_true
    assert [option.feedback for option in item.options] == ["Bukan", "Ya"]


def test_short_answers_keep_their_wildcards_and_what_is_said_otherwise() -> None:
    rows = answers(("100", "Be*", ""), ("50", "x", "hampir"), ("0", "*", "bukan"))
    item = only(question("shortanswer", "<usecase>1</usecase>" + rows))

    assert isinstance(item, ShortText)
    assert [(row.pattern, str(row.fraction)) for row in item.answers] == [("Be*", "1"), ("x", "0.5")]
    assert (item.case_matters, item.otherwise) == (True, "bukan")


@pytest.mark.parametrize(("grading", "rule"), [("0", UnitRule.IGNORED), ("1", UnitRule.REQUIRED)])
def test_numbers_with_units(grading: str, rule: UnitRule) -> None:
    item = only(
        question(
            "numerical",
            '<answer fraction="100"><text>12.5</text><tolerance>0.1</tolerance></answer>'
            "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
            "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
            f"<unitgradingtype>{grading}</unitgradingtype><unitpenalty>0.25</unitpenalty>",
        )
    )

    assert isinstance(item, Numeric)
    assert (str(item.answers[0].value), str(item.answers[0].tolerance)) == ("12.5", "0.1")
    assert (item.unit_rule, [(unit.name, unit.factor) for unit in item.units]) == (rule, [("m", 1), ("cm", 100)])
    assert str(item.unit_penalty) == ("0.25" if rule == UnitRule.REQUIRED else "1")


def test_pairs_and_distractors() -> None:
    rows = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
        for left, right in (("kucing", "mamalia"), ("katak", "amfibi"), ("", "serangga"))
    )
    item = only(question("matching", rows))

    assert isinstance(item, Matching)
    assert [prompt.text for prompt in item.prompts] == ["kucing", "katak"]
    assert [choice.text for choice in item.choices] == ["mamalia", "amfibi", "serangga"]


def test_order_follows_the_fractions() -> None:
    rows = "".join(
        f'<answer fraction="{place}.0000000"><text>{text}</text></answer>'
        for place, text in ((2, "b"), (10, "c"), (1, "a"))
    )
    item = only(question("ordering", f"<gradingtype>LONGEST_CONTIGUOUS_SUBSET</gradingtype>{rows}"))

    assert isinstance(item, Ordering)
    assert ([part.text for part in item.parts], item.marking) == (["a", "b", "c"], OrderMarking.LONGEST_RUN)


def test_four_statements() -> None:
    rows = "".join(
        f'<row number="{place}"><optiontext format="html"><text>{place}</text></optiontext></row>'
        f'<weight rownumber="{place}" columnnumber="1"><value>{place % 2}.000</value></weight>'
        for place in (1, 2, 3, 4)
    )
    item = only(question("kprime", f"<scoringmethod><text>kprime</text></scoringmethod>{rows}"))

    assert isinstance(item, Kprim)
    assert [row.is_true for row in item.statements] == [True, False, True, False]


def test_essays_and_files() -> None:
    essay = only(question("essay", "<responsefieldlines>15</responsefieldlines><minwordlimit>50</minwordlimit>"))
    upload = only(
        question(
            "essay",
            "<responseformat>noinline</responseformat><attachments>2</attachments>"
            "<filetypeslist>.pdf,.docx</filetypeslist><graderinfo><text>Cek</text></graderinfo>",
        )
    )

    assert isinstance(essay, Essay)
    assert isinstance(upload, Upload)
    assert (essay.lines, essay.least_words, essay.most_words) == (15, 50, 0)
    assert (upload.most_files, upload.kinds, upload.notes_for_markers) == (2, ("pdf", "docx"), "Cek")


def test_gaps_without_marks_of_the_whole_are_worth_their_weights() -> None:
    item = only(question("cloze", stem="{1:SA:=a} {3:SA:=b}").replace("<defaultgrade>1.0000000</defaultgrade>", ""))

    assert item.marks == 4


def test_a_link_to_an_attached_sound_plays_it() -> None:
    sound = b"ID3\x03\x00" + bytes(200)
    content = base64.b64encode(sound).decode()
    link = '<a href="@@PLUGINFILE@@/a.mp3">Dengarkan</a>'
    item = only(
        f'<question type="essay"><questiontext format="html"><text><![CDATA[<p>{link}</p>]]></text>'
        f'<file name="a.mp3" encoding="base64">{content}</file></questiontext></question>'
    )

    (file,) = item.media
    assert (file.content_type, file.data) == ("audio/mpeg", sound)
    assert item.stem == f'<p>Dengarkan <audio src="media:{file.sha256}" controls=""></audio></p>'


def test_gaps_of_every_kind() -> None:
    stem = (
        "Air {1:SHORTANSWER:=laut#Ya~%50%sungai~*#Bukan} di {2:NM:=7.5:0.5~%50%7:1}, "
        "naik {:MCS:darat~=kapal &amp;amp; \\}x}, huruf {1:SAC:=B}."
    )
    item = only(question("cloze", stem=stem))

    assert isinstance(item, Cloze)
    text, number, choice, strict = (gap.item for gap in item.gaps)
    assert item.stem == "Air [[1]] di [[2]], naik [[3]], huruf [[4]]."
    assert [gap.weight for gap in item.gaps] == [1, 2, 1, 1]
    assert isinstance(text, ShortText)
    assert isinstance(number, Numeric)
    assert isinstance(choice, SingleChoice)
    assert isinstance(strict, ShortText)
    assert ([row.pattern for row in text.answers], text.otherwise) == (["laut", "sungai"], "Bukan")
    assert [(str(row.value), str(row.tolerance)) for row in number.answers] == [("7.5", "0.5"), ("7", "1")]
    assert ([option.text for option in choice.options], choice.shuffle) == (["darat", "kapal & }x"], True)
    assert (text.case_matters, strict.case_matters) == (False, True)


def test_pictures_come_along_by_their_content() -> None:
    content = base64.b64encode(PNG).decode()
    picture = '<img src="@@PLUGINFILE@@/a%20b.png" alt="Peta" onerror="x()">'
    stem = (
        f'<questiontext format="html"><text><![CDATA[<p>{picture}</p>]]></text>'
        f'<file name="a b.png" path="/" encoding="base64">{content}</file></questiontext>'
    )
    item = only(f'<question type="essay">{stem}</question>')

    (file,) = item.media
    assert (file.name, file.content_type, file.data, file.alt) == ("a b.png", "image/png", PNG, "Peta")
    assert item.stem == f'<p><img src="media:{file.sha256}" alt="Peta"></p>'


@pytest.mark.parametrize(
    ("markup", "stem", "part"),
    [
        ("<script>x</script>Apa?", "Apa?", "left out: script"),
        ('<iframe src="https://x.example"></iframe>Apa?', "Apa?", "left out: iframe"),
        ('Apa? <img src="https://x.example/a.png" alt="Peta">', "Apa? Peta", "from another site"),
        ('Apa? <img src="@@PLUGINFILE@@/hilang.png" alt="Peta">', "Apa? Peta", "“hilang.png” is missing"),
        ('<a href="https://x.example">Apa?</a>', "Apa?", "Links were turned into plain words"),
        ('<p onclick="x()">Apa?</p>', "<p>Apa?</p>", ""),
        ("Apa [[1]]?", "Apa [[1]]?", ""),
    ],
)
def test_html_is_held_to_the_allow_list(markup: str, stem: str, part: str) -> None:
    reading = read(question("essay", stem=f"<![CDATA[{markup}]]>"))

    assert reading.items[0].stem == stem
    assert [part in warning.sentence for warning in reading.warnings] == ([True] if part else [])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (question("calculated"), "“calculated”"),
        (question("ddmarker"), "“ddmarker”"),
        (question("description"), "text without a question"),
        (question("random"), "at random"),
        (question("multichoice", answers(("100", "a", ""))), "fewer than two options"),
        (question("numerical", answers(("100", "abc", ""))), "not a number"),
        (question("truefalse", answers(("100", "a", ""), ("0", "b", ""))), "not “true” and “false”"),
        (question("cloze", stem="{1:SHORTANSWER:=a"), "never closed"),
        (question("cloze", stem="{1:MULTIRESPONSE:=a~=b}"), "several right answers"),
        (question("cloze", stem="Apa?"), "no gaps"),
        (question("essay", stem=""), "no text"),
        ('<question type="essay"/>', "no text"),
        ("<question/>", "“unnamed”"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(text: str, part: str) -> None:
    reading = read(text, question("essay"))

    assert (len(reading.entries), len(reading.items)) == (2, 1)
    assert reading.refusals[0].place.line == 3
    assert part in reading.refusals[0].sentence


def test_categories_codes_tags_and_marks() -> None:
    category = '<question type="category"><category><text>$course$/top/Humas//PR/Hoaks</text></category></question>'
    more = "<idnumber>H-1</idnumber><tags><tag><text>mudah</text></tag><tag><text>2020</text></tag></tags>"
    text = question("essay", more).replace("1.0000000", "2.5000000")

    item = read(category, text).items[0]

    assert (item.topic, item.external_id, item.tags) == (("Humas/PR", "Hoaks"), "H-1", ("mudah", "2020"))
    assert str(item.marks) == "2.5000000"


def test_files_of_older_releases_without_text_elements() -> None:
    reading = read_questions(
        b"<quiz><question type='truefalse'><name>n</name><questiontext>Benar?</questiontext>"
        b"<answer fraction='100'>true</answer><answer fraction='0'>false</answer></question></quiz>"
    )

    assert (reading.items[0].stem, reading.findings) == ("Benar?", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_letters_are_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><quiz>{question("essay", stem="Sätze?")}</quiz>'

    assert read_questions(text.encode(encoding)).items[0].stem == "Sätze?"
