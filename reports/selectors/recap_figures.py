"""What figures of a recap are in a query."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Value

PERCENT: DecimalField[Any, Decimal] = DecimalField(max_digits=14, decimal_places=5)


def nothing() -> Value:
    """A figure that nobody has."""
    return Value(None, output_field=PERCENT)
