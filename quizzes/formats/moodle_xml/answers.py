"""What Moodle XML says of each kind of question: its type, its text, and the elements of its answers."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from quizzes.choices import Marking
from quizzes.formats.findings import Notes
from quizzes.formats.moodle_xml.cloze_writer import with_gaps
from quizzes.formats.moodle_xml.page import Page, own, text_node
from quizzes.formats.numbers import percent_of, plain_number
from quizzes.formats.writing import medium_tag, refuse_kind, summed_shares
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Ordering,
    OrderMarking,
    ShortText,
    SingleChoice,
    Tolerance,
    TrueFalse,
    UnitRule,
    Upload,
)
from quizzes.items.choice import Choice

ORDER_NAMES = {
    OrderMarking.ALL_OR_NOTHING: "ALL_OR_NOTHING",
    OrderMarking.IN_PLACE: "ABSOLUTE_POSITION",
    OrderMarking.LONGEST_RUN: "LONGEST_CONTIGUOUS_SUBSET",
}


def answers_of(item: Item, page: Page, notes: Notes) -> tuple[str, str, list[str]]:
    stem = item.stem
    if isinstance(item, TrueFalse):
        return "truefalse", stem, _true_false(item, page)
    if isinstance(item, Choice):
        return "multichoice", stem, _choice(item, page)
    if isinstance(item, ShortText):
        return "shortanswer", stem, _short_text(item, page)
    if isinstance(item, Numeric):
        return "numerical", stem, _numeric(item, page)
    if isinstance(item, Matching):
        return "matching", stem, _matching(item, page)
    if isinstance(item, Ordering):
        return "ordering", stem, _ordering(item, page)
    if isinstance(item, Kprim):
        return "kprime", stem, _kprim(item, page)
    if isinstance(item, Cloze):
        return "cloze", with_gaps(item, notes), []
    if isinstance(item, Upload | Essay):
        return "essay", stem, _essay(item, page)
    refuse_kind(item)
    return "", "", []


def _flag(name: str, value: bool) -> str:
    return f"<{name}>{'true' if value else 'false'}</{name}>"


def _said(page: Page, text: str) -> str:
    return page.words("feedback", text)


def _choice(item: Choice, page: Page) -> list[str]:
    shares = summed_shares(item)
    rows = [_flag("single", isinstance(item, SingleChoice)), _flag("shuffleanswers", item.shuffle)]
    if isinstance(item, MultipleChoice) and item.method != Marking.SUM_OF_FRACTIONS:
        rows.append(own("marking", str(item.method.value)))
        rows.append(own("shares", " ".join(percent_of(option.fraction) for option in item.options)))
    rows.append(own("last", " ".join(str(place) for place, option in enumerate(item.options, 1) if option.last)))
    for option in item.options:
        attributes = f' fraction="{percent_of(shares[option.key])}"'
        inside = _said(page, option.feedback)
        if option.media:
            medium = medium_tag(item, option.media, f"media:{option.media}")
            rows.append(page.rich("answer", medium + escape(option.text), attributes, inside))
        else:
            rows.append(page.words("answer", option.text, attributes, inside))
    return rows


def _true_false(item: TrueFalse, page: Page) -> list[str]:
    return [
        f'<answer fraction="{percent_of(option.fraction)}" format="moodle_auto_format">'
        f"{text_node(option.key)}{_said(page, option.feedback)}</answer>"
        for option in item.options
    ]


def _short_text(item: ShortText, page: Page) -> list[str]:
    rows = [(answer.pattern, answer.fraction, answer.feedback) for answer in item.answers]
    rows += [("*", Decimal(0), item.otherwise)] if item.otherwise else []
    fold = " ".join(name for name, on in (("accents", item.fold_accents), ("punctuation", item.fold_punctuation)) if on)
    return [
        f"<usecase>{int(item.case_matters)}</usecase>",
        own("fold", fold),
        *(
            f'<answer fraction="{percent_of(share)}" format="moodle_auto_format">{text_node(text)}{_said(page, said)}'
            "</answer>"
            for text, share, said in rows
        ),
    ]


def _numeric(item: Numeric, page: Page) -> list[str]:
    rows = [_target(answer, page) for answer in item.answers]
    if item.otherwise:
        rows.append(f'<answer fraction="0">{text_node("*")}{_said(page, item.otherwise)}</answer>')
    if any(answer.kind != Tolerance.ABSOLUTE for answer in item.answers):
        kinds = (f"{answer.kind.value}:{plain_number(answer.tolerance)}" for answer in item.answers)
        rows.append(own("tolerances", " ".join(kinds)))
    units = "".join(
        f"<unit><multiplier>{plain_number(unit.factor)}</multiplier><unit_name>{escape(unit.name)}</unit_name></unit>"
        for unit in item.units
    )
    rows.append(f"<units>{units}</units>" if units else "")
    rows.append(f"<unitgradingtype>{int(item.unit_rule == UnitRule.REQUIRED)}</unitgradingtype>")
    rows.append(f"<unitpenalty>{plain_number(item.unit_penalty)}</unitpenalty>")
    rows.append(own("unit", str(item.unit_rule.value)))
    return rows


def _target(answer: NumericAnswer, page: Page) -> str:
    width = answer.tolerance if answer.kind == Tolerance.ABSOLUTE else answer.tolerance * abs(answer.value)
    return (
        f'<answer fraction="{percent_of(answer.fraction)}">{text_node(plain_number(answer.value))}'
        f"<tolerance>{plain_number(width)}</tolerance>{_said(page, answer.feedback)}</answer>"
    )


def _matching(item: Matching, page: Page) -> list[str]:
    texts = {choice.key: choice.text for choice in item.choices}
    used = {prompt.right for prompt in item.prompts}
    pairs = [(prompt.text, texts.get(prompt.right, "")) for prompt in item.prompts]
    pairs += [("", choice.text) for choice in item.choices if choice.key not in used]
    rows = [_flag("shuffleanswers", item.shuffle)]
    if item.marking != MatchMarking.SHARE:
        rows.append(own("marking", str(item.marking.value)))
    remarks = [prompt.feedback for prompt in item.prompts] + [""] * len(item.choices)
    rows += [
        page.words("subquestion", left, inside=f"<answer>{text_node(right)}</answer>{own('remark', remark)}")
        for (left, right), remark in zip(pairs, remarks, strict=False)
    ]
    return rows


def _ordering(item: Ordering, page: Page) -> list[str]:
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        f"<gradingtype>{ORDER_NAMES[item.marking]}</gradingtype>",
        *(page.words("answer", part.text, f' fraction="{place}"') for place, part in enumerate(item.parts, start=1)),
    ]


def _kprim(item: Kprim, page: Page) -> list[str]:
    rows = ["<scoringmethod><text>kprime</text></scoringmethod>", _flag("shuffleanswers", item.shuffle)]
    rows.append("<numberofrows>4</numberofrows><numberofcolumns>2</numberofcolumns>")
    for place, row in enumerate(item.statements, start=1):
        texts = page.words("optiontext", row.text) + page.words("feedbacktext", row.feedback)
        rows.append(f'<row number="{place}">{texts}</row>')
    rows += [f'<column number="1">{text_node("True")}</column>', f'<column number="2">{text_node("False")}</column>']
    for place, row in enumerate(item.statements, start=1):
        for column, right in ((1, row.is_true), (2, not row.is_true)):
            value = f"<value>{'1.000' if right else '0.000'}</value>"
            rows.append(f'<weight rownumber="{place}" columnnumber="{column}">{value}</weight>')
    return rows


def _essay(item: Upload | Essay, page: Page) -> list[str]:
    rows = [page.words("graderinfo", item.notes_for_markers)]
    if isinstance(item, Upload):
        kinds = ",".join(f".{kind}" for kind in item.kinds)
        return [
            "<responseformat>noinline</responseformat>",
            f"<attachments>{item.most_files}</attachments>",
            f"<filetypeslist>{escape(kinds)}</filetypeslist>",
            *rows,
        ]
    return [
        "<responseformat>plain</responseformat>",
        f"<responsefieldlines>{item.lines}</responsefieldlines>",
        f"<minwordlimit>{item.least_words or ''}</minwordlimit>",
        f"<maxwordlimit>{item.most_words or ''}</maxwordlimit>",
        page.words("responsetemplate", item.template),
        *rows,
    ]
