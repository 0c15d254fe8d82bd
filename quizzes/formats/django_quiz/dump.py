"""Records of a `dumpdata` file by their model and key, and what its texts and numbers say.

Whatever stands there, nothing here raises but for a file that is no dump.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.encodings import UNSEEN, text_of
from quizzes.formats.findings import FileRefusedError, Notes

QUESTION, OPTION = "quiz.question", "multichoice.answer"
CATEGORY, SUBCATEGORY, QUIZ = "quiz.category", "quiz.subcategory", "quiz.quiz"
SITTING, PROGRESS = "quiz.sitting", "quiz.progress"
CHOICE, TRUE_FALSE, ESSAY = "multichoice.mcquestion", "true_false.tf_question", "essay.essay_question"
KINDS = (CHOICE, TRUE_FALSE, ESSAY)
OURS = frozenset({QUESTION, OPTION, CATEGORY, SUBCATEGORY, QUIZ, SITTING, PROGRESS, *KINDS})
LARGEST = 2**31 - 1
Fields = dict[str, Any]


@dataclass
class Dump:
    """Numbers and texts name the same row."""

    rows: dict[str, dict[str, Fields]] = field(default_factory=dict)
    people: list[tuple[str, Fields]] = field(default_factory=list)  # keys are missing where natural ones were dumped
    damaged: int = 0
    doubled: int = 0

    def add(self, record: object) -> None:
        fields = record.get("fields") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(fields, dict):
            self.damaged += 1
            return
        model, key = str(record.get("model", "")).lower(), record.get("pk")
        if is_person(model, fields):
            self.people.append(("" if key is None else key_of(key), fields))
        elif key is None:
            self.damaged += 1
        else:
            self.doubled += key_of(key) in self.rows.setdefault(model, {})
            self.rows[model][key_of(key)] = fields

    def of(self, model: str) -> dict[str, Fields]:
        return self.rows.get(model, {})


def load_dump(data: bytes, notes: Notes) -> Dump:
    try:
        records = json.loads(text_of(data, notes.warn))
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(_("The JSON is damaged. Make the dump again and try once more.")) from error
    if not isinstance(records, list):
        raise FileRefusedError(_("The file is JSON, but no dump: a dump is a list of records."))
    dump = Dump()
    for record in records:
        dump.add(record)
    return dump


def say_of_the_file(dump: Dump, notes: Notes, *, left_out: tuple[str, ...] = ()) -> None:
    if dump.damaged:
        notes.warn(_("Records without a key or fields were left out: %(count)d.") % {"count": dump.damaged})
    if dump.doubled:
        notes.warn(_("Some records come twice; the later ones were taken."))
    for model in left_out:
        if count := len(dump.of(model)):
            notes.warn(
                _("%(model)s (%(count)d) holds no questions and was left out.") % {"model": model, "count": count}
            )
    strange = Counter({model: len(rows) for model, rows in dump.rows.items() if model not in OURS})
    if strange:
        notes.warn(_("Records of other programs were left out: %(names)s.") % {"names": ", ".join(strange)[:200]})


def is_person(model: str, fields: Fields) -> bool:
    """The accounts, under whatever name a site gave their model."""
    return model.endswith("user") and ("username" in fields or "email" in fields)


def key_of(value: object) -> str:
    """Numbers, texts and natural keys alike."""
    return text_in("/".join(map(str, value)) if isinstance(value, list) else str(value))


def text_in(value: object) -> str:
    """JSON may spell out what no database takes: zeros, and halves of letters."""
    return UNSEEN.sub("", value.encode("utf-8", "replace").decode()).strip() if isinstance(value, str) else ""


def whole_in(value: object) -> int | None:
    """A number that a column holds; dumps of other databases write numbers as texts."""
    if isinstance(value, str) and len(value) <= 12:
        try:
            value = int(value)
        except ValueError:
            return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
        return None
    return value


def flag_in(value: object) -> bool:
    """MySQL wrote 1 and 0."""
    return value is True or value == 1 or (isinstance(value, str) and value.strip().lower() in ("true", "1"))
