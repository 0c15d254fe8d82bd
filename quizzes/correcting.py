"""What a correction makes of an answer and of a score. Pure: the same correction comes to the same for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from quizzes.choices import MARKED_BY_PEOPLE, QuestionType, RegradeAction
from quizzes.items import Item, Numeric, item_from_parts
from quizzes.items.fractions import ONE, ZERO

CHOSEN = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE})
WRITTEN = frozenset({QuestionType.SHORT_TEXT, QuestionType.NUMERIC})
MOST_DIGITS = 60
AS_GOOD_AS_NONE = Decimal("1E-30")  # around a number of another unit that never ends as a decimal
WITHOUT_MARKERS = frozenset({RegradeAction.DROP, RegradeAction.FULL_MARKS})
KEY_ACTIONS = frozenset({RegradeAction.APPLY_KEY, RegradeAction.ACCEPT})


def actions_for(kind: QuestionType) -> list[RegradeAction]:
    """People's marks are no matter of a key; further answers can be named where an answer is one text or option."""
    if kind in MARKED_BY_PEOPLE:
        return [RegradeAction.DROP, RegradeAction.FULL_MARKS]
    if kind in CHOSEN | WRITTEN:
        return list(RegradeAction)
    return [action for action in RegradeAction if action != RegradeAction.ACCEPT]


@dataclass(frozen=True)
class Correction:
    """`accepted`: keys of options, or texts. `body` and `key`: the question as it stands now, for the key to apply."""

    action: RegradeAction
    accepted: tuple[str, ...] = ()
    body: Mapping[str, Any] | None = None
    key: Mapping[str, Any] | None = None

    def fraction(self, body: Mapping[str, Any], key: Mapping[str, Any], value: Sequence[str] | None) -> Decimal | None:
        """What the answer to the question as it was asked earns now; None where the question is dropped."""
        if self.action == RegradeAction.DROP:
            return None
        if self.action == RegradeAction.FULL_MARKS:
            return ONE
        if self.action == RegradeAction.ACCEPT:
            return self._accepting(body, key, value)
        # Parts keep their keys from version to version, so an answer to the old body is one to the new.
        return item_from_parts(self.body or body, self.key or key).mark(value).fraction or ZERO

    def _accepting(self, body: Mapping[str, Any], key: Mapping[str, Any], value: Sequence[str] | None) -> Decimal:
        item, kind = item_from_parts(body, key), QuestionType(body["type"])
        before = item.mark(value).fraction or ZERO
        if kind == QuestionType.MULTIPLE:
            # What is accepted beside the right options costs nothing any more, ticked or not.
            right = set(item.best_value() or ())
            kept = [option for option in value or () if option in right or option not in self.accepted]
            return max(before, item.mark(kept).fraction or ZERO)
        wider = item_from_parts(body, accepting_key(body, key, self.accepted))
        return max(before, wider.mark(value).fraction or ZERO)


def accepting_key(body: Mapping[str, Any], key: Mapping[str, Any], accepted: Sequence[str]) -> dict[str, Any]:
    """The key with further answers that earn the full marks."""
    if body["type"] in CHOSEN:
        known = key["fractions"]
        return {**key, "fractions": {**known, **{name: "1" for name in accepted if name in known}}}
    item = item_from_parts(body, key)
    return {**key, "answers": [*key["answers"], *(row for text in accepted if (row := _answer(item, text)))]}


def unreadable(body: Mapping[str, Any], key: Mapping[str, Any], accepted: Sequence[str]) -> list[str]:
    """Those of the accepted answers that the question could not read, so that nobody's would be accepted by them."""
    item = item_from_parts(body, key)
    return [text for text in accepted if isinstance(item, Numeric) and item.number_meant(text) is None]


def _answer(item: Item, text: str) -> dict[str, str] | None:
    if not isinstance(item, Numeric):
        return {"pattern": text.replace("*", r"\*"), "fraction": "1", "feedback": ""}
    number = item.number_meant(text)
    if number is None:
        return None
    with localcontext(prec=MOST_DIGITS):
        value = Decimal(number.numerator) / Decimal(number.denominator)
    width = ZERO if Fraction(value) == number else AS_GOOD_AS_NONE
    return {"value": f"{value:f}", "tolerance": f"{width:f}", "kind": "absolute", "fraction": "1", "feedback": ""}


