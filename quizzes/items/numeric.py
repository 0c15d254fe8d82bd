"""A number, within a tolerance, with or without a unit. Comparisons are exact: ratios of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import BLANK, INVALID, Item, Marked, Problem, State, state_of
from quizzes.items.fractions import ONE, ZERO, clamped, plain, share
from quizzes.items.numbers import Reading, read_number

DECORATION = {"", "Rp", "%"}


class Tolerance(StrEnum):
    ABSOLUTE = "absolute"  # answer ± tolerance
    RELATIVE = "relative"  # answer ± tolerance × |answer|
    GEOMETRIC = "geometric"  # from answer ÷ (1 + tolerance) to answer × (1 + tolerance)


class UnitRule(StrEnum):
    NONE = "none"  # the number alone; only Rp and % may stand with it
    IGNORED = "ignored"  # whatever unit is written, the number counts
    REQUIRED = "required"  # a known unit must be there; the number is converted


@dataclass(frozen=True, kw_only=True)
class NumericAnswer:
    value: Decimal
    tolerance: Decimal = ZERO
    kind: Tolerance = Tolerance.ABSOLUTE
    fraction: Decimal = ONE
    feedback: str = ""

    def takes(self, number: Fraction) -> bool:
        """Bounds are inclusive."""
        value, width = Fraction(self.value), abs(Fraction(self.tolerance))
        if self.kind == Tolerance.GEOMETRIC:
            low, high = sorted((value / (1 + width), value * (1 + width)))
            return low <= number <= high
        if self.kind == Tolerance.RELATIVE:
            width *= abs(value)
        return abs(number - value) <= width


@dataclass(frozen=True, kw_only=True)
class Unit:
    """`factor` of these are one base unit: with metres as the base, 100 for centimetres."""

    name: str
    factor: Decimal = ONE


@dataclass(frozen=True, kw_only=True)
class Numeric(Item):
    """Of several answers that fit, the best one counts. `unit_penalty`: what a missing or unknown unit takes away of
    the credit where one is required. `otherwise`: what is said where no answer fits."""

    answers: tuple[NumericAnswer, ...] = ()
    unit_rule: UnitRule = UnitRule.NONE
    units: tuple[Unit, ...] = ()
    unit_penalty: Decimal = ONE
    otherwise: str = ""

    type: ClassVar[QuestionType] = QuestionType.NUMERIC

    def best_value(self) -> list[str]:
        best = max(self.answers, key=lambda answer: answer.fraction)
        text = plain(best.value).replace(".", ",")
        if self.unit_rule != UnitRule.REQUIRED:
            return [text]
        base = next((unit for unit in self.units if unit.factor == ONE), self.units[0])
        if base.factor != ONE:
            text = _exact(Fraction(best.value) * Fraction(base.factor))
        return [text, base.name]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        if not value[0].strip():
            return BLANK
        read = read_number(value[0])
        if read is None or len(value) > 2:
            return INVALID
        if len(value) == 2 and value[1].strip():
            if read.unit:
                return INVALID
            read = Reading(read.value, value[1].strip())
        if self.unit_rule == UnitRule.NONE and read.unit not in DECORATION:
            return INVALID
        return self._compared(read)

    def _compared(self, read: Reading) -> Marked:
        number, credit = Fraction(read.value), ONE
        if self.unit_rule == UnitRule.REQUIRED:
            unit = self.unit_called(read.unit)
            if unit is None:
                credit = clamped(ONE - self.unit_penalty)
            else:
                number /= Fraction(unit.factor)
        reading = f"{plain(read.value)} {read.unit}".strip()
        fitting = [answer for answer in self.answers if answer.takes(number)]
        if not fitting:
            return Marked(ZERO, State.WRONG, reading, (self.otherwise,) if self.otherwise else ())
        best = max(fitting, key=lambda answer: answer.fraction)
        fraction = share(Fraction(clamped(best.fraction)) * Fraction(credit))
        said = [best.feedback] if best.feedback else []
        if credit != ONE:
            said.append(_("The unit is missing or not known here."))
        return Marked(fraction, state_of(fraction), reading, tuple(said))

    def number_meant(self, text: str) -> Fraction | None:
        """An answer as somebody names it, in the base unit; None where it is no number, or its unit is unknown."""
        read = read_number(text)
        if read is None or (self.unit_rule == UnitRule.NONE and read.unit not in DECORATION):
            return None
        if self.unit_rule != UnitRule.REQUIRED or not read.unit:
            return Fraction(read.value)
        unit = self.unit_called(read.unit)
        return None if unit is None else Fraction(read.value) / Fraction(unit.factor)

    def unit_called(self, name: str) -> Unit | None:
        """As written; else without regard to capitals, where only one can be meant (mW is not MW)."""
        name = " ".join(name.split())
        exact = [unit for unit in self.units if unit.name == name]
        loose = [unit for unit in self.units if unit.name.casefold() == name.casefold()]
        if exact:
            return exact[0]
        return loose[0] if len(loose) == 1 else None

    def _problems(self) -> list[Problem]:
        found = []
        if not any(clamped(answer.fraction) == ONE for answer in self.answers):
            found.append(Problem("no_full_answer", _("No answer earns the full marks.")))
        if any(answer.tolerance < ZERO for answer in self.answers):
            found.append(Problem("bad_tolerance", _("A tolerance cannot be below 0.")))
        if self.unit_rule == UnitRule.REQUIRED and not self.units:
            found.append(Problem("no_unit", _("A unit is required, and none is listed.")))
        names = [unit.name for unit in self.units]
        if len(set(names)) < len(names) or any(unit.factor <= ZERO or not unit.name.strip() for unit in self.units):
            found.append(Problem("bad_unit", _("Each unit needs a name of its own and a factor above 0.")))
        elif not found and self.mark(self.best_value()).fraction != ONE:
            sentence = _("The best answer, written out, does not earn the full marks: check the numbers and units.")
            found.append(Problem("best_is_not_one", sentence))
        return found

    def advice(self) -> list[str]:
        if any(not answer.tolerance and answer.value != answer.value.to_integral_value() for answer in self.answers):
            return [_("An answer with decimals has no tolerance: whoever rounds differently is marked wrong.")]
        return []

    def _body(self) -> dict[str, Any]:
        units = [unit.name for unit in self.units] if self.unit_rule == UnitRule.REQUIRED else []
        return {"unit_rule": str(self.unit_rule.value), "units": units}

    def _key(self) -> dict[str, Any]:
        return {
            "answers": [
                {
                    "value": plain(answer.value),
                    "tolerance": plain(answer.tolerance),
                    "kind": str(answer.kind.value),
                    "fraction": plain(answer.fraction),
                    "feedback": answer.feedback,
                }
                for answer in self.answers
            ],
            "units": [{"name": unit.name, "factor": plain(unit.factor)} for unit in self.units],
            "unit_penalty": plain(self.unit_penalty),
            "otherwise": self.otherwise,
        }

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "answers": tuple(
                NumericAnswer(
                    value=Decimal(row["value"]),
                    tolerance=Decimal(row["tolerance"]),
                    kind=Tolerance(row["kind"]),
                    fraction=Decimal(row["fraction"]),
                    feedback=row["feedback"],
                )
                for row in key["answers"]
            ),
            "unit_rule": UnitRule(body["unit_rule"]),
            "units": tuple(Unit(name=row["name"], factor=Decimal(row["factor"])) for row in key["units"]),
            "unit_penalty": Decimal(key["unit_penalty"]),
            "otherwise": key["otherwise"],
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: Sequence[str]) -> bool:
        return len(value) <= 2


def _exact(value: Fraction) -> str:
    """As a decimal text; forty digits behind the comma where it never ends."""
    whole = value * 10**40
    return plain(Decimal((0 if whole >= 0 else 1, tuple(map(int, str(abs(round(whole))))), -40))).replace(".", ",")
