from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format


def figure(value: Decimal | int | str) -> str:
    """As the reader's language writes it, with the decimals that it needs and no more: 2, 7,5, 1,33."""
    return number_format(f"{Decimal(value).normalize():f}", use_l10n=True)
