"""What figures of a recap are in a query."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Value
from django.db.models.functions import Cast

PERCENT: DecimalField[Any, Decimal] = DecimalField(max_digits=14, decimal_places=5)


def nothing() -> Cast:
    """A figure that nobody has; PostgreSQL would take a bare NULL for a text."""
    return Cast(Value(None), output_field=PERCENT)
