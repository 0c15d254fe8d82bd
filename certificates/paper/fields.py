"""What may stand in a sentence on the paper: `{course}`, `{period}` and so on, each a name for frozen facts. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import wording
from certificates.choices import CertificateKind
from certificates.errors import ContentError
from certificates.facts import Facts

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LONGEST_SENTENCE = 400
ROLES = {"speaker": "narasumber", "committee": "panitia"}
NUMBER_LABELS = {"nip": "NIP", "ni_pppk": "NI PPPK"}


@dataclass(frozen=True)
class Field:
    """One thing that a template may name."""

    label: Promise
    of: Callable[[Facts], str]


# In Indonesian, whatever the language of the screen: these are words on the paper.
FIELDS = {
    "course": Field(gettext_lazy("title of the course"), lambda facts: facts.course),
    "batch": Field(gettext_lazy("name of the batch"), lambda facts: facts.batch),
    "venue": Field(gettext_lazy("place of the training"), lambda facts: facts.venue),
    "period": Field(
        gettext_lazy("first and last day"), lambda facts: wording.period_words(facts.starts_on, facts.ends_on)
    ),
    "total_jp": Field(gettext_lazy("teaching hours (JP) in all"), lambda facts: wording.jp_words(facts.total_jp)),
    "organiser": Field(gettext_lazy("who organises"), lambda facts: facts.organiser),
    "organiser_above": Field(gettext_lazy("line above the organiser"), lambda facts: facts.organiser_above),
    "number": Field(gettext_lazy("number of the certificate"), lambda facts: facts.number),
    "issued_at_place": Field(gettext_lazy("place of issue"), lambda facts: facts.issued_at_place),
    "issued_on": Field(gettext_lazy("date of issue"), lambda facts: wording.date_words(facts.issued_on)),
    "holder.full_name": Field(gettext_lazy("holder's name with titles"), lambda facts: facts.holder.full_name),
    "holder.number": Field(gettext_lazy("holder's NIP or NI PPPK"), lambda facts: _number(facts)),
    "holder.rank": Field(gettext_lazy("holder's rank and grade"), lambda facts: facts.holder.rank),
    "holder.position": Field(gettext_lazy("holder's position"), lambda facts: facts.holder.position),
    "holder.office": Field(gettext_lazy("holder's office"), lambda facts: facts.holder.office),
    "role": Field(gettext_lazy("what a speaker or somebody of the committee did"), lambda facts: _role(facts)),
    "completed": Field(
        gettext_lazy("how many of an office's participants completed"), lambda facts: str(facts.completed)
    ),
}
# What the lines under the name may show, in the template's own order.
HOLDER_FIELDS = ("number", "rank", "position", "office")

SITUATIONS = {
    "passed": gettext_lazy("participant who passed a test"),
    "attended": gettext_lazy("participant without a test"),
    "speaker": gettext_lazy("speaker"),
    "committee": gettext_lazy("committee"),
    "office": gettext_lazy("office"),
    "award": gettext_lazy("award"),
}


def situation_of(facts: Facts) -> str:
    """Which of a template's sentences this paper says."""
    if facts.kind == CertificateKind.PARTICIPANT:
        return "passed" if facts.passed else "attended"
    if facts.kind == CertificateKind.AWARD and facts.completed:
        return "office"
    return str(facts.kind) if str(facts.kind) in SITUATIONS else "attended"


def check_sentence(text: str) -> None:
    """Raise ContentError, with what is known, unless every placeholder is known and every bracket has its partner."""
    if len(text) > LONGEST_SENTENCE:
        raise ContentError(_("A sentence is longer than %(limit)d characters.") % {"limit": LONGEST_SENTENCE})
    if any(ord(sign) < 32 for sign in text):
        raise ContentError(_("A sentence stands on one line: take out line breaks and tabs."))
    for name in PLACEHOLDER.findall(text):
        if name not in FIELDS:
            raise ContentError(
                _("{%(name)s} is unknown. Known: %(known)s.") % {"name": name, "known": known_placeholders()}
            )
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise ContentError(
            _("A curly bracket has no partner. Placeholders look like {course}. Known: %(known)s.")
            % {"known": known_placeholders()}
        )


def known_placeholders() -> str:
    return ", ".join(f"{{{name}}}" for name in FIELDS)


def filled(text: str, facts: Facts) -> str:
    """The sentence as it is printed. What a placeholder stands for is text: brackets in it mean nothing."""
    return " ".join(PLACEHOLDER.sub(lambda match: FIELDS[match.group(1)].of(facts), text).split())


def holder_lines(lines: tuple[tuple[str, ...], ...], facts: Facts) -> list[str]:
    """The lines under the name; what this holder has not is left out, with its sign between."""
    found = []
    for names in lines:
        texts = [(name, FIELDS[f"holder.{name}"].of(facts)) for name in names]
        line = ""
        for name, text in texts:
            if text:
                line += (", " if name == "office" else " · ") * bool(line) + text
        if line:
            found.append(line)
    return found


def _role(facts: Facts) -> str:
    return facts.role or ROLES.get(str(facts.kind), "peserta")


def _number(facts: Facts) -> str:
    label = NUMBER_LABELS.get(facts.holder.number_kind, "")
    return f"{label} {wording.grouped_number(facts.holder.number)}" if label else ""
