"""Moodle's kinds of questions that we have, each made from its element."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats import making
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.making import Option, Spoken, Target
from quizzes.formats.moodle_xml.cloze import gaps_of
from quizzes.formats.moodle_xml.question import Question, answer_words, raw, words
from quizzes.formats.numbers import number_of, share_of
from quizzes.formats.texts import plain_of
from quizzes.formats.xml import Node, child, children
from quizzes.items import MatchMarking, OrderMarking, Tolerance, UnitRule
from quizzes.items.fractions import ONE, ZERO

if TYPE_CHECKING:
    from quizzes.items import Item

ORDER_MARKING = {  # the numbers of the plug-in's database, the names of its XML
    "-1": OrderMarking.ALL_OR_NOTHING,
    "ALL_OR_NOTHING": OrderMarking.ALL_OR_NOTHING,
    "0": OrderMarking.IN_PLACE,
    "ABSOLUTE_POSITION": OrderMarking.IN_PLACE,
    "6": OrderMarking.LONGEST_RUN,
    "LONGEST_CONTIGUOUS_SUBSET": OrderMarking.LONGEST_RUN,
}


def _share(node: Node) -> Decimal:
    written = node.get("fraction", "").strip()
    return share_of(written) if written else ZERO


def _said(question: Question, node: Node, notes: Notes) -> str:
    return question.rich(child(node, "feedback"), notes)


def multichoice(question: Question, notes: Notes) -> Item:
    marking = question.own("marking")
    written, last = question.own("shares").split(), question.own("last").split()
    nodes = question.all("answer")
    shares = list(map(share_of, written)) if len(written) == len(nodes) else list(map(_share, nodes))
    options = [
        Option(question.rich(node, notes), share, _said(question, node, notes), str(place) in last)
        for place, (node, share) in enumerate(zip(nodes, shares, strict=True), start=1)
    ]
    return making.choice(
        question.common(notes),
        options,
        multiple=not question.flag("single", default=True),
        marking=Marking(marking) if marking in Marking.values else Marking.SUM_OF_FRACTIONS,
        shuffle=question.flag("shuffleanswers", default=True),
        notes=notes,
    )


def all_or_nothing(question: Question, notes: Notes) -> Item:
    """The plug-in “multichoiceset”: every right option and no other."""
    options = [
        Option(question.rich(node, notes), Decimal(_share(node) > ZERO), _said(question, node, notes))
        for node in question.all("answer")
    ]
    return making.choice(
        question.common(notes),
        options,
        multiple=True,
        marking=Marking.ALL_OR_NOTHING,
        shuffle=question.flag("shuffleanswers", default=True),
        notes=notes,
    )


def truefalse(question: Question, notes: Notes) -> Item:
    rows = {raw(node).strip().lower(): node for node in question.all("answer")}
    if set(rows) != {"true", "false"}:
        raise RefusedError(_("Its answers are not “true” and “false”. Mend them, or make it a choice."))
    shares = {name: _share(node) for name, node in rows.items()}
    if shares["true"] == shares["false"]:
        raise RefusedError(_("True and false are worth the same. Mark one of them as right."))
    return making.true_false(
        question.common(notes),
        shares["true"] > shares["false"],
        said_if_true=_said(question, rows["true"], notes),
        said_if_false=_said(question, rows["false"], notes),
        notes=notes,
    )


def shortanswer(question: Question, notes: Notes) -> Item:
    answers = [
        Spoken(answer_words(node, notes), _share(node), _said(question, node, notes)) for node in question.all("answer")
    ]
    fold = question.own("fold").split()
    return making.short_text(
        question.common(notes),
        answers,
        case_matters=question.flag("usecase"),
        fold_accents="accents" in fold,
        fold_punctuation="punctuation" in fold,
        notes=notes,
    )


def numerical(question: Question, notes: Notes) -> Item:
    targets: list[Target] = []
    otherwise = ""
    for node in question.all("answer"):
        written = raw(node).strip()
        if written == "*":
            otherwise = otherwise or _said(question, node, notes)
            continue
        tolerance = words(child(node, "tolerance")) or "0"
        targets.append(
            Target(
                value=number_of(written, notes.warn),
                tolerance=abs(number_of(tolerance, notes.warn)),
                share=_share(node),
                said=_said(question, node, notes),
            )
        )
    for place, written in enumerate(question.own("tolerances").split()[: len(targets)]):
        kind, _colon, width = written.partition(":")
        if kind in list(Tolerance):
            targets[place] = replace(targets[place], kind=Tolerance(kind), tolerance=abs(number_of(width)))
    listed = child(question.node, "units")
    units = [
        (words(child(unit, "unit_name")), number_of(words(child(unit, "multiplier")) or "1"))
        for unit in (children(listed, "unit") if listed is not None else ())
    ]
    graded = question.value("unitgradingtype") in {"1", "2"}
    penalty = share_of_one(question.value("unitpenalty") or "1")
    rule = UnitRule.REQUIRED if graded and units else UnitRule.IGNORED if units else UnitRule.NONE
    if question.own("unit") in list(UnitRule):
        rule = UnitRule(question.own("unit"))
    return making.numeric(
        question.common(notes),
        targets,
        otherwise=otherwise,
        units=units,
        unit_rule=rule,
        unit_penalty=penalty if rule == UnitRule.REQUIRED else ONE,
        notes=notes,
    )


def share_of_one(written: str) -> Decimal:
    value = number_of(written)
    if not ZERO <= value <= ONE:
        raise RefusedError(
            _("What a missing unit costs (%(share)s) lies outside 0 to 1. Mend it.") % {"share": written}
        )
    return value


def matching(question: Question, notes: Notes) -> Item:
    pairs, remarks = [], []
    for node in question.all("subquestion"):
        answer = child(node, "answer")
        pair = question.rich(node, notes), words(answer) if answer is not None else ""
        if any(pair):
            pairs.append(pair)
            remarks.append(words(child(node, "dermaga")))
    marking = question.own("marking")
    return making.matching(
        question.common(notes),
        pairs,
        remarks=remarks,
        shuffle=question.flag("shuffleanswers", default=True),
        marking=MatchMarking(marking) if marking in list(MatchMarking) else MatchMarking.SHARE,
        notes=notes,
    )


def ordering(question: Question, notes: Notes) -> Item:
    rows = []
    for place, node in enumerate(question.all("answer")):
        try:
            rank = Decimal(node.get("fraction", "").strip() or str(place))
        except InvalidOperation:
            rank = Decimal(place)
        rows.append((rank if rank.is_finite() else Decimal(place), place, question.rich(node, notes)))
    written = question.value("gradingtype").upper() or "0"
    if written not in ORDER_MARKING:
        notes.warn(_("Its way of marking was replaced: each part in its place earns its share."))
    if question.value("selecttype").upper() not in {"", "0", "ALL"}:
        notes.warn(_("It showed a selection of its parts; here all parts are shown."))
    return making.ordering(
        question.common(notes),
        [text for _rank, _place, text in sorted(rows, key=lambda row: row[:2])],
        marking=ORDER_MARKING.get(written, OrderMarking.IN_PLACE),
        notes=notes,
    )


def kprime(question: Question, notes: Notes) -> Item:
    """The plug-in “kprime”: rows, and the weight of each in the first column, which is the one for true."""
    method = question.value("scoringmethod").lower()
    if method not in {"", "kprime"}:
        notes.warn(_("Its way of marking was replaced: four right earn all, three right earn half."))
    truths = {}
    for weight in question.all("weight"):
        if weight.get("columnnumber") == "1":
            truths[weight.get("rownumber", "")] = number_of(words(child(weight, "value")) or raw(weight) or "0") > ZERO
    rows = []
    for row in question.all("row"):
        number = row.get("number", "")
        if number not in truths:
            raise RefusedError(_("Nothing says whether statement %(number)s is true.") % {"number": number or "?"})
        text, said = child(row, "optiontext"), child(row, "feedbacktext")
        rows.append((question.rich(text, notes), truths[number], question.rich(said, notes)))
    return making.kprim(
        question.common(notes), rows, shuffle=question.flag("shuffleanswers", default=True), notes=notes
    )


def essay(question: Question, notes: Notes) -> Item:
    for_markers = plain_of(question.rich(child(question.node, "graderinfo"), notes))
    attachments = _count(question.value("attachments"))
    if question.value("responseformat") == "noinline":
        kinds = [
            kind for part in question.value("filetypeslist").split(",") for kind in part.split() if kind[:1] == "."
        ]
        return making.upload(
            question.common(notes),
            most_files=attachments if attachments > 0 else 1,
            kinds=kinds,
            notes_for_markers=for_markers,
        )
    if attachments:
        notes.warn(_("Files beside the essay are not taken here: ask for them in a question of the kind “file”."))
    return making.essay(
        question.common(notes),
        lines=_count(question.value("responsefieldlines")) or 10,
        least_words=_count(question.value("minwordlimit")),
        most_words=_count(question.value("maxwordlimit")),
        template=question.rich(child(question.node, "responsetemplate"), notes),
        notes_for_markers=for_markers,
    )


def _count(written: str) -> int:
    return int(written) if re.fullmatch(r"-?\d{1,6}", written) else 0


def cloze(question: Question, notes: Notes) -> Item:
    node = child(question.node, "questiontext")
    if node is None:
        raise RefusedError(_("The question has no text. Write one."))
    text, gaps = gaps_of(raw(node), notes)
    common = question.common(notes, question.rich(node, notes, text))
    if not question.value("defaultgrade"):
        common.marks = sum((gap.weight for gap in gaps), ZERO) or ONE
    return making.cloze(common, gaps)


KINDS: dict[str, Callable[[Question, Notes], Item]] = {
    "multichoice": multichoice,
    "multichoiceset": all_or_nothing,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "ordering": ordering,
    "kprime": kprime,
    "essay": essay,
    "cloze": cloze,
    "multianswer": cloze,
}
