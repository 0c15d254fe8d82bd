"""Whether a completion rule holds: pure, on plain values, so that every case can be tabled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FIVE_PLACES = Decimal("0.00001")


@dataclass(frozen=True)
class Condition:
    """What a rule asks: `materials`, or `quiz:<page id>`, with a target in percent; 0 asks that a test be done. What is
    done or not, such as a tick by hand, has 100."""

    key: str
    target: Decimal
    is_test: bool = False
    gates_materials: bool = False

    @property
    def is_scored(self) -> bool:
        """A test that is only to be done, such as a pre-test, is not passed; its score is no part of the final one."""
        return self.is_test and self.target > 0


@dataclass(frozen=True)
class Result:
    """What a participant reached, and the target it was judged by then."""

    value: Decimal
    target: Decimal
    met: bool


@dataclass(frozen=True)
class Verdict:
    met: bool
    passed_test: bool
    score: Decimal | None


def holds(condition: Condition, result: Result | None) -> bool:
    """The value decides; a result that its own app called met stands as long as the target has not been raised."""
    if result is None:
        return False
    return _meets(condition.target, result)


def _meets(target: Decimal, result: Result) -> bool:
    return result.value >= target or (result.met and result.target >= target)


def kept_result(before: Result | None, now: Result, *, has_completed: bool) -> Result:
    """What stays on record. Once a completion rests on it, what was met stays met: what would not meet the target of
    then is not taken over."""
    if has_completed and before is not None and is_poorer(before, now):
        return before
    return now


def is_poorer(before: Result, now: Result) -> bool:
    """Met by the target of then, and not met any more by that target, whatever is asked now."""
    return before.met and not _meets(before.target, now)


def settled(condition: Condition, result: Result) -> Result:
    """A result on which a completion comes to rest: met, by the target that was asked."""
    if result.value >= condition.target:
        return Result(result.value, condition.target, met=True)
    return result


def judge(conditions: Sequence[Condition], results: Mapping[str, Result]) -> Verdict:
    """A rule without conditions is met by nobody: taking part alone completes nothing."""
    tests = [condition for condition in conditions if condition.is_scored]
    scores = [results[test.key].value for test in tests if test.key in results]
    return Verdict(
        met=bool(conditions) and all(holds(condition, results.get(condition.key)) for condition in conditions),
        passed_test=bool(tests),
        score=_mean(scores) if tests and len(scores) == len(tests) else None,
    )


def share(part: int, whole: int) -> Decimal:
    """`part` of `whole` in percent; of nothing there is nothing to do, and nobody is done by that."""
    if whole == 0:
        return Decimal(0)
    return (Decimal(100) * part / whole).quantize(FIVE_PLACES, ROUND_HALF_UP)


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(FIVE_PLACES, ROUND_HALF_UP)
