"""The columns of a table of questions, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizzes.choices import QuestionType

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "kode", "code", "external id"),
    "kind": ("jenis", "kind", "type", "tipe", "jenis soal"),
    "topic": ("topik", "topic", "kategori", "category"),
    "question": ("soal", "question", "pertanyaan", "teks soal"),
    "answer": ("kunci", "key", "answer", "jawaban", "kunci jawaban", "right answer", "jawaban benar"),
    "marks": ("nilai", "marks", "bobot", "poin", "points"),
    "feedback": ("pembahasan", "explanation", "feedback", "umpan balik"),
    "tags": ("label", "tags", "tag"),
    "name": ("nama", "name"),
    "settings": ("pengaturan", "settings"),
    "picture": ("gambar", "picture", "image"),
    "reason": ("alasan", "reason"),  # what our file of refused rows says; passed over
}
OPTION = re.compile(r"(?:opsi|option|pilihan|choice)?\s*([a-z]{1,2}|\d{1,3})")
REMARK = re.compile(r"(?:catatan|remark)\s*([a-z]{1,2}|\d{1,3})")
KINDS: dict[QuestionType, tuple[str, ...]] = {
    QuestionType.SINGLE: ("pilihan ganda", "single", "multiple choice", "pg", "satu jawaban"),
    QuestionType.MULTIPLE: ("jawaban ganda", "multiple", "multiple response", "pilihan ganda kompleks", "pgk"),
    QuestionType.TRUE_FALSE: ("benar salah", "true false", "benar/salah", "true/false", "bs"),
    QuestionType.KPRIM: ("empat pernyataan", "kprim", "four statements"),
    QuestionType.SHORT_TEXT: ("isian singkat", "short text", "short answer", "isian"),
    QuestionType.NUMERIC: ("angka", "numeric", "number", "numerical"),
    QuestionType.MATCHING: ("menjodohkan", "matching", "match"),
    QuestionType.ORDERING: ("mengurutkan", "ordering", "order"),
    QuestionType.CLOZE: ("rumpang", "cloze", "gaps"),
    QuestionType.ESSAY: ("esai", "essay", "uraian"),
    QuestionType.UPLOAD: ("unggah berkas", "upload", "file"),
}
KIND_BY_NAME = {name: kind for kind, names in KINDS.items() for name in names}


def letter_of(number: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of_letter(text: str) -> int:
    """The inverse; digits stand for themselves."""
    if text.isdecimal():
        return int(text)
    value = 0
    for letter in text.upper():
        value = value * 26 + ord(letter) - 64
    return value


@dataclass
class Columns:
    """Places of a header row's columns; `unknown` are named otherwise."""

    places: dict[str, int] = field(default_factory=dict)
    options: dict[int, int] = field(default_factory=dict)
    remarks: dict[int, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        return "question" in self.places and bool(self.options or {"answer", "kind"} & set(self.places))


def columns_of(row: Sequence[str]) -> Columns:
    found = Columns()
    by_name = {alias: name for name, aliases in NAMES.items() for alias in aliases}
    for place, cell in enumerate(row):
        text = re.sub(r"[\s_:*]+", " ", cell).strip().lower()
        option, remark = OPTION.fullmatch(text), REMARK.fullmatch(text)
        if text in by_name:
            found.places.setdefault(by_name[text], place)
        elif remark:
            found.remarks.setdefault(number_of_letter(remark[1]), place)
        elif option and 1 <= number_of_letter(option[1]) <= 100:
            found.options.setdefault(number_of_letter(option[1]), place)
        elif text:
            found.unknown.append(cell.strip())
    return found
