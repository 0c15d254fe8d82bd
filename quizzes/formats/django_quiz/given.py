"""What somebody answered, in the JSON that django-quiz-app kept inside a text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from quizzes.formats.django_quiz.dump import text_in
from quizzes.formats.limits import LONGEST_TEXT

PAIR = re.compile(r'"(\d{1,20})"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d{1,20}|true|false|null)', re.DOTALL)
# The last answer of a text that was cut: it has a beginning and no end.
BROKEN_OFF = re.compile(r'"(\d{1,20})"\s*:\s*"((?:[^"\\]|\\.)*)\\?$', re.DOTALL)
DEEPEST = 3  # a text in a text in a text: what some dumps made of it


@dataclass(frozen=True)
class Given:
    answers: dict[str, str] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    is_damaged: bool = False


def answers_in(value: object) -> Given:
    repeated: list[str] = []

    def pairs(rows: list[tuple[str, Any]]) -> dict[str, Any]:
        """A second answer stands beside the first under the same name; readers of JSON drop one in silence."""
        found: dict[str, Any] = {}
        for name, said in rows:
            if name in found:
                repeated.append(text_in(name))
            found[name] = said
        return found

    read = value
    for _turn in range(DEEPEST):
        if not isinstance(read, str):
            break
        if not read.strip():
            return Given(is_damaged=bool(value) and read is not value)
        try:
            read = json.loads(read, object_pairs_hook=pairs, strict=False)
        except (ValueError, RecursionError):
            return _salvaged(read)
    if read is None:
        return Given()
    if not isinstance(read, dict):
        return Given(is_damaged=True)
    answers = {text_in(str(name)): _said(said) for name, said in read.items()}
    odd = [name for name in answers if not name.isdecimal()]
    return Given(
        {name: said for name, said in answers.items() if name not in odd},
        tuple(dict.fromkeys(repeated)),
        bool(odd) or any(isinstance(said, dict | list) for said in read.values()),
    )


def _salvaged(text: str) -> Given:
    found: dict[str, str] = {}
    for name, said in PAIR.findall(text):
        try:
            found[name] = _said(json.loads(said, strict=False))
        except ValueError:
            continue
    if (last := BROKEN_OFF.search(text)) and last[1] not in found:
        found[last[1]] = text_in(last[2])[:LONGEST_TEXT]
    return Given(found, is_damaged=True)


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return text_in(value if isinstance(value, str) else str(value))[:LONGEST_TEXT]
