"""What people learnt between two tests: as a whole, by pairs of questions, by topic. Pure: marks in, figures out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from quizzes.grading import percent
from quizzes.items.fractions import ZERO
from quizzes.statistics import Figure, GainFigures, gain_between
from quizzes.statistics.gain import normalised_gain

Shares = Mapping[str, Decimal]
"""What somebody reached of each item, by its name."""
Worth = Mapping[str, Decimal]


@dataclass(frozen=True)
class Side:
    """One of the two tests: marks by item, and of each person the shares that were reached."""

    worth: Worth
    people: Mapping[int, Shares]


@dataclass(frozen=True)
class Gain:
    """In percent, of `people` who had questions of it on both sides."""

    name: str
    other: str
    people: int
    before: Decimal
    after: Decimal
    gain: Figure
    questions: int = 1


@dataclass(frozen=True)
class Gains:
    figures: GainFigures
    pairs: list[Gain]
    topics: list[Gain]


def reached(shares: Shares, worth: Worth, items: Iterable[str] | None = None) -> Decimal | None:
    """Percent of what the items could bring; None where the person had none of them."""
    had = [name for name in (shares if items is None else items) if name in shares and name in worth]
    most = sum((worth[name] for name in had), ZERO)
    return percent(sum((shares[name] * worth[name] for name in had), ZERO), most) if most else None


def gains_between(before: Side, after: Side, pairs: Sequence[tuple[str, str]], topics: Mapping[str, str]) -> Gains:
    """`topics`: by item, of either test; an item without one is in no topic."""
    whole = gain_between(_percents(before), _percents(after))
    return Gains(
        whole,
        [gain for pair in pairs if (gain := _gain(pair[0], pair[1], before, after, [pair[0]], [pair[1]]))],
        topic_gains(before, after, topics),
    )


def topic_gains(before: Side, after: Side, topics: Mapping[str, str]) -> list[Gain]:
    of_before, of_after = _by_topic(before, topics), _by_topic(after, topics)
    found = [
        _gain(topic, topic, before, after, of_before[topic], of_after[topic])
        for topic in sorted(of_before)
        if topic in of_after
    ]
    return [gain for gain in found if gain is not None]


def _percents(side: Side) -> dict[object, Decimal]:
    found = {person: reached(shares, side.worth) for person, shares in side.people.items()}
    return {person: share for person, share in found.items() if share is not None}


def _by_topic(side: Side, topics: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in side.worth:
        if topic := topics.get(name, ""):
            found[topic].append(name)
    return found


def _gain(
    name: str, other: str, before: Side, after: Side, items_before: Sequence[str], items_after: Sequence[str]
) -> Gain | None:
    both = []
    for person, shares in before.people.items():
        first = reached(shares, before.worth, items_before)
        second = reached(after.people.get(person, {}), after.worth, items_after)
        if first is not None and second is not None:
            both.append((first, second))
    if not both:
        return None
    means = [sum((pair[side] for pair in both), ZERO) / len(both) for side in (0, 1)]
    gain = normalised_gain(Fraction(means[0]), Fraction(means[1]))
    return Gain(name, other, len(both), means[0], means[1], gain, max(len(items_before), len(items_after)))
