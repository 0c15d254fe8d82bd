"""What a QTI item says of its right answers: declarations, mappings, and the rules that are applied to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.numbers import number_of
from quizzes.formats.xml import child, children
from quizzes.items.fractions import ONE, ZERO

KNOWN_RULES = {
    *("responseProcessing", "responseCondition", "responseIf", "responseElse", "responseElseIf", "setOutcomeValue"),
    *(
        "match",
        "variable",
        "correct",
        "mapResponse",
        "baseValue",
        "isNull",
        "not",
        "and",
        "or",
        "equal",
        "sum",
        "member",
    ),
    *("multiple", "ordered", "gt", "gte", "lt", "lte", "stringMatch", "equalRounded", "null", "index", "contains"),
}


@dataclass
class Response:
    """One responseDeclaration. `entries`: mapped values as written, with what they earn."""

    identifier: str
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: list[str] = field(default_factory=list)
    entries: list[tuple[str, Decimal, bool]] = field(default_factory=list)
    upper: Decimal | None = None

    @property
    def mapped(self) -> dict[str, Decimal]:
        return {key: value for key, value, _case in self.entries}

    @property
    def case_matters(self) -> bool:
        return any(case for _key, _value, case in self.entries)

    def shares(self, *, by_mapping: bool, multiple: bool) -> tuple[dict[str, Decimal], Decimal]:
        """What each answer earns as a part of the whole, and the whole in points."""
        mapped = self.mapped
        if not mapped or (self.correct and not by_mapping):
            return dict.fromkeys(self.correct, ONE), ONE
        positive = [value for value in mapped.values() if value > ZERO]
        whole = (sum(positive, ZERO) if multiple else max(positive, default=ZERO)) if positive else ZERO
        if self.upper is not None and ZERO < self.upper < whole:
            whole = self.upper
        if whole <= ZERO:
            return {}, ONE
        return {key: value / whole for key, value in mapped.items()}, whole


def responses_of(root: Element) -> dict[str, Response]:
    found = {}
    for node in children(root, "responseDeclaration"):
        response = Response(
            node.get("identifier", ""), node.get("cardinality", "single"), node.get("baseType", "identifier")
        )
        correct, mapping = child(node, "correctResponse"), child(node, "mapping")
        if correct is not None:
            response.correct = [_text(value) for value in children(correct, "value")]
        if mapping is not None:
            upper = mapping.get("upperBound")
            response.upper = number_of(upper) if upper else None
            response.entries = [
                (
                    entry.get("mapKey", ""),
                    number_of(entry.get("mappedValue", "0")),
                    entry.get("caseSensitive") == "true",
                )
                for entry in children(mapping, "mapEntry")
            ]
        found[response.identifier] = response
    return found


class Rules:
    """responseProcessing: whether it maps, which tolerance it has, and whether it says more than we understand."""

    def __init__(self, root: Element, notes: Notes) -> None:
        node = child(root, "responseProcessing")
        template = (node.get("template", "") if node is not None else "").rpartition("/")[2].removesuffix(".xml")
        self.whole = template.startswith("match_correct")
        self.by_mapping = template.startswith("map_response") or (
            node is not None and next(node.iter("mapResponse"), None) is not None
        )
        self.tolerances: dict[str, tuple[str, Decimal]] = {}
        self.case_matters = False
        if node is None:
            return
        strange = sorted({str(part.tag) for part in node.iter() if isinstance(part.tag, str)} - KNOWN_RULES)
        if strange:
            notes.warn(
                _("Its own rules of marking (%(names)s) were not taken; its right answers were.")
                % {"names": ", ".join(strange[:5])}
            )
        for equal in node.iter("equal"):
            variable = next(equal.iter("variable"), None)
            if variable is not None and equal.get("toleranceMode", "exact") != "exact":
                width = (equal.get("tolerance", "0").split() or ["0"])[0]
                self.tolerances[variable.get("identifier", "")] = (
                    equal.get("toleranceMode", ""),
                    abs(number_of(width)),
                )
        self.case_matters = any(part.get("caseSensitive") == "true" for part in node.iter("stringMatch"))


def marks_of(root: Element, otherwise: Decimal) -> Decimal:
    for node in children(root, "outcomeDeclaration"):
        if node.get("identifier") == "MAXSCORE" and (default := child(node, "defaultValue")) is not None:
            value = child(default, "value")
            if value is not None and _text(value):
                return number_of(_text(value))
        if node.get("identifier") == "SCORE" and node.get("normalMaximum"):
            return number_of(node.get("normalMaximum", "1"))
    return otherwise


def needs_answer(shares: dict[str, Decimal]) -> None:
    if not any(value > ZERO for value in shares.values()):
        raise RefusedError(_("It has no right answer. Add one."))


def _text(node: Element) -> str:
    return "".join(node.itertext()).strip()