@dataclass(frozen=True)
class Score:
    """Shares and marks by slot; what was dropped counts neither as reached nor as reachable."""

    fractions: Mapping[int, Decimal]
    marks: Mapping[int, Decimal]
    maximum: Decimal
    dropped: frozenset[int] = frozenset()

    @property
    def points(self) -> Decimal:
        counted = (slot for slot in self.fractions if slot not in self.dropped)
        return sum((self.fractions[slot] * self.marks[slot] for slot in counted), ZERO)

    def after(self, slot: int, fraction: Decimal | None) -> Score:
        """None drops the question; a fraction counts one that was dropped again."""
        was_dropped, mark = slot in self.dropped, self.marks[slot]
        if fraction is None:
            return self if was_dropped else replace(self, dropped=self.dropped | {slot}, maximum=self.maximum - mark)
        return replace(
            self,
            fractions={**self.fractions, slot: fraction},
            dropped=self.dropped - {slot},
            maximum=self.maximum + mark if was_dropped else self.maximum,
        )

    def is_poorer_than(self, other: Score) -> bool:
        """By the share of what can be reached, multiplied out."""
        return self.points * other.maximum < other.points * self.maximum


def corrected_score(score: Score, slot: int, fraction: Decimal | None, *, upward_only: bool) -> Score:
    """The score with the correction; as it was where it would fall and may not, or where nothing would be left."""
    new = score.after(slot, fraction)
    if new.maximum <= ZERO or (upward_only and new.is_poorer_than(score)):
        return score
    return new


def shares_without_markers(corrections: Sequence[Mapping[str, Any]], slots: Iterable[int]) -> dict[int, Decimal]:
    """Those of an attempt's slots that nobody has to mark any more, with what an answer that nobody has marked brings
    into the correction: all where everybody gets the full marks, nothing where the question is dropped, so that
    dropping it is the better of the two. Where nothing else would be left, what was dropped is marked all the same."""
    latest = {row["slot"]: row["action"] for row in corrections if row["action"] in WITHOUT_MARKERS}
    shares = {slot: ONE if action == RegradeAction.FULL_MARKS else ZERO for slot, action in latest.items()}
    is_left = any(shares.get(slot) != ZERO for slot in slots)
    return {slot: share for slot, share in shares.items() if is_left or share != ZERO}


def with_outcome(entry: Mapping[str, Any], *, is_dropped: bool) -> dict[str, Any]:
    """The entry of a correction that holds for an attempt: `spared` where its question goes on as it did before,
    counting or not, since the score would have fallen."""
    kept = {name: value for name, value in entry.items() if name != "spared"}
    is_spared = is_dropped != (entry["action"] == RegradeAction.DROP)
    return {**kept, "spared": True} if is_spared else kept


def shown_key(correction: Correction, body: Mapping[str, Any], key: Mapping[str, Any]) -> Mapping[str, Any]:
    """The key as a corrected question shows it, for the body as it was asked: where its parts are no longer the same,
    the one that it had."""
    kind = QuestionType(body["type"])
    if correction.action == RegradeAction.ACCEPT and kind != QuestionType.MULTIPLE:
        return accepting_key(body, key, correction.accepted)
    new_body, new_key = correction.body, correction.key
    if correction.action == RegradeAction.APPLY_KEY and new_body and new_key and _parts(new_body) == _parts(body):
        return new_key
    return key


def _parts(body: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("options", "statements", "prompts", "choices", "parts", "gaps")
    return body["type"], *({row["key"] for row in body.get(name, ())} for name in names)


def dropped_slots(corrections: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """Of several corrections of a slot the latest stands, unless it spared the attempt."""
    latest = {row["slot"]: row["action"] for row in corrections if not row.get("spared")}
    return frozenset(slot for slot, action in latest.items() if action == RegradeAction.DROP)
