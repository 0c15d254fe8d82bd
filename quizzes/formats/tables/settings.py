"""The column of settings: `shuffle=no; last=D; marking=all_or_nothing`, for what few questions need."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats.findings import RefusedError
from quizzes.formats.numbers import number_of
from quizzes.formats.tables.columns import number_of_letter
from quizzes.items import MatchMarking, OrderMarking, UnitRule

YES, NO = {"yes", "ya", "true", "1"}, {"no", "tidak", "false", "0"}


class Settings:
    def __init__(self, written: str) -> None:
        self._values: dict[str, str] = {}
        for part in re.split(r"(?<!\\);", written):
            name, equals, value = part.partition("=")
            if equals:
                self._values[name.strip().lower()] = value.strip().replace("\\;", ";").replace("\\n", "\n")
            elif part.strip():
                self._values[part.strip().lower()] = "yes"
        self._read: set[str] = set()

    @property
    def unread(self) -> list[str]:
        return [name for name in self._values if name not in self._read]

    def text(self, name: str) -> str:
        self._read.add(name)
        return self._values.get(name, "")

    def flag(self, name: str, default: bool) -> bool:
        written = self.text(name).lower()
        if written and written not in YES | NO:
            self._refuse(name, written)
        return written in YES if written else default

    def number(self, name: str, default: Decimal) -> Decimal:
        written = self.text(name)
        return number_of(written) if written else default

    def whole(self, name: str, default: int) -> int:
        written = self.text(name)
        if written and not re.fullmatch(r"\d{1,6}", written):
            self._refuse(name, written)
        return int(written) if written else default

    def span(self, name: str) -> tuple[int, int]:
        written = self.text(name)
        found = re.fullmatch(r"(\d{0,6})-(\d{0,6})", written)
        if written and not found:
            self._refuse(name, written)
        return (int(found[1] or 0), int(found[2] or 0)) if found else (0, 0)

    def places(self, name: str) -> set[int]:
        return {
            number_of_letter(part.strip())
            for part in self.text(name).split(",")
            if re.fullmatch(r"[A-Za-z]{1,2}|\d{1,3}", part.strip())
        }

    def units(self) -> list[tuple[str, Decimal]]:
        """`m, cm:100`: how many of each are one of the first."""
        found = []
        for part in self.text("units").split(","):
            name, colon, factor = part.rpartition(":")
            if part.strip():
                found.append((name.strip(), number_of(factor)) if colon else (part.strip(), Decimal(1)))
        return found

    def unit_rule(self) -> UnitRule:
        written = self.text("unit")
        return (
            UnitRule(self._one_of("unit", written, [str(rule.value) for rule in UnitRule]))
            if written
            else UnitRule.NONE
        )

    def marking(self, default: Marking) -> Marking:
        written = self.text("marking")
        return Marking(self._one_of("marking", written, [str(rule) for rule in Marking.values])) if written else default

    def match_marking(self) -> MatchMarking:
        written = self.text("marking") or "share"
        return MatchMarking(self._one_of("marking", written, [str(rule.value) for rule in MatchMarking]))

    def order_marking(self) -> OrderMarking:
        written = self.text("marking") or "in_place"
        return OrderMarking(self._one_of("marking", written, [str(rule.value) for rule in OrderMarking]))

    def _one_of(self, name: str, written: str, known: list[str]) -> str:
        if written not in known:
            self._refuse(name, written, known)
        return written

    @staticmethod
    def _refuse(name: str, written: str, known: list[str] | None = None) -> None:
        raise RefusedError(
            _("The setting “%(name)s” cannot be “%(value)s”. Possible are: %(known)s.")
            % {"name": name, "value": written[:40], "known": ", ".join(known or ["yes", "no", "1", "10-200"])}
        )
