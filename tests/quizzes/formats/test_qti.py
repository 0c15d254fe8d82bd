"""QTI 2.1, 2.2 and 3.0, after the examples of the specification (1EdTech, QTI 2.1 and 3.0 implementation guides)."""

import pytest

from quizzes.choices import Marking
from quizzes.formats import read_questions
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    Ordering,
    OrderMarking,
    ShortText,
    SingleChoice,
    Tolerance,
    TrueFalse,
)

TWO = "http://www.imsglobal.org/xsd/imsqti_v2p1"
THREE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MATCH = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'


def declared(cardinality: str, kind: str, *values: str, mapping: str = "", name: str = "RESPONSE") -> str:
    right = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{right}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def mapping(*entries: tuple[str, str], bounds: str = "") -> str:
    rows = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries)
    return f'<mapping defaultValue="0"{bounds}>{rows}</mapping>'


def item(declaration: str, body: str, rules: str = MATCH, head: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem xmlns="{TWO}" identifier="q1" title="Judul" {head}'
        f'adaptive="false" timeDependent="false">{declaration}<itemBody>{body}</itemBody>{rules}</assessmentItem>'
    )


def choice(rows: str, maximum: int = 1, more: str = "") -> str:
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{maximum}"{more}>'
        f"<prompt>Apa artinya?</prompt>{rows}</choiceInteraction>"
    )


def simple(*texts: str) -> str:
    return "".join(f'<simpleChoice identifier="{text[0].upper()}">{text}</simpleChoice>' for text in texts)


def only(text: str) -> Item:
    reading = read_questions(text.encode())
    assert reading.findings == ()
    return reading.items[0]


def test_one_right_answer() -> None:
    made = only(
        item(declared("single", "identifier", "B"), "<p>Lihat papan.</p>" + choice(simple("awas", "bahaya", "cepat")))
    )

    assert isinstance(made, SingleChoice)
    assert (made.stem, made.name, made.external_id, made.shuffle) == (
        "<p>Lihat papan.</p><p>Apa artinya?</p>",
        "Judul",
        "q1",
        True,
    )
    assert [(option.text, option.fraction) for option in made.options] == [("awas", 0), ("bahaya", 1), ("cepat", 0)]


def test_several_by_the_key_are_all_or_nothing_and_by_a_mapping_partial_credit() -> None:
    body = choice(simple("hidrogen", "klor", "oksigen"), 0)
    points = mapping(("H", "1"), ("O", "1"), ("K", "-2"))
    whole = only(item(declared("multiple", "identifier", "H", "O"), body))
    parts = only(item(declared("multiple", "identifier", "H", "O", mapping=points), body, MAP))

    assert isinstance(whole, MultipleChoice)
    assert isinstance(parts, MultipleChoice)
    assert (whole.method, [option.fraction for option in whole.options]) == (Marking.ALL_OR_NOTHING, [1, 0, 1])
    assert parts.method == Marking.SUM_OF_FRACTIONS
    assert [str(option.fraction) for option in parts.options] == ["0.5", "-1", "0.5"]
    assert parts.marks == 2


def test_remarks_fixed_places_and_general_feedback() -> None:
    rows = (
        '<simpleChoice identifier="A">a<feedbackInline outcomeIdentifier="F" identifier="A">kurang</feedbackInline>'
        '</simpleChoice><simpleChoice identifier="B">b</simpleChoice>'
        '<simpleChoice identifier="C" fixed="true">semua</simpleChoice>'
    )
    feedback = '<modalFeedback outcomeIdentifier="F" identifier="x" showHide="show"><p>Lihat bab 2.</p></modalFeedback>'
    made = only(item(declared("single", "identifier", "B"), choice(rows), MATCH + feedback))

    assert isinstance(made, SingleChoice)
    assert [(option.text, option.feedback, option.last) for option in made.options] == [
        ("a", "kurang", False),
        ("b", "", False),
        ("semua", "", True),
    ]
    assert made.feedback == "<p>Lihat bab 2.</p>"


def test_true_or_false_by_its_two_names() -> None:
    rows = '<simpleChoice identifier="true">True</simpleChoice><simpleChoice identifier="false">False</simpleChoice>'
    made = only(item(declared("single", "identifier", "false"), choice(rows)))

    assert isinstance(made, TrueFalse)
    assert not made.statement_is_true


def test_order_and_its_rule() -> None:
    body = (
        '<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Urutkan</prompt>'
        f"{simple('akhir', 'bermula', 'cerita')}</orderInteraction>"
    )
    made = only(item(declared("ordered", "identifier", "B", "C", "A"), body))

    assert isinstance(made, Ordering)
    assert [part.text for part in made.parts] == ["bermula", "cerita", "akhir"]
    assert made.marking == OrderMarking.ALL_OR_NOTHING


def pairs(left: str, right: str) -> str:
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{word}" matchMax="1">{word.title()}</simpleAssociableChoice>'
            for word in side.split()
        )
        + "</simpleMatchSet>"
        for side in (left, right)
    )
    return (
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="false" maxAssociations="4">{sets}</matchInteraction>'
    )


def test_pairs() -> None:
    declaration = declared("multiple", "directedPair", "kapten ahab", "putri ariel")
    made = only(item(declaration, "<p>Siapa?</p>" + pairs("kapten putri", "ahab ariel iago"), MAP))

    assert isinstance(made, Matching)
    names = {row.key: row.text for row in made.choices}
    assert [(row.text, names[row.right]) for row in made.prompts] == [("Kapten", "Ahab"), ("Putri", "Ariel")]
    assert sorted(names.values()) == ["Ahab", "Ariel", "Iago"]
    assert (made.marking, made.shuffle) == (MatchMarking.SHARE, False)


