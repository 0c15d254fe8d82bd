"""Rows that are written once: whoever points at them finds the same content for ever."""

from typing import Any, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)


class FrozenRowError(Exception):
    """Code tried to change a row that is written once."""


class FrozenQuerySet(models.QuerySet[Row]):
    def update(self, **_values: Any) -> NoReturn:
        raise FrozenRowError(f"{self.model._meta.label} rows are written once and never changed")


class Frozen(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenRowError(f"{self._meta.label} rows are written once and never changed")
        super().save(*args, **kwargs)
