"""The questions in a `dumpdata` file of django-quiz-app. Its sittings are no questions and are told apart."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.formats import making
from quizzes.formats.encodings import UNSEEN, text_of
from quizzes.formats.findings import FileRefusedError, Gathering, Notes, Reading, RefusedError
from quizzes.formats.making import Common, Option, not_too_many
from quizzes.formats.texts import clean, from_plain

if TYPE_CHECKING:
    from quizzes.items import Item

FORMAT = "django-quiz"
QUESTION, OPTION = "quiz.question", "multichoice.answer"
CATEGORY, SUBCATEGORY, QUIZ = "quiz.category", "quiz.subcategory", "quiz.quiz"
KINDS = ("multichoice.mcquestion", "true_false.tf_question", "essay.essay_question")
PASSED_OVER = ("quiz.sitting", "quiz.progress")
Fields = dict[str, Any]


@dataclass
class _Dump:
    """Rows by their model and key; numbers and texts name the same row."""

    rows: dict[str, dict[str, Fields]] = field(default_factory=dict)
    damaged: int = 0
    doubled: int = 0

    def add(self, record: object) -> None:
        fields = record.get("fields") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(fields, dict) or record.get("pk") is None:
            self.damaged += 1
            return
        model, key = str(record.get("model", "")).lower(), _key(record["pk"])
        self.doubled += key in self.rows.setdefault(model, {})
        self.rows[model][key] = fields

    def of(self, model: str) -> dict[str, Fields]:
        return self.rows.get(model, {})


def read_django_quiz(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    try:
        records = json.loads(text_of(data, gathering.notes.warn))
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(_("The JSON is damaged. Make the dump again and try once more.")) from error
    if not isinstance(records, list):
        raise FileRefusedError(_("The file is JSON, but no dump: a dump is a list of records."))
    dump = _Dump()
    for record in records:
        dump.add(record)
    _say_of_the_file(dump, gathering.notes)
    options = _options_by_question(dump, gathering.notes)
    for key, fields in dump.of(QUESTION).items():
        kind = next((kind for kind in KINDS if key in dump.of(kind)), "")
        make = partial(_made, dump, key, kind, options.get(key, []))
        gathering.take(make, name=_text(fields.get("content")), file=f"{kind or QUESTION} {key}")
    for kind in KINDS:
        for key in dump.of(kind):
            if key not in dump.of(QUESTION):
                gathering.refuse(
                    _("Its text is not in the dump. Dump “quiz.question” together with it."), file=f"{kind} {key}"
                )
    return gathering.reading()


def _say_of_the_file(dump: _Dump, notes: Notes) -> None:
    if dump.damaged:
        notes.warn(_("Records without a key or fields were left out: %(count)d.") % {"count": dump.damaged})
    if dump.doubled:
        notes.warn(_("Some records come twice; the later ones were taken."))
    known = {QUESTION, OPTION, CATEGORY, SUBCATEGORY, QUIZ, *KINDS}
    others = Counter({model: len(rows) for model, rows in dump.rows.items() if model not in known})
    for model, count in others.items():
        if model in PASSED_OVER:
            notes.warn(
                _("%(model)s (%(count)d) holds no questions and was left out.") % {"model": model, "count": count}
            )
    strange = [model for model in others if model not in PASSED_OVER]
    if strange:
        notes.warn(_("Records of other programs were left out: %(names)s.") % {"names": ", ".join(strange[:10])[:200]})


def _options_by_question(dump: _Dump, notes: Notes) -> dict[str, list[tuple[str, Fields]]]:
    found: dict[str, list[tuple[str, Fields]]] = {}
    lost = 0
    for key, fields in dump.of(OPTION).items():
        question = _key(fields.get("question"))
        found.setdefault(question, []).append((key, fields))
        lost += question not in dump.of(QUESTION)
    if lost:
        notes.warn(_("Options whose question is not in the dump were left out: %(count)d.") % {"count": lost})
    return found


def _made(dump: _Dump, key: str, kind: str, options: list[tuple[str, Fields]], notes: Notes) -> Item:
    fields = dump.of(QUESTION)[key]
    if fields.get("figure"):
        notes.warn(
            _("Its picture “%(name)s” is not part of a dump. Add it to the question.")
            % {"name": _text(fields["figure"])[-80:]}
        )
    common = Common(
        stem=clean(from_plain(_text(fields.get("content"))), notes),
        feedback=clean(from_plain(_text(fields.get("explanation"))), notes),
        external_id=f"django-quiz-{key}"[:200],
        topic=_topic(dump, fields),
        tags=_quizzes(dump, fields),
    )
    if kind == "multichoice.mcquestion":
        return _choice(common, _text(dump.of(kind)[key].get("answer_order")), options, notes)
    if kind == "true_false.tf_question":
        return making.true_false(common, dump.of(kind)[key].get("correct") is True, notes=notes)
    if kind == "essay.essay_question":
        return making.essay(common)
    raise RefusedError(
        _("The dump does not say what kind of question it is. Dump multichoice, true_false and essay, too.")
    )


def _choice(common: Common, order: str, options: list[tuple[str, Fields]], notes: Notes) -> Item:
    """There one option is chosen, and any right one is right; the order is by text, by chance, or as entered."""
    rows = not_too_many([(_text(fields.get("content")), fields.get("correct") is True) for _key, fields in options])
    if order == "content":
        rows = sorted(rows)
    made = [Option(clean(from_plain(text), notes), Decimal(is_right)) for text, is_right in rows]
    if not any(is_right for _text, is_right in rows):
        raise RefusedError(_("It has no right answer. Add one."))
    return making.choice(common, made, multiple=False, shuffle=order == "random", notes=notes)


def _topic(dump: _Dump, fields: Fields) -> tuple[str, ...]:
    category = dump.of(CATEGORY).get(_key(fields.get("category")), {})
    part = dump.of(SUBCATEGORY).get(_key(fields.get("sub_category")), {})
    names = (_text(category.get("category")), _text(part.get("sub_category")))
    return tuple(name[:200] for name in names if name)


def _quizzes(dump: _Dump, fields: Fields) -> tuple[str, ...]:
    listed = fields.get("quiz")
    keys = [_key(key) for key in listed] if isinstance(listed, list) else []
    titles = (_text(dump.of(QUIZ).get(key, {}).get("title")) for key in keys[:50])
    return tuple(title for title in titles if title)


def _key(value: object) -> str:
    """Numbers, texts and natural keys alike."""
    return _text("/".join(map(str, value)) if isinstance(value, list) else str(value))


def _text(value: object) -> str:
    """JSON may spell out what no database takes: zeros, and halves of letters."""
    return UNSEEN.sub("", value.encode("utf-8", "replace").decode()).strip() if isinstance(value, str) else ""
