"""What an evaluation asks, when it is open, and what its counts say: pure."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.choices import EvaluationOpening, EvaluationQuestionKind, EvaluationSection

DEFAULT = Path(__file__).parent / "default_instrument.toml"
SMALLEST_GROUP = 5
LONGEST_REMARK = 2000
LONGEST_OPENING = 90
WORDS: dict[int, tuple[str | Promise, ...]] = {
    4: (_("Poor"), _("Fair"), _("Good"), _("Very good")),
    5: (_("Very poor"), _("Poor"), _("Fair"), _("Good"), _("Very good")),
}
LAST_MINUTE = time(23, 59)
TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Question:
    """`order` names it within its version."""

    order: int
    section: str
    kind: str
    text: str
    required: bool = True

    @property
    def is_open(self) -> bool:
        return self.kind == EvaluationQuestionKind.OPEN


@dataclass(frozen=True)
class Instrument:
    """A version as it is asked; `number` is 0 while the course has none of its own."""

    number: int = 0
    points: int = 5
    opens: str = EvaluationOpening.FIRST_SESSION
    open_days: int = 14
    minimum_group: int = SMALLEST_GROUP
    questions: Sequence[Question] = field(default_factory=tuple)

    def of(self, section: str) -> list[Question]:
        return [question for question in self.questions if question.section == section]

    def fingerprint(self, section: str) -> str:
        """Of what is asked there: the same as long as an answer means the same."""
        asked = repr([(one.order, one.kind, one.text, one.required) for one in self.of(section)])
        return hashlib.sha256(f"{self.points}{asked}".encode()).hexdigest()[:16]

    @property
    def scale(self) -> list[tuple[int, str | Promise]]:
        return list(enumerate(WORDS[self.points], start=1))

    @property
    def asks(self) -> tuple[object, ...]:
        """What makes one version differ from another."""
        return (self.points, self.opens, self.open_days, self.minimum_group, tuple(self.questions))


@cache
def default_instrument() -> Instrument:
    rows = tomllib.loads(DEFAULT.read_text("utf-8"))["question"]
    questions = []
    for order, row in enumerate(rows, start=1):
        kind = row.get("kind", EvaluationQuestionKind.SCALE.value)
        required = kind == EvaluationQuestionKind.SCALE
        questions.append(Question(order, EvaluationSection(row["section"]).value, kind, row["text"], required))
    return Instrument(questions=tuple(questions))


@dataclass(frozen=True)
class Window:
    """When answers are taken; `opens_at` is None while no session stands in the timetable."""

    opens_at: datetime | None
    closes_at: datetime

    def is_open(self, moment: datetime) -> bool:
        return self.opens_at is not None and self.opens_at <= moment < self.closes_at

    def is_over(self, moment: datetime) -> bool:
        return moment >= self.closes_at


def window_of(opens: str, open_days: int, *, last_day: date, zone: str, first_held: datetime | None) -> Window:
    """`first_held` is when the first session ended or will end. Days are those of the batch's zone."""
    there = ZoneInfo(zone)
    closes_at = datetime.combine(last_day + timedelta(days=open_days), LAST_MINUTE, there)
    if opens == EvaluationOpening.LAST_DAY:
        return Window(datetime.combine(last_day, time(0), there), closes_at)
    return Window(first_held, closes_at)


@dataclass(frozen=True)
class Spread:
    """How many gave each answer on the scale, from the lowest up."""

    counts: tuple[int, ...]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @cached_property
    def mean(self) -> Decimal | None:
        if not self.number:
            return None
        total = sum(value * count for value, count in enumerate(self.counts, start=1))
        return (Decimal(total) / self.number).quantize(TWO_PLACES, ROUND_HALF_UP)


def spread(points: int, counts: Mapping[int, int]) -> Spread:
    return Spread(tuple(counts.get(value, 0) for value in range(1, points + 1)))


def mean_of(means: Sequence[Decimal]) -> Decimal | None:
    """Of the means of questions that are shown: one that is hidden must not follow from it."""
    return (sum(means, Decimal(0)) / len(means)).quantize(TWO_PLACES, ROUND_HALF_UP) if means else None
