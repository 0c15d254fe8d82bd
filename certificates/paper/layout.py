"""From frozen facts and a design to the variables of the paper's template. Pure.

What depends on the holder is decided in one place, `holder_layout`: two people with the same shape get pages that
differ in letters alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certificates import typography, wording
from certificates.choices import CertificateKind
from certificates.drawing import RenderingError
from certificates.facts import Facts
from certificates.paper.content import Design
from certificates.paper.fields import filled, holder_lines, situation_of
from certificates.paper.pictures import picture_url

EMBLEM_ALT = "Lambang penyelenggara: jangkar di depan mawar kompas"
LONG_ORGANISER = 82
LONG_HEADING = 12
NAME_SIZES = {
    "formal": (typography.NAME_SIZES, typography.WRAPPED_NAME_SIZES),
    "award": ((36.0, 32.0, 29.0, 26.0, 23.0, 21.0, 19.0), (21.0, 19.0, 17.0, 15.0)),
}


@dataclass(frozen=True)
class HolderLayout:
    """The holder's own words and how they are set."""

    name_size: float
    name_lines: tuple[str, ...]
    identity: tuple[str, ...]
    opening: str
    closing: str

    @property
    def shape(self) -> tuple[float, int, int]:
        """Equal for pages that differ in letters alone, while no sentence names the holder."""
        return self.name_size, len(self.name_lines), len(self.identity)


def holder_layout(facts: Facts, design: Design) -> HolderLayout:
    """Every decision of the page that the holder has a part in. Raises RenderingError where the name does not fit."""
    layout = typography.name_layout(facts.holder.full_name, *NAME_SIZES[design.preset])
    if layout is None:
        raise RenderingError(_("The name is too long for the box."))
    sentence = design.sentences[situation_of(facts)]
    return HolderLayout(
        name_size=layout[0],
        name_lines=tuple(layout[1]),
        identity=tuple(holder_lines(design.holder, facts)),
        opening=filled(sentence.opening, facts),
        closing=filled(sentence.closing, facts),
    )


def paper_of(facts: Facts, design: Design) -> dict[str, Any]:
    """Sentences, sizes and rows, all from the frozen facts."""
    period = wording.period_words(facts.starts_on, facts.ends_on)
    rows = len(facts.sessions)
    holder = holder_layout(facts, design)
    return {
        "facts": facts,
        "design": design,
        "title": f"{_title(facts, design)} {facts.number}: {facts.holder.full_name}",
        "description": f"{facts.course}, {period}",
        "created": facts.issued_on.isoformat(),
        "heading": _heading(facts, design),
        "long_heading": len(_heading(facts, design)) > LONG_HEADING,
        "holder": holder,
        "roomy": len(holder.name_lines) == 1 and len(holder.identity) < 3,
        "wordy": len(facts.organiser) > LONG_ORGANISER,
        "course_size": typography.fitting_size(facts.course, typography.SERIF_BOLD, typography.COURSE_SIZES),
        "period": period,
        "ornament": f"{design.preset} {design.colours}" if design.background == "ornament" else "none",
        **_emblem(design),
        "wording": wording.proof_words(facts.seal),
        "signed": wording.signed_words(facts.seal),
        "foot_class": ("several many" if len(facts.signatories) > 2 else "several")
        if len(facts.signatories) > 1
        else "",
        "signatories": _signatories(facts, design),
        "rows": [
            {
                "day": wording.date_words(row.day),
                "subject": row.subject,
                "speaker": row.speaker,
                "jp": wording.jp_words(row.jp),
            }
            for row in facts.sessions
        ],
        "table_class": "" if rows <= 9 else "tight" if rows <= 16 else "tightest",
        "total": wording.jp_words(facts.total_jp),
    }


def _emblem(design: Design) -> dict[str, Any]:
    if design.emblem_picture is not None:
        return {"emblem": picture_url(design.emblem_picture), "emblem_alt": design.emblem_picture.alt}
    return {"emblem": f"ornament:emblem-{design.colours}" if design.emblem == "ours" else "", "emblem_alt": EMBLEM_ALT}


def _heading(facts: Facts, design: Design) -> str:
    return design.award_heading if facts.kind == CertificateKind.AWARD and design.award_heading else design.heading


def _title(facts: Facts, design: Design) -> str:
    """What the window of a reader is called."""
    return "Piagam" if design.preset == "award" else "Sertifikat"


def _signatories(facts: Facts, design: Design) -> list[dict[str, Any]]:
    """Place and day stand over the last one, who is the highest in rank; in a centred row over the middle of it."""
    place = f"{facts.issued_at_place}, {wording.date_words(facts.issued_on)}"
    last = len(facts.signatories) - 1
    return [
        {
            "facts": row,
            "number": wording.grouped_number(row.number),
            "place": place if position == last else "\u00a0",
        }
        for position, row in enumerate(facts.signatories)
    ]
