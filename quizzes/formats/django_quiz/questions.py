"""The questions in a `dumpdata` file of django-quiz-app. Its sittings are no questions and are told apart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats import making
from quizzes.formats.django_quiz.dump import (
    CATEGORY,
    CHOICE,
    ESSAY,
    KINDS,
    OPTION,
    PROGRESS,
    QUESTION,
    QUIZ,
    SITTING,
    SUBCATEGORY,
    TRUE_FALSE,
    Dump,
    Fields,
    flag_in,
    key_of,
    load_dump,
    say_of_the_file,
    text_in,
)
from quizzes.formats.findings import Gathering, Notes, Reading, RefusedError
from quizzes.formats.making import Common, Option, not_too_many
from quizzes.formats.media import Shelf
from quizzes.formats.texts import clean, from_plain

if TYPE_CHECKING:
    from quizzes.items import Item

Look = Callable[[str], bytes | None]
FORMAT = "django-quiz"
CODE = "django-quiz-"  # and the number that the question had there


def read_django_quiz(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    dump = load_dump(data, gathering.notes)
    say_of_the_file(dump, gathering.notes, left_out=(SITTING, PROGRESS))
    gather_questions(dump, gathering)
    return gathering.reading()


def code_of(key: str) -> str:
    return f"{CODE}{key}"[:200]


def gather_questions(dump: Dump, gathering: Gathering, look: Look | None = None) -> None:
    """`look` finds a file of the site by the name that a figure has in the dump."""
    options = _options_by_question(dump, gathering.notes)
    for key, fields in dump.of(QUESTION).items():
        kind = kind_of(dump, key)
        make = partial(_made, dump, key, kind, options.get(key, []), look)
        gathering.take(make, name=text_in(fields.get("content")), file=f"{kind or QUESTION} {key}")
    for kind in KINDS:
        for key in dump.of(kind):
            if key not in dump.of(QUESTION):
                gathering.refuse(
                    _("Its text is not in the dump. Dump “quiz.question” together with it."), file=f"{kind} {key}"
                )


def kind_of(dump: Dump, key: str) -> str:
    return next((kind for kind in KINDS if key in dump.of(kind)), "")


def _options_by_question(dump: Dump, notes: Notes) -> dict[str, list[tuple[str, Fields]]]:
    found: dict[str, list[tuple[str, Fields]]] = {}
    lost = 0
    for key, fields in dump.of(OPTION).items():
        question = key_of(fields.get("question"))
        found.setdefault(question, []).append((key, fields))
        lost += question not in dump.of(QUESTION)
    if lost:
        notes.warn(_("Options whose question is not in the dump were left out: %(count)d.") % {"count": lost})
    return found


def _made(dump: Dump, key: str, kind: str, options: list[tuple[str, Fields]], look: Look | None, notes: Notes) -> Item:
    fields, shelf = dump.of(QUESTION)[key], Shelf(look)
    text = from_plain(text_in(fields.get("content")))
    common = Common(
        stem=clean(text + _figure(text_in(fields.get("figure")), shelf, look is not None, notes), notes, shelf),
        shelf=shelf,
        feedback=clean(from_plain(text_in(fields.get("explanation"))), notes),
        external_id=code_of(key),
        topic=_topic(dump, fields),
        tags=_quizzes(dump, fields),
    )
    if kind == CHOICE:
        return _choice(common, text_in(dump.of(kind)[key].get("answer_order")), options, notes)
    if kind == TRUE_FALSE:
        return making.true_false(common, flag_in(dump.of(kind)[key].get("correct")), notes=notes)
    if kind == ESSAY:
        return making.essay(common)
    raise RefusedError(
        _("The dump does not say what kind of question it is. Dump multichoice, true_false and essay, too.")
    )


def _figure(name: str, shelf: Shelf, may_look: bool, notes: Notes) -> str:
    """Its picture below the text. It had no words for those who cannot see it, and its author is asked for them."""
    if not name:
        return ""
    if not may_look:
        notes.warn(_("Its picture “%(name)s” is not part of a dump. Add it to the question.") % {"name": name[-80:]})
        return ""
    found = shelf.find(name, notes)
    if found is None:
        notes.warn(_("The file “%(name)s” is missing, so it was left out.") % {"name": name[-80:]})
        return ""
    return f'<p><img src="media:{found}" alt=""></p>'


def _choice(common: Common, order: str, options: list[tuple[str, Fields]], notes: Notes) -> Item:
    """There one option is chosen, and any right one is right; the order is by text, by chance, or as entered."""
    rows = not_too_many([(text_in(fields.get("content")), flag_in(fields.get("correct"))) for _key, fields in options])
    if order == "content":
        rows = sorted(rows)
    made = [Option(clean(from_plain(text), notes), Decimal(is_right)) for text, is_right in rows]
    if not any(is_right for _text, is_right in rows):
        raise RefusedError(_("It has no right answer. Add one."))
    return making.choice(common, made, multiple=False, shuffle=order == "random", notes=notes)


def _topic(dump: Dump, fields: Fields) -> tuple[str, ...]:
    category = dump.of(CATEGORY).get(key_of(fields.get("category")), {})
    part = dump.of(SUBCATEGORY).get(key_of(fields.get("sub_category")), {})
    names = (text_in(category.get("category")), text_in(part.get("sub_category")))
    return tuple(name[:200] for name in names if name)


def _quizzes(dump: Dump, fields: Fields) -> tuple[str, ...]:
    listed = fields.get("quiz")
    keys = [key_of(key) for key in listed] if isinstance(listed, list) else []
    titles = (text_in(dump.of(QUIZ).get(key, {}).get("title")) for key in keys[:50])
    return tuple(title for title in titles if title)
