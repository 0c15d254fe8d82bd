"""What changed between two frozen versions of a question, in words. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quizzes.attached import ALT, TAG
from quizzes.choices import QuestionType
from quizzes.items import Item, item_from_parts
from quizzes.items.choice import Choice, TrueFalse
from quizzes.items.html import clean_html
from quizzes.items.numbers import shown

WORDS = re.compile(r"\s+|[^\s]+")
PARTS = ("statements", "prompts", "parts", "answers", "gaps")


@dataclass(frozen=True)
class Change:
    """`label` names the part; `text` says it, with words inserted and deleted marked as such."""

    label: str
    text: SafeString


def changes_between(
    old: tuple[Mapping[str, Any], Mapping[str, Any]], new: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> list[Change]:
    before, after = item_from_parts(*old), item_from_parts(*new)
    found = [*_of_texts(before, after)]
    if before.type != after.type:
        names = {"old": QuestionType(before.type).label, "new": QuestionType(after.type).label}
        return [Change(_("Kind"), _worded(_("it was “%(old)s” and is “%(new)s”") % names)), *found]
    if isinstance(before, Choice) and isinstance(after, Choice):
        found += _of_options(before, after)
    else:
        found += _of_parts(before, after)
    return [*found, *_of_media(before, after), *_of_settings(before, after)]


def _of_texts(before: Item, after: Item) -> Iterator[Change]:
    for label, old, new in (
        (_("Question"), before.stem, after.stem),
        (_("Explanation"), before.feedback, after.feedback),
    ):
        old_words, new_words = _plain(old), _plain(new)
        if old_words != new_words:
            yield Change(label, words_compared(old_words, new_words))
        elif clean_html(old) != clean_html(new):
            yield Change(label, _worded(_("the same words, set differently")))


def _of_options(before: Choice, after: Choice) -> Iterator[Change]:
    old, new = ({row.key: row for row in item.options} for item in (before, after))
    names = {"true": _("True"), "false": _("False")} if isinstance(after, TrueFalse) else {}
    for key, row in new.items():
        label = _("Option “%(text)s”") % {"text": names.get(key) or row.text or row.alt}
        known = old.get(key)
        if known is None:
            said = _("added, as right") if row.fraction > 0 else _("added, as wrong")
            yield Change(label, _worded(said))
            continue
        if known.text != row.text:
            yield Change(label, words_compared(known.text, row.text))
        if (known.fraction > 0) != (row.fraction > 0):
            said = _("it was wrong and is right") if row.fraction > 0 else _("it was right and is wrong")
            yield Change(label, _worded(said))
        elif known.fraction != row.fraction:
            shares = {"old": shown(known.fraction * 100), "new": shown(row.fraction * 100)}
            yield Change(label, _worded(_("its share was %(old)s %% and is %(new)s %%") % shares))
        if known.feedback != row.feedback:
            yield Change(
                _("Remark on “%(text)s”") % {"text": names.get(key) or row.text or row.alt},
                words_compared(known.feedback, row.feedback),
            )
        if known.media != row.media or known.alt != row.alt:
            yield Change(label, _worded(_("another picture or sound, or other words for it")))
        if known.last != row.last:
            yield Change(
                label, _worded(_("it stands last now") if row.last else _("it is shuffled with the others now"))
            )
    for key, row in old.items():
        if key not in new:
            said = _("removed; it was right") if row.fraction > 0 else _("removed; it was wrong")
            yield Change(_("Option “%(text)s”") % {"text": row.text or row.alt}, _worded(said))
    if set(old) == set(new) and list(old) != list(new):
        yield Change(_("Options"), _worded(_("in another order")))


def _of_parts(before: Item, after: Item) -> Iterator[Change]:
    """The parts of the other kinds, each as one line of words."""
    old, new = ("\n".join(_lines(item)) for item in (before, after))
    if old != new:
        yield Change(_("Answers"), words_compared(old, new))


def _lines(item: Item) -> Iterator[str]:
    body, key = item.body(), item.key()
    texts = {row["key"]: row.get("text", "") for name in PARTS for row in body.get(name, ()) if "key" in row}
    choices = {row["key"]: row["text"] for row in body.get("choices", ())}
    if "pairs" in key:
        yield from (f"{texts.get(one, '')} → {choices.get(other, '')}" for one, other in key["pairs"].items())
    elif "order" in key:
        yield from (f"{place}. {texts.get(one, '')}" for place, one in enumerate(key["order"], start=1))
    elif isinstance(key.get("gaps"), dict):
        for name, gap in key["gaps"].items():
            known = {
                row["key"]: row["text"]
                for part in body["gaps"]
                if part["key"] == name
                for row in part.get("options", ())
            }
            said = [_answer(row) for row in gap.get("answers", ())]
            said += [f"{known.get(one, one)} {plain_share(share)}" for one, share in gap.get("fractions", {}).items()]
            yield f"({name}) " + "; ".join(said)
    elif isinstance(key.get("answers"), list):
        for row in key["answers"]:
            tolerance = f" ± {shown(Decimal(row['tolerance']))}" if row.get("tolerance") not in (None, "0") else ""
            yield f"{_answer(row)}{tolerance} {plain_share(row.get('fraction', '1'))} {row.get('feedback', '')}".strip()
    else:
        best = item.best_value() or []
        right = dict(part.partition(":")[::2] for part in best)
        says = {"true": _("True"), "false": _("False")}
        yield from (f"{text}: {says.get(right.get(one, ''), '')}" for one, text in texts.items())


def _answer(row: Mapping[str, Any]) -> str:
    """A text as it is compared; a number as readers write it."""
    return str(row["pattern"]) if "pattern" in row else shown(Decimal(row.get("value", "0")))


def plain_share(share: str) -> str:
    return "" if share in ("1", "1.0") else f"({shown(Decimal(share) * 100)} %)"


def _of_media(before: Item, after: Item) -> Iterator[Change]:
    old, new = ({file.sha256: file for file in item.media} for item in (before, after))
    for name in new.keys() - old.keys():
        yield Change(_("Picture or sound"), _worded(_("added: %(words)s") % {"words": new[name].alt or new[name].name}))
    for name in old.keys() - new.keys():
        yield Change(
            _("Picture or sound"), _worded(_("removed: %(words)s") % {"words": old[name].alt or old[name].name})
        )
    for name in old.keys() & new.keys():
        if old[name].alt != new[name].alt:
            yield Change(_("Words for a picture or sound"), words_compared(old[name].alt, new[name].alt))


def _of_settings(before: Item, after: Item) -> Iterator[Change]:
    if getattr(before, "shuffle", None) != getattr(after, "shuffle", None):
        said = _("they are shuffled now") if getattr(after, "shuffle", False) else _("they stand in their order now")
        yield Change(_("Options"), _worded(said))
    for name in ("method", "marking", "unit_rule", "unit_penalty", "case_matters", "fold_accents", "fold_punctuation"):
        if getattr(before, name, None) != getattr(after, name, None):
            yield Change(_("Marking"), _worded(_("the way of marking is another one")))
            return


def words_compared(old: str, new: str) -> SafeString:
    """Word by word: what went is struck through, what came is underlined, and both are announced as such."""
    was, now = WORDS.findall(old), WORDS.findall(new)
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        gone, come = "".join(was[a:b]), "".join(now[c:d])
        if kind == "equal" or not (gone.strip() or come.strip()):
            parts.append(format_html("{}", come))
            continue
        if gone.strip():
            parts.append(format_html('<del><span class="visually-hidden">{} </span>{}</del>', _("deleted:"), gone))
        if gone.strip() and come.strip():
            parts.append(" ")
        if come.strip():
            parts.append(format_html('<ins><span class="visually-hidden">{} </span>{}</ins>', _("inserted:"), come))
    return SafeString("".join(parts))


def _plain(markup: str) -> str:
    def words(tag: re.Match[str]) -> str:
        alt = ALT.search(tag[0])
        return f"[{alt[1]}]" if alt and alt[1] else ""

    text = re.sub(r"</(?:p|li|tr)>|<br>", " ", TAG.sub(words, markup))
    return " ".join(strip_tags(text).split())


def _worded(text: str) -> SafeString:
    return format_html("{}", text)
