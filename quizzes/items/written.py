"""What a person must mark: an essay, a file, a drill. A blank one earns nothing and waits for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import TO_MARK, Item, Marked, Problem, has_text
from quizzes.items.fractions import ONE, ZERO, plain, share
from quizzes.items.rubric import Rubric

A_FIFTH = Decimal("0.2")


@dataclass(frozen=True, kw_only=True)
class Written(Item):
    """`threshold`: how far two marks may lie apart, as a share of the whole, before a third person is asked.
    `criteria_shown`: takers read the rubric before they answer; else it is for markers alone."""

    rubric: Rubric = field(default_factory=Rubric)
    markers: int = 1
    threshold: Decimal = A_FIFTH
    notes_for_markers: str = ""
    criteria_shown: bool = False

    def best_value(self) -> None:
        return None

    def _marked(self, value: tuple[str, ...]) -> Marked:
        return TO_MARK

    def _problems(self) -> list[Problem]:
        found = self.rubric.problems()
        if self.markers not in (1, 2) or not ZERO <= self.threshold <= ONE:
            found.append(Problem("bad_markers", _("One or two markers, and a threshold between 0 and 100 %.")))
        return found

    def _body(self) -> dict[str, Any]:
        return {"criteria": self.rubric.to_json()} if self.criteria_shown and self.rubric.criteria else {}

    def _key(self) -> dict[str, Any]:
        return {
            "rubric": self.rubric.to_json(),
            "markers": self.markers,
            "threshold": plain(self.threshold),
            "notes_for_markers": self.notes_for_markers,
            **({"criteria_shown": True} if self.criteria_shown else {}),
        }

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "rubric": Rubric.from_json(key["rubric"]),
            "markers": key["markers"],
            "threshold": Decimal(key["threshold"]),
            "notes_for_markers": key["notes_for_markers"],
            "criteria_shown": key.get("criteria_shown", False),
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        return len(value) == 1


@dataclass(frozen=True, kw_only=True)
class Essay(Written):
    """`least_words` and `most_words` are told to the writer and hinder nobody; 0 means none."""

    lines: int = 10
    least_words: int = 0
    most_words: int = 0
    template: str = ""

    type: ClassVar[QuestionType] = QuestionType.ESSAY

    def _problems(self) -> list[Problem]:
        found = super()._problems()
        if self.most_words and self.least_words > self.most_words:
            found.append(Problem("bad_words", _("The fewest words asked for are more than the most.")))
        return found

    def _body(self) -> dict[str, Any]:
        names = ("lines", "least_words", "most_words", "template")
        return {**{name: getattr(self, name) for name in names}, **super()._body()}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        names = ("lines", "least_words", "most_words", "template")
        return {**super()._own(body, key), **{name: body[name] for name in names}}


@dataclass(frozen=True, kw_only=True)
class Upload(Written):
    """Answered by the identifiers of files. `kinds`: endings without a dot; none means every kind the site takes.
    `most_bytes` of one file; 0 leaves it to the site."""

    most_files: int = 1
    kinds: tuple[str, ...] = ()
    most_bytes: int = 0

    type: ClassVar[QuestionType] = QuestionType.UPLOAD

    def _problems(self) -> list[Problem]:
        few = [Problem("no_files", _("At least one file must be allowed."))] if self.most_files < 1 else []
        return few + super()._problems()

    def _body(self) -> dict[str, Any]:
        own: dict[str, Any] = {"most_files": self.most_files, "kinds": list(self.kinds)}
        return {**own, **({"most_bytes": self.most_bytes} if self.most_bytes else {}), **super()._body()}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        own = {"most_files": body["most_files"], "kinds": tuple(body["kinds"])}
        return {**super()._own(body, key), **own, "most_bytes": body.get("most_bytes", 0)}

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        return len(set(value)) == len(value) and len(value) <= int(body["most_files"])


@dataclass(frozen=True, kw_only=True)
class Drill(Written):
    """A scenario and a clock. The stem is read before the start; the scenario is no part of the body, since reading it
    starts the clock. `speed_points` beside the rubric's points are given by the clock."""

    scenario: str = ""
    target_seconds: int = 120
    limit_seconds: int = 600
    speed_points: Decimal = ZERO

    type: ClassVar[QuestionType] = QuestionType.DRILL

    def speed(self, seconds: Decimal) -> Decimal:
        """Full up to the target, falling in a straight line to nothing at the limit."""
        if seconds <= self.target_seconds:
            return ONE
        if seconds >= self.limit_seconds:
            return ZERO
        return share((self.limit_seconds - Fraction(seconds)) / (self.limit_seconds - self.target_seconds))

    def fraction(self, *, seconds: Decimal, rubric: Decimal) -> Decimal:
        """The clock's part and the markers' part, by their points."""
        by_clock, by_people = Fraction(self.speed_points), Fraction(self.rubric.maximum)
        if by_clock + by_people <= 0:
            return ZERO
        earned = by_clock * Fraction(self.speed(seconds)) + by_people * Fraction(rubric)
        return share(earned / (by_clock + by_people))

    def _problems(self) -> list[Problem]:
        found = super()._problems()
        if not has_text(self.scenario):
            found.append(Problem("no_scenario", _("The drill has no scenario.")))
        if not 0 <= self.target_seconds < self.limit_seconds:
            found.append(Problem("bad_clock", _("The limit must be longer than the time for full marks.")))
        if self.speed_points < ZERO:
            found.append(Problem("bad_speed", _("Points for speed cannot be below 0.")))
        return found

    def _body(self) -> dict[str, Any]:
        clock = {"target_seconds": self.target_seconds, "limit_seconds": self.limit_seconds}
        return {**clock, **super()._body()}

    def _key(self) -> dict[str, Any]:
        return {**super()._key(), "scenario": self.scenario, "speed_points": plain(self.speed_points)}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **super()._own(body, key),
            "scenario": key["scenario"],
            "target_seconds": body["target_seconds"],
            "limit_seconds": body["limit_seconds"],
            "speed_points": Decimal(key["speed_points"]),
        }
