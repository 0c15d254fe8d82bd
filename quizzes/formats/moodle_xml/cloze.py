"""Moodle's texts with gaps: `{1:SHORTANSWER:=cepat~%50%segera#Hampir}`."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats import making
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.limits import MOST_PARTS
from quizzes.formats.making import GAP, MadeGap, Option, Spoken
from quizzes.formats.numbers import share_of
from quizzes.formats.texts import clean

if TYPE_CHECKING:
    from quizzes.items import Item

START = re.compile(r"\{(\d{0,4}):([A-Z_]{2,16}):")
SHORT = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
NUMERIC = {"NUMERICAL", "NM"}
ONE_CHOICE = {
    *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
    *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
}
SEVERAL = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}
WEIGHT = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:\.\d{0,10})?)%)")


def gaps_of(text: str, notes: Notes) -> tuple[str, list[MadeGap]]:
    """The text with `[[1]]`, `[[2]]` … in place of its gaps, and the gaps."""
    if "[[" in text:
        notes.warn(_("Doubled square brackets in the text were parted, since they stand for gaps here."))
        text = text.replace("[[", "[ [")
    parts: list[str] = []
    gaps: list[MadeGap] = []
    place = 0
    while found := START.search(text, place):
        end = _end(text, found.end())
        if end < 0:
            raise RefusedError(
                _("The gap that begins with “%(text)s” is never closed. Add the brace } that is missing.")
                % {"text": text[found.start() : found.start() + 30]}
            )
        if len(gaps) >= MOST_PARTS:
            raise RefusedError(
                _("It has more than %(most)d gaps. Split it into several questions.") % {"most": MOST_PARTS}
            )
        key = str(len(gaps) + 1)
        item, named_weight = _gap(found[2], text[found.end() : end], notes), found[1]
        gaps.append(MadeGap(key, item, Decimal(named_weight) if named_weight.strip("0") else Decimal(1)))
        parts += [text[place : found.start()], f"[[{key}]]"]
        place = end + 1
    return "".join([*parts, text[place:]]), gaps


def _end(text: str, start: int) -> int:
    place = start
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == "}":
            return place
        place += 1
    return -1


def _gap(kind: str, written: str, notes: Notes) -> Item:
    rows = []
    for part in _split(written, "~"):
        if not part.strip():
            continue
        answer, *said = _split(part, "#", most=2)
        weight = WEIGHT.match(answer)
        share = Decimal(0)
        if weight:
            share = Decimal(1) if weight[1] else share_of(weight[2])
            answer = answer[weight.end() :]
        rows.append((_plain(answer), share, clean(_unescaped(said[0]), notes) if said else ""))
    if kind in SHORT:
        answers = [Spoken(text, share, said) for text, share, said in rows]
        return making.short_text(GAP, answers, notes=notes, case_matters=SHORT[kind])
    if kind in NUMERIC:
        wrong = [said for text, _share, said in rows if text == "*"]
        targets = [making.target(text, share, said, notes) for text, share, said in rows if text != "*"]
        return making.numeric(GAP, targets, otherwise=wrong[0] if wrong else "", notes=notes)
    if kind in ONE_CHOICE:
        options = [Option(html.escape(text, quote=False), share, said) for text, share, said in rows]
        return making.choice(GAP, options, multiple=False, shuffle=kind.endswith("S"), notes=notes)
    if kind in SEVERAL:
        raise RefusedError(_("A gap with several right answers is not supported. Make it a question of its own."))
    raise RefusedError(_("Gaps of the kind “%(kind)s” are not supported. Rewrite the gap.") % {"kind": kind})


def _split(text: str, at: str, most: int = 0) -> list[str]:
    """At unescaped signs; the # of an entity such as &#233; is none."""
    parts: list[str] = []
    start = place = 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == at and not (at == "#" and text[place - 1 : place] == "&") and len(parts) + 1 != most:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [*parts, text[start:]]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([}{#~/\"\\=])", r"\1", text).strip()


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", _unescaped(text))).split())
