"""Frozen facts in, a paper out: which words stand on it, and in which size."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.translation import gettext as _

from certificates import typography
from certificates.drawing import (
    RenderingError,
    RenderingUnavailableError,
    draw,
    letters_lacking,
    slow_because,
    unavailable_because,
)
from certificates.facts import Facts, Holder
from certificates.paper.colours import Colours
from certificates.paper.content import design_of
from certificates.paper.layout import paper_of
from certificates.paper.pictures import picture_at, picture_url
from certificates.qr import qr_data_url

__all__ = [
    "RenderingError",
    "RenderingUnavailableError",
    "holder_findings",
    "name_findings",
    "paper_css",
    "paper_html",
    "render",
    "slow_because",
    "unavailable_because",
]


def render(facts: Facts, content: dict[str, Any], *, credential: bytes = b"") -> bytes:
    """The unsigned document. Same facts and content of a template revision, same page; `credential` goes with it as a
    file.

    Raises RenderingError rather than draw half of it.
    """
    html = paper_html(facts, content, qr_data_url(facts.verify_url))
    return draw(html, paper_css(content), day=facts.issued_on, credential=credential).pdf


def paper_html(facts: Facts, content: dict[str, Any], qr: str) -> str:
    """Everything that tells one paper of a template revision from another; `qr` is the address of its QR picture."""
    if any(typography.has_invisible_signs(text) for text in vars(facts.holder).values()):
        raise RenderingError(_("A line about the holder has invisible signs: they could make it read otherwise."))
    facts = _spaced(facts)
    design = design_of(content)
    for picture in design.pictures:
        picture_at(picture_url(picture))  # said plainly, before WeasyPrint stumbles over it
    paper = paper_of(facts, design)
    return str(_template("sheet.html").render(Context({**paper, "qr": qr}, use_l10n=False)))


def _spaced(facts: Facts) -> Facts:
    """As a page shows it: several spaces are one, at an end none. Title and what is read aloud follow."""
    holder = Holder(**{name: re.sub(" +", " ", text).strip(" ") for name, text in vars(facts.holder).items()})
    return facts if holder == facts.holder else replace(facts, holder=holder)


def paper_css(content: dict[str, Any]) -> str:
    design = design_of(content)
    background = picture_url(design.background_picture) if design.background_picture else ""
    return _css(design.preset, design.palette, background)


def holder_findings(holder: Holder) -> list[str]:
    """What keeps this holder from the paper, in words: the name, and each line under it."""
    findings = name_findings(holder.name, holder.full_name)
    lines = " ".join((holder.number, holder.rank, holder.position, holder.office))
    if (lines.isascii() and lines.isprintable()) or typography.missing_fonts():
        return findings
    if typography.has_invisible_signs(lines):
        findings.append(_("A line about the holder has invisible signs: they could make it read otherwise."))
    elif missing := typography.letters_of_no_font(lines):
        findings.append(letters_lacking(missing))
    if typography.has_loose_marks(lines):
        findings.append(_("A line about the holder has an accent without a letter under it."))
    return findings


def name_findings(name: str, full_name: str = "") -> list[str]:
    """What keeps this name from the paper, in words; nothing can be told while the fonts are missing. `full_name` has
    the titles with it, whose letters do not make a name."""
    full_name = full_name or name
    if not name.strip():
        return [_("The holder has no name.")]
    if typography.missing_fonts():
        return []
    findings = []
    if not any(letter.isalpha() for letter in name):
        findings.append(_("The name has no letters."))
    if typography.has_loose_marks(full_name):
        findings.append(_("The name has an accent without a letter under it."))
    if typography.has_invisible_signs(full_name):
        findings.append(_("The name holds invisible signs, such as ones that turn the direction of writing."))
    elif missing := typography.missing_letters(full_name):
        findings.append(letters_lacking(missing))
    if typography.name_layout(full_name) is None:
        findings.append(_("The name is too long for the box."))
    return findings


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(Path(settings.BASE_DIR) / "templates")], autoescape=True)


@lru_cache(maxsize=4)
def _template(name: str) -> Any:
    return _engine().get_template(f"certificates/paper/{name}")


@lru_cache(maxsize=16)
def _css(preset: str, colours: Colours, background: str) -> str:
    variables = {"colours": colours, "background": background}
    return str(_template(f"{preset}.css").render(Context(variables, autoescape=False)))
