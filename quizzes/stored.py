"""From the neutral form to the rows in which authors write a question, and what those rows have no place for."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.attached import option_row, taken_apart
from quizzes.choices import Marking, QuestionType
from quizzes.items import Item, MultipleChoice, SingleChoice, TrueFalse, Written
from quizzes.items.choice import TRUE, Choice, Option
from quizzes.items.fractions import ONE, plain
from quizzes.rows import NotStorableError, Rows, percent_to_keep
from quizzes.stored_parts import add_parts
from quizzes.stored_written import add_written

LONGEST_PART = 500
TABLE_PARTS = (
    (r"</t[dh]>\s*<t[dh][^>]*>", " | "),
    (r"</tr>", "<br>"),
    (r"</?(?:table|thead|tbody|tr|td|th)[^>]*>", ""),
)
BEYOND = re.compile(r"<(?:table|pre|code|blockquote|u)\b")


def rows_of(item: Item) -> Rows:
    rows = Rows({"type": str(item.type.value), "statement_is_true": True, "said_if_true": "", "said_if_false": ""})
    rows.fields["marking"] = str(Marking.ALL_OR_NOTHING.value)
    stem, feedback, attached = taken_apart(item)
    rows.fields |= {"stem": _written(stem, rows), "feedback": _written(feedback, rows), "shuffle": True}
    rows.attachments = [
        {"media": row.sha256, "alt": row.alt, "place": str(row.place.value), "is_decoration": row.is_decoration}
        for row in attached
    ]
    if isinstance(item, TrueFalse):
        rows.fields["statement_is_true"] = item.statement_is_true
        for option in item.options:
            _not_too_long(option.feedback)
            rows.fields["said_if_true" if option.key == TRUE else "said_if_false"] = option.feedback
    elif isinstance(item, SingleChoice | MultipleChoice):
        _add_options(item, rows)
    elif isinstance(item, Written):
        add_written(item, rows)
        for name in ("scenario", "notes_for_markers"):
            rows.fields[name] = _written(rows.fields[name], rows)
    elif not add_parts(item, rows):
        raise NotStorableError(
            _("Questions of the kind “%(kind)s” cannot be kept in a bank yet.")
            % {"kind": QuestionType(item.type).label}
        )
    return rows


def _add_options(item: Choice, rows: Rows) -> None:
    rows.fields["shuffle"] = item.shuffle
    shared = not isinstance(item, MultipleChoice) or item.method == Marking.SUM_OF_FRACTIONS
    if isinstance(item, MultipleChoice):
        rows.fields["marking"] = str(item.method.value)
    for option in item.options:
        for text in (option.text, option.feedback):
            _not_too_long(text)
        is_right = option.fraction == ONE if isinstance(item, SingleChoice) else option.fraction > 0
        rows.options.append(
            {
                "key": option.key,
                "text": option.text,
                "is_right": is_right,
                "fraction": _percent(option, always=isinstance(item, MultipleChoice)) if shared else None,
                "stays_last": option.last,
                "feedback": option.feedback,
                **option_row(option.media, option.alt, item),
            }
        )


def _not_too_long(text: str) -> None:
    if len(text) > LONGEST_PART:
        raise NotStorableError(
            _("An option or remark is longer than %(most)d characters. Shorten it.") % {"most": LONGEST_PART}
        )


def _percent(option: Option, *, always: bool) -> Decimal | None:
    """Where right and wrong say it all, no share is written."""
    if not always and option.fraction in (0, 1):
        return None
    return percent_to_keep(option.fraction)


def _written(markup: str, rows: Rows) -> str:
    """A bank's texts have paragraphs, lists, bold and italic; tables become lines."""
    if not BEYOND.search(markup):
        return markup
    rows.remarks.append(_("Tables, code and quotations in its text became plain lines."))
    for pattern, replacement in TABLE_PARTS:
        markup = re.sub(pattern, replacement, markup)
    return re.sub(r"</?(?:pre|code|blockquote|u)\b[^>]*>", "", markup)


def about_of(item: Item) -> dict[str, Any]:
    """What the author's form does not show, kept for the way out."""
    found: dict[str, Any] = {"name": item.name, "tags": list(item.tags), "topic": list(item.topic)}
    if item.marks != ONE:
        found["marks"] = plain(item.marks)
    return {name: value for name, value in found.items() if value}
