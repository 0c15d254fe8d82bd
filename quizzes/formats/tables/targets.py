"""Numbers with their tolerances as people write them in a cell: `1500`, `1500 ± 5`, `1500 ± 2 %`, `3..4`."""

from __future__ import annotations

import re
from decimal import Decimal

from quizzes.formats import making
from quizzes.formats.findings import Notes
from quizzes.formats.making import Target
from quizzes.formats.numbers import number_of
from quizzes.items import Tolerance

WIDTH = re.compile(r"(.+?)\s*(?:±|\+/-|\+-)\s*(.+?)(\s*%)?")


def target_of(text: str, share: Decimal, said: str, notes: Notes, *, geometric: bool = False) -> Target:
    found = WIDTH.fullmatch(text.strip())
    if not found:
        return making.target(text, share, said, notes)
    width = abs(number_of(found[2], notes.warn))
    kind = Tolerance.GEOMETRIC if geometric else Tolerance.RELATIVE if found[3] else Tolerance.ABSOLUTE
    return Target(number_of(found[1], notes.warn), width / 100 if found[3] else width, kind, share, said)
