"""The rules of one quiz version, frozen with it, and what they mean. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quizzes.choices import Counting, LatePolicy, Paging, Practice, Purpose, ReviewMoment, ReviewPart
from quizzes.items.fractions import ZERO, plain

JUST_AFTER = timedelta(minutes=15)

ReviewMatrix = Mapping[ReviewMoment, frozenset[ReviewPart]]

DEFAULT_REVIEW: dict[str, list[str]] = {
    ReviewMoment.DURING.value: ["answers", "right_wrong", "marks", "feedback"],
    ReviewMoment.JUST_AFTER.value: ["answers", "right_wrong", "marks", "feedback"],
    ReviewMoment.WHILE_OPEN.value: ["answers", "marks"],
    ReviewMoment.AFTER_CLOSE.value: ["answers", "right_wrong", "marks", "feedback", "key"],
}
DEFAULT_DURING = DEFAULT_REVIEW[ReviewMoment.DURING.value]


@dataclass(frozen=True)
class Policies:
    purpose: Purpose = Purpose.POST_TEST
    time_limit_minutes: int | None = None
    late_policy: LatePolicy = LatePolicy.FULL_TIME
    attempts_allowed: int = 1  # 0 means as many as one likes
    wait_minutes: int = 0
    outage_minutes: int = 15
    counting: Counting = Counting.BEST
    pass_mark: Decimal = Decimal(70)
    shuffle_questions: bool = True
    shuffle_options: bool = True
    paging: Paging = Paging.ONE
    practice: Practice = Practice.NONE
    honesty_statement: str = ""  # asked for at the start of an attempt that counts; none where it is empty
    holds_results: bool = False
    review: ReviewMatrix = field(default_factory=lambda: review_from_json(DEFAULT_REVIEW))

    @property
    def target(self) -> Decimal:
        """What a course asks of a participant, in percent. A pre-test shows where somebody stands: once handed in it is
        done, whatever pass mark its author left there."""
        return ZERO if self.purpose == Purpose.PRE_TEST else self.pass_mark

    @property
    def withholds(self) -> bool:
        """Whether a result is kept back until an organiser publishes it. That of a pre-test decides nothing, and opens
        the materials: it is never kept back."""
        return self.holds_results and self.purpose != Purpose.PRE_TEST

    @property
    def honesty_mark(self) -> str:
        """Which words a start agrees to: a page that shows other words than these has another mark."""
        return hashlib.sha256(self.honesty_statement.encode()).hexdigest()[:16] if self.honesty_statement else ""

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        for name in ("purpose", "late_policy", "counting"):
            data[name] = str(data[name].value)
        # What came later is left out where it says nothing: the same rules freeze as the same version.
        if data.pop("paging") != Paging.ONE:
            data["paging"] = str(self.paging.value)
        if data.pop("practice") != Practice.NONE:
            data["practice"] = str(self.practice.value)
        if not data["holds_results"]:
            del data["holds_results"]
        if not data["honesty_statement"]:
            del data["honesty_statement"]
        data["pass_mark"] = plain(Decimal(self.pass_mark))
        data["review"] = review_to_json(self.review)
        if data["review"][ReviewMoment.DURING.value] == DEFAULT_DURING:
            del data["review"][ReviewMoment.DURING.value]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Policies":
        return cls(
            purpose=Purpose(data["purpose"]),
            time_limit_minutes=data["time_limit_minutes"],
            late_policy=LatePolicy(data["late_policy"]),
            attempts_allowed=data["attempts_allowed"],
            wait_minutes=data["wait_minutes"],
            outage_minutes=data.get("outage_minutes", 15),  # what was frozen before there was such a rule
            counting=Counting(data["counting"]),
            pass_mark=Decimal(data["pass_mark"]),
            shuffle_questions=data["shuffle_questions"],
            shuffle_options=data["shuffle_options"],
            paging=Paging(data.get("paging", Paging.ONE)),
            practice=Practice(data.get("practice", Practice.NONE)),
            honesty_statement=data.get("honesty_statement", ""),
            holds_results=data.get("holds_results", False),
            review=review_from_json({ReviewMoment.DURING.value: DEFAULT_DURING, **data["review"]}),
        )


def review_from_json(data: Mapping[str, Sequence[str]]) -> dict[ReviewMoment, frozenset[ReviewPart]]:
    return {moment: frozenset(ReviewPart(part) for part in data.get(moment.value, ())) for moment in ReviewMoment}


def review_to_json(matrix: ReviewMatrix) -> dict[str, list[str]]:
    return {
        moment.value: [part.value for part in ReviewPart if part in matrix.get(moment, frozenset())]
        for moment in ReviewMoment
    }


def review_moment(*, submitted_at: datetime, closes_at: datetime | None, moment: datetime) -> ReviewMoment:
    """Just after comes first, so that somebody who submits at the last minute sees what the others saw."""
    if moment < submitted_at + JUST_AFTER:
        return ReviewMoment.JUST_AFTER
    if closes_at is None or moment < closes_at:
        return ReviewMoment.WHILE_OPEN
    return ReviewMoment.AFTER_CLOSE


def counted_percent(counting: Counting, percents: Sequence[Decimal | None]) -> Decimal | None:
    """The one figure that several finished attempts, in their order, come to; nothing where there is none.

    None is one that is still to be marked or published. The best so far counts without it; any other rule that asks
    for it comes to nothing yet, since with a part of them somebody would pass who has not.
    """
    known = [one for one in percents if one is not None]
    if not known:
        return None
    if counting == Counting.BEST:
        return max(known)
    if counting == Counting.LAST:
        return percents[-1]
    if counting == Counting.FIRST:
        return percents[0]
    return sum(known, ZERO) / len(known) if len(known) == len(percents) else None
