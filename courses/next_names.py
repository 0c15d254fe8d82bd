"""The name of what comes next: “Angkatan III, Manado” after “Angkatan II, Manado”. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
WORD = re.compile(r"\b(?:[IVXLC]+|\d{1,3})\b")


def next_name(name: str) -> str:
    """The first number in it, Roman or not, goes one on; a name without any gets a second part. Years stay."""
    found = WORD.search(name)
    if found is None or (not found[0].isdigit() and to_roman(from_roman(found[0])) != found[0]):
        return f"{name} (2)"
    number = found[0]
    following = str(int(number) + 1) if number.isdigit() else to_roman(from_roman(number) + 1)
    return name[: found.start()] + following + name[found.end() :]


def next_code(code: str, taken: Collection[str], longest: int = 40) -> str:
    """The same with the next free number at its end: after its own, or 2."""
    ending = re.search(r"-(\d{1,2})$", code)
    stem, number = (code[: ending.start()], int(ending[1]) + 1) if ending else (code, 2)
    stem = stem[: longest - 4]
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def to_roman(number: int) -> str:
    letters = ""
    for value, sign in ROMAN:
        while number >= value:
            letters += sign
            number -= value
    return letters


def from_roman(letters: str) -> int:
    values = [VALUES[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
