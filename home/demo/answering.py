"""Who knows what in the demo: some questions are harder than others, and one is unfair to those who know most."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

# Of the post-test: a second option can be defended, and good participants choose it. A correction accepts it later.
UNFAIR_SLOT = 5
LUCK = 0.8  # of what makes somebody know a question, beside how easy it is
STRONG_FROM = 16
TEMPTED = 0.6

Something = TypeVar("Something")


def known_slots(slots: Sequence[int], right: int, chance: Random, *, has_unfair: bool = False) -> set[int]:
    """The easiest ones, with some luck; exactly as many as the story says."""
    ranked = sorted(slots, key=lambda slot: _hardness(slot) + LUCK * chance.random())
    known = set(ranked[:right])
    is_tempted = right >= STRONG_FROM and chance.random() < TEMPTED
    if has_unfair and is_tempted and UNFAIR_SLOT in known and len(known) < len(slots):
        spare = next(slot for slot in ranked if slot not in known)
        known = known - {UNFAIR_SLOT} | {spare}
    return known


def _hardness(slot: int) -> float:
    return Random(f"soal {slot}").random()  # noqa: S311  the same story at every loading, no secret


def tempting(wrong: Sequence[Something], chance: Random, *, is_unfair: bool = False) -> Something:
    """A wrong answer: the first one tempts most; of the unfair question it is the one that can be defended."""
    if is_unfair:
        return wrong[0]
    return chance.choices(wrong, weights=[5, 3, *[2] * len(wrong)][: len(wrong)])[0]
