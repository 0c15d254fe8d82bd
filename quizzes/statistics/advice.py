"""What the figures of an item mean, in plain words, the most urgent first."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from quizzes.statistics.figures import Undefined
from quizzes.statistics.items import ItemFigures

HIDDEN_BELOW, INDICATIVE_BELOW = 10, 30
TOO_EASY, TOO_HARD = 0.9, 0.2
WEAK, GOOD = 20, 30
MUCH_MORE, MUCH_LESS = 1.5, 0.5


class Trust(StrEnum):
    TOO_FEW = "too_few"  # figures of single people, not of an item: not shown to anybody
    INDICATIVE = "indicative"
    SOUND = "sound"


def trust_in(attempts: int) -> Trust:
    if attempts < HIDDEN_BELOW:
        return Trust.TOO_FEW
    return Trust.INDICATIVE if attempts < INDICATIVE_BELOW else Trust.SOUND


def advice_on(item: ItemFigures, attempts: int) -> list[str]:
    """Nothing below ten attempts, where chance says more than the item."""
    if trust_in(attempts) == Trust.TOO_FEW:
        return []
    if isinstance(item.facility, Undefined):
        return [_("The item is worth 0 marks and says nothing about anybody.")]
    if item.sd == 0.0:
        return [_same_for_all(item.facility)]
    found = []
    index = item.discrimination_index
    if not isinstance(index, Undefined):
        if index < 0:
            found.append(_("Those who do well otherwise do worse here: check the key and the wording first."))
        elif index < WEAK and TOO_HARD <= item.facility <= TOO_EASY:
            found.append(_("It hardly tells strong from weak participants: is more than one answer defensible?"))
    if item.facility > TOO_EASY:
        found.append(_("Very easy: keep it as a warm-up or where everybody must know it, else make it harder."))
    elif item.facility < TOO_HARD:
        found.append(_("Very hard: was it taught, is it worded clearly, is the key right?"))
    found += _advice_on_weight(item)
    return found or [_praise(index)]


def _same_for_all(facility: float) -> str:
    if facility >= 1:
        return _("Everybody has it right: it tells nobody apart.")
    if facility <= 0:
        return _("Nobody has it right: check the key, then whether it was taught.")
    return _("Everybody has the same mark: it tells nobody apart.")


def _advice_on_weight(item: ItemFigures) -> list[str]:
    effective, intended = item.effective_weight, item.intended_weight
    if isinstance(effective, Undefined) or isinstance(intended, Undefined) or not intended:
        return []
    if effective > MUCH_MORE * intended:
        return [_("It decides much more of the total than its marks say.")]
    if effective < MUCH_LESS * intended:
        return [_("It decides much less of the total than its marks say.")]
    return []


def _praise(index: float | Undefined) -> str:
    if not isinstance(index, Undefined) and index >= GOOD:
        return _("Works well.")
    return _("Nothing stands out.")
