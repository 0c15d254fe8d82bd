"""Offices by the names that people write: past and shortened ones, without their class, with a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

SHORTER = (
    ("kantor kesyahbandaran dan otoritas pelabuhan", "ksop"),
    ("kesyahbandaran dan otoritas pelabuhan", "ksop"),
    ("kantor unit penyelenggara pelabuhan", "upp"),
    ("unit penyelenggara pelabuhan", "upp"),
    ("distrik navigasi", "disnav"),
    ("pangkalan penjagaan laut dan pantai", "pangkalan plp"),
)
ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
CLASS = re.compile(r"\b(?:tipe [a-z] )?kelas [iv]+\b|\btipe [a-z]\b")
CUTOFF = 0.72
SUGGESTED = 5


def office_key(text: str) -> str:
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())
    for long, short in SHORTER:
        plain = plain.replace(long, short)
    words = ["kelas" if word in ("kls", "klas", "kl") else word for word in plain.split() if word != "kantor"]
    for place in range(1, len(words)):
        if words[place - 1] == "kelas":
            words[place] = ROMAN.get(words[place], words[place])
    return " ".join(words)


def _without_class(key: str) -> str:
    return " ".join(CLASS.sub(" ", key).split())


@dataclass(frozen=True)
class OfficeFace:
    pk: int
    name: str
    code: str
    past_names: tuple[str, ...] = ()


@dataclass
class OfficeBook:
    faces: dict[int, OfficeFace] = field(default_factory=dict)
    _by_code: dict[str, int] = field(default_factory=dict)
    _by_key: dict[str, int] = field(default_factory=dict)
    _by_bare: dict[str, set[int]] = field(default_factory=dict)
    _suggested: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, offices: Iterable[OfficeFace]) -> OfficeBook:
        book = cls()
        for face in offices:
            book.faces[face.pk] = face
            book._by_code[face.code] = face.pk
        for face in book.faces.values():  # names in force go before past ones, which another office may have taken
            book._by_key[office_key(face.name)] = face.pk
            book._by_bare.setdefault(_without_class(office_key(face.name)), set()).add(face.pk)
        for face in book.faces.values():
            for name in face.past_names:
                book._by_key.setdefault(office_key(name), face.pk)
        return book

    def name(self, pk: int | None) -> str:
        face = self.faces.get(pk or 0)
        return face.name if face else ""

    def find(self, text: str) -> int | None:
        return self._by_key.get(office_key(text)) or self._by_code.get(text.strip().lower())

    def find_without_class(self, text: str) -> int | None:
        """`KSOP Bitung`, where one office alone is called so but for its class."""
        key = office_key(text)
        found = self._by_bare.get(key, set()) if key == _without_class(key) else set()
        return next(iter(found)) if len(found) == 1 else None

    def suggest(self, text: str) -> list[int]:
        """The nearest names, the nearest first."""
        key = office_key(text)
        if key not in self._suggested:
            close = {name: {self._by_key[name]} for name in get_close_matches(key, self._by_key, 2 * SUGGESTED, CUTOFF)}
            bare = _without_class(key)
            close |= {name: self._by_bare[name] for name in get_close_matches(bare, self._by_bare, SUGGESTED, CUTOFF)}
            ranked = sorted(close, key=lambda name: -max(_likeness(key, name), _likeness(bare, name)))
            found = [pk for name in ranked for pk in sorted(close[name])]
            self._suggested[key] = list(dict.fromkeys(found))[:SUGGESTED]
        return self._suggested[key]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
