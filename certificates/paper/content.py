"""The pinned content of a template's revision: read strictly, and complete in itself. Pure.

Workers draw from it without a database; whatever it may have become, reading it gives a design or a plain sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from certificates.errors import ContentError
from certificates.paper.colours import COLOURS, Colours
from certificates.paper.fields import HOLDER_FIELDS, SITUATIONS, check_sentence

CONTENT_VERSION = 1
PRESETS = ("formal", "award")
EMBLEMS = ("ours", "picture", "none")
BACKGROUNDS = ("ornament", "picture", "none")
ARRANGEMENTS = ("beside", "centred")
PROOF_SIDES = ("left", "right")
LONGEST_HEADING = 40
LONGEST_WORDS = 80
LONGEST_ALT = 250
MOST_HOLDER_LINES = 3
MOST_PIXELS_A_SIDE = 4000
ADDRESS = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class FrozenPicture:
    """A picture by what it holds: a later change of the picture that it was taken from changes nothing here."""

    sha256: str
    format: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True)
class Sentence:
    """What stands before the title of the course, and after it."""

    opening: str
    closing: str


@dataclass(frozen=True)
class Design:
    """All that a template decides. `version` 0 is what was drawn before contents had one; it looks as it did."""

    preset: str
    sentences: Mapping[str, Sentence]
    heading: str
    award_heading: str
    given: str = "diberikan kepada"
    colours: str = "navy"
    emblem: str = "ours"
    emblem_picture: FrozenPicture | None = None
    background: str = "ornament"
    background_picture: FrozenPicture | None = None
    holder: tuple[tuple[str, ...], ...] = (("number", "rank"), ("position", "office"))
    arrangement: str = "beside"
    proof: str = "left"
    reverse: bool = True
    version: int = field(default=CONTENT_VERSION)

    @property
    def palette(self) -> Colours:
        return COLOURS[self.colours]

    @property
    def pictures(self) -> tuple[FrozenPicture, ...]:
        return tuple(picture for picture in (self.emblem_picture, self.background_picture) if picture is not None)

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        return {**data, "holder": [list(line) for line in self.holder]}


def design_of(content: Any) -> Design:
    """The design that this content says; raises ContentError with a sentence for whatever else it holds."""
    if not isinstance(content, dict):
        raise ContentError(_("The template's content is not a set of named values."))
    if "version" not in content:
        return _design_before_versions(content)
    if content["version"] != CONTENT_VERSION or isinstance(content["version"], bool):
        raise ContentError(_("The template's content has version %(version)s, which is unknown.") % _shown(content))
    names = set(Design.__dataclass_fields__)
    if odd := sorted(map(str, set(content) ^ names)):
        raise ContentError(
            _("The template's content lacks or does not know: %(names)s.") % {"names": ", ".join(odd)[:200]}
        )
    design = Design(
        preset=_one_of(content, "preset", PRESETS),
        sentences=_sentences(content["sentences"]),
        heading=_words(content, "heading", LONGEST_HEADING),
        award_heading=_words(content, "award_heading", LONGEST_HEADING),
        given=_words(content, "given", LONGEST_WORDS),
        colours=_one_of(content, "colours", tuple(COLOURS)),
        emblem=_one_of(content, "emblem", EMBLEMS),
        emblem_picture=_picture(content, "emblem"),
        background=_one_of(content, "background", BACKGROUNDS),
        background_picture=_picture(content, "background"),
        holder=_holder(content["holder"]),
        arrangement=_one_of(content, "arrangement", ARRANGEMENTS),
        proof=_one_of(content, "proof", PROOF_SIDES),
        reverse=_flag(content, "reverse"),
    )
    if design.emblem_picture is not None and not design.emblem_picture.alt.strip():
        raise ContentError(_("The emblem's picture needs an alternative text: say what it shows."))
    return design


def _design_before_versions(content: dict[str, Any]) -> Design:
    from certificates.paper.presets import BEFORE_VERSIONS  # presets are made of designs

    if content != {"preset": "formal"}:
        raise ContentError(_("The template %(preset)s is unknown.") % {"preset": str(content.get("preset"))[:80]})
    return BEFORE_VERSIONS


def _one_of(content: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = content[name]
    if not isinstance(value, str) or value not in known:
        if name == "preset":
            raise ContentError(_("The template %(preset)s is unknown.") % {"preset": str(value)[:80]})
        raise ContentError(
            _("%(name)s is “%(value)s”; known are: %(known)s.")
            % {"name": name, "value": str(value)[:80], "known": ", ".join(known)}
        )
    return value


def _flag(content: dict[str, Any], name: str) -> bool:
    if not isinstance(content[name], bool):
        raise ContentError(_("%(name)s must be yes or no.") % {"name": name})
    return bool(content[name])


def _words(content: dict[str, Any], name: str, limit: int) -> str:
    """One line without placeholders."""
    value = content[name]
    if not isinstance(value, str) or len(value) > limit or any(ord(sign) < 32 for sign in value):
        raise ContentError(_("%(name)s must be one line of at most %(limit)d characters.") % _limit(name, limit))
    if name == "heading" and not value.strip():
        raise ContentError(_("The heading is empty."))
    return value


def _limit(name: str, limit: int) -> dict[str, Any]:
    return {"name": name, "limit": limit}


def _sentences(value: Any) -> dict[str, Sentence]:
    if not isinstance(value, dict) or set(value) != set(SITUATIONS):
        raise ContentError(_("A template has a sentence for each of: %(names)s.") % {"names": ", ".join(SITUATIONS)})
    found = {}
    for situation, parts in value.items():
        if not isinstance(parts, dict) or set(parts) != {"opening", "closing"}:
            raise ContentError(_("A sentence has an opening and a closing."))
        for text in parts.values():
            if not isinstance(text, str):
                raise ContentError(_("A sentence has an opening and a closing."))
            check_sentence(text)
        if not parts["opening"].strip():
            raise ContentError(
                _("The sentence for “%(situation)s” is empty.") % {"situation": str(SITUATIONS[situation])}
            )
        found[situation] = Sentence(**parts)
    return found


def _holder(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(line, list) and line for line in value):
        raise ContentError(_("The lines under the name are lists of fields."))
    names = [name for line in value for name in line]
    if not all(isinstance(name, str) and name in HOLDER_FIELDS for name in names):
        raise ContentError(_("The lines under the name know only: %(names)s.") % {"names": ", ".join(HOLDER_FIELDS)})
    if len(set(names)) != len(names):
        raise ContentError(_("The lines under the name show the same thing twice."))
    if len(value) > MOST_HOLDER_LINES:
        raise ContentError(_("At most %(count)d lines stand under the name.") % {"count": MOST_HOLDER_LINES})
    return tuple(tuple(line) for line in value)


def _picture(content: dict[str, Any], name: str) -> FrozenPicture | None:
    value = content[f"{name}_picture"]
    if content[name] != "picture":
        if value is not None:
            raise ContentError(_("A picture is named that the template does not show."))
        return None
    if not isinstance(value, dict) or set(value) != set(FrozenPicture.__dataclass_fields__):
        raise ContentError(_("A picture of the template is missing: choose it again."))
    sides = (value["width"], value["height"])
    if not (isinstance(value["sha256"], str) and ADDRESS.fullmatch(value["sha256"])):
        raise ContentError(_("A picture of the template lies outside our own storage: upload it here."))
    if value["format"] not in ("png", "jpeg"):
        raise ContentError(_("A picture of the template is neither PNG nor JPEG: upload it again."))
    if not all(isinstance(side, int) and 0 < side <= MOST_PIXELS_A_SIDE for side in sides):
        raise ContentError(_("A picture of the template has impossible measures: upload it again."))
    if not isinstance(value["alt"], str) or len(value["alt"]) > LONGEST_ALT:
        raise ContentError(_("The alternative text of a picture is too long."))
    return FrozenPicture(**value)


def _shown(content: dict[str, Any]) -> dict[str, str]:
    return {"version": str(content["version"])[:80]}