def test_four_statements_are_pairs_with_true_and_false() -> None:
    declaration = declared("multiple", "directedPair", "a true", "b false", "c true", "d true")
    made = only(item(declaration, "<p>Nilai</p>" + pairs("a b c d", "true false"), MAP))

    assert isinstance(made, Kprim)
    assert [row.is_true for row in made.statements] == [True, False, True, True]


FIELD = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>'


def test_a_field_in_the_text() -> None:
    points = mapping(("York", "1"), ("Yorkshire", "0.5"))
    made = only(item(declared("single", "string", "York", mapping=points), f"<p>Matahari {FIELD} ini;</p>", MAP))

    assert isinstance(made, ShortText)
    assert made.stem == "<p>Matahari _____ ini;</p>"
    assert [(row.pattern, str(row.fraction)) for row in made.answers] == [("York", "1"), ("Yorkshire", "0.5")]


@pytest.mark.parametrize(
    ("mode", "width", "kind"), [("absolute", "0.5", Tolerance.ABSOLUTE), ("relative", "0.005", Tolerance.RELATIVE)]
)
def test_a_number_with_a_tolerance(mode: str, width: str, kind: Tolerance) -> None:
    rules = (
        f'<responseProcessing><responseCondition><responseIf><equal toleranceMode="{mode}" tolerance="0.5 0.5">'
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    made = only(item(declared("single", "float", "12.5"), f"<p>Berapa? {FIELD}</p>", rules))

    assert isinstance(made, Numeric)
    assert made.stem == "<p>Berapa?</p>"
    assert (str(made.answers[0].value), str(made.answers[0].tolerance), made.answers[0].kind) == ("12.5", width, kind)


def test_several_fields_are_gaps() -> None:
    inline = (
        '<inlineChoiceInteraction responseIdentifier="B" shuffle="false"><inlineChoice identifier="G">Gloucester'
        '</inlineChoice><inlineChoice identifier="L">Lancaster</inlineChoice></inlineChoiceInteraction>'
    )
    declarations = declared("single", "string", "York", name="A") + declared("single", "identifier", "L", name="B")
    entry = '<textEntryInteraction responseIdentifier="A"/>'
    made = only(item(declarations, f"<p>Matahari {entry}, rumah {inline}.</p>"))

    assert isinstance(made, Cloze)
    assert made.stem == "<p>Matahari [[1]], rumah [[2]].</p>"
    assert [type(gap.item).__name__ for gap in made.gaps] == ["ShortText", "SingleChoice"]
    assert made.best_value()[0] == "1:York"


def test_an_essay() -> None:
    body = (
        '<p>Tulis surat.</p><extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="7"/>'
        '<rubricBlock view="scorer"><p>Cek nada.</p></rubricBlock>'
    )
    made = only(item(declared("single", "string"), body))

    assert isinstance(made, Essay)
    assert (made.lines, made.notes_for_markers, made.stem) == (7, "Cek nada.", "<p>Tulis surat.</p>")


def test_what_candidates_are_told_stands_before_the_question() -> None:
    told = '<rubricBlock view="candidate"><p>Jawab singkat.</p></rubricBlock>'
    body = f'{told}<p>Apa?</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'

    assert only(item(declared("single", "string"), body)).stem == "<p>Jawab singkat.</p><p>Apa?</p>"


def test_the_names_of_the_third_edition() -> None:
    made = only(
        f'<qti-assessment-item xmlns="{THREE}" identifier="q3" title="Tiga" adaptive="false" time-dependent="false">'
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
        "<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>"
        '<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="true">'
        '<qti-prompt>Apa?</qti-prompt><qti-simple-choice identifier="A">a</qti-simple-choice>'
        '<qti-simple-choice identifier="B">b</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        "</qti-assessment-item>"
    )

    assert isinstance(made, SingleChoice)
    assert (made.stem, [option.fraction for option in made.options]) == ("Apa?", [1, 0])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (item("", '<hotspotInteraction responseIdentifier="R"/>'), "hotspotInteraction"),
        (item("", '<uploadInteraction responseIdentifier="R"/>'), "uploadInteraction"),
        (item("", "<p>Bacalah.</p>"), "without anything to answer"),
        (item("", choice(simple("a", "b"))), "Nothing in it says what is right"),
        (item(declared("single", "identifier"), choice(simple("a", "b"))), "no right answer"),
        (item(declared("single", "identifier", "A"), choice(simple("a"))), "fewer than two options"),
        (item(declared("single", "identifier", "A"), choice(simple("a", "b")) * 2), "several things at once"),
        (
            item(declared("ordered", "identifier", "A"), choice(simple("a", "b")).replace("choiceI", "orderI")),
            "right order",
        ),
        (item("", "").replace('adaptive="false"', 'adaptive="true"'), "adaptive"),
        (item("<templateDeclaration identifier='x'/>", ""), "template"),
        (f'<assessmentItem xmlns="{TWO}"/>', "no body"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(text: str, part: str) -> None:
    reading = read_questions(text.encode())

    assert (len(reading.entries), reading.items) == (1, ())
    assert part in reading.refusals[0].sentence


def test_rules_that_are_not_understood_are_told() -> None:
    rules = "<responseProcessing><customOperator/></responseProcessing>"
    reading = read_questions(item(declared("single", "identifier", "A"), choice(simple("a", "b")), rules).encode())

    assert "customOperator" in reading.warnings[0].sentence
