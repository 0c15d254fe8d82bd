"""Rules of a group as screens tell them: who, what, and what becomes of each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes import wording
from quizzes.choices import GroupKind
from quizzes.timing import Allowance

if TYPE_CHECKING:
    from quizzes.models import GroupAccommodation
    from quizzes.selectors.groups import GroupLine
    from quizzes.services.accommodating import Change


def allowance_in_words(allowance: Allowance, zone: str) -> str:
    """15 minutes more, 1 attempt more."""
    parts = []
    if allowance.no_timer:
        parts.append(_("no time limit"))
    if allowance.factor != 1:
        parts.append(_("time × %(factor)s") % {"factor": wording.number_in_words(Decimal(allowance.factor))})
    if minutes := allowance.extra_minutes:
        parts.append(ngettext("%(count)d minute more", "%(count)d minutes more", minutes) % {"count": minutes})
    if number := allowance.extra_attempts:
        parts.append(ngettext("%(count)d attempt more", "%(count)d attempts more", number) % {"count": number})
    if allowance.opens_at:
        parts.append(_("open from %(moment)s") % {"moment": wording.moment_in_words(allowance.opens_at, zone)})
    if allowance.closes_at:
        parts.append(_("open until %(moment)s") % {"moment": wording.moment_in_words(allowance.closes_at, zone)})
    return ", ".join(parts) or _("the rule of the test")


def name_of(group: GroupAccommodation) -> str:
    if group.kind == GroupKind.OFFICE and group.office:
        return group.office.name
    if group.kind == GroupKind.PROVINCE and group.province:
        return _("Province %(name)s") % {"name": group.province.name}
    return _("Chosen people")


@dataclass(frozen=True)
class GroupFace:
    line: GroupLine
    name: str
    people: str
    gives: str
    newcomers: str
    given: str
    taken_back: str


def face_of(line: GroupLine, zone: str) -> GroupFace:
    group = line.group
    newcomers = ngettext(
        "%(count)d person was enrolled later and has it not yet.",
        "%(count)d people were enrolled later and have it not yet.",
        line.newcomers,
    )
    return GroupFace(
        line=line,
        name=name_of(group),
        people=people_in_words(line.people),
        gives=allowance_in_words(group.allowance, zone),
        newcomers=newcomers % {"count": line.newcomers} if line.newcomers and line.is_standing else "",
        given=wording.moment_in_words(group.given_at, zone),
        taken_back=wording.moment_in_words(group.taken_back_at, zone) if group.taken_back_at else "",
    )


def people_in_words(number: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", number) % {"count": number}


@dataclass(frozen=True)
class ChangeLine:
    name: str
    office: str
    before: str
    after: str
    note: str
    tone: str
    deadline: str
    stays: str


@dataclass(frozen=True)
class Preview:
    told: list[ChangeLine]
    """Whom something sets apart: who writes now, who has rules already."""
    others: list[str]
    facts: list[tuple[str, str]]


def preview_of(changes: Sequence[Change], allowance: Allowance | None, zone: str) -> Preview:
    lines = [(change, _line(change, zone)) for change in changes]
    told = [line for change, line in lines if change.moves_attempt]
    told += [line for change, line in lines if not change.moves_attempt and _is_apart(change)]
    others = [line.name for change, line in lines if not _is_apart(change)]
    unchanged = sum(not change.is_needed for change in changes)
    facts = [
        (_("People"), str(len(changes))),
        (_("What they get"), allowance_in_words(allowance, zone) if allowance else _("what they had before")),
        (_("Writing now, with another deadline at once"), str(sum(change.moves_attempt for change in changes))),
    ]
    if unchanged:
        facts.append((_("Nothing changes"), str(unchanged)))
    return Preview(told, others, facts)


def _is_apart(change: Change) -> bool:
    return change.attempt is not None or (
        change.before != Allowance() and (change.after != Allowance() or not change.is_needed)
    )


def _line(change: Change, zone: str) -> ChangeLine:
    note, tone = "", "info"
    if not change.is_needed:
        note, tone = _("has as much already; nothing changes"), "neutral"
    elif change.row is not None and change.row.has_own:
        note = _("own rules stay; of each the most counts")
    elif change.is_elsewhere and change.after != Allowance():
        note = _("is in another group, too; of each the most counts")
    return ChangeLine(
        name=change.enrolment.member.name,
        office=change.enrolment.office.name if change.enrolment.office else "",
        before=allowance_in_words(change.before, zone),
        after=allowance_in_words(change.after, zone),
        note=note,
        tone=tone,
        deadline=_deadline(change, zone) if change.moves_attempt else "",
        stays=_why_it_stays(change) if change.attempt is not None and not change.moves_attempt else "",
    )


def _why_it_stays(change: Change) -> str:
    if change.deadline is None:
        return _("writes now, without a time limit")
    if change.before.time != change.after.time:
        return _("writes now: the deadline stays, the close of the test cuts it off")
    return _("writes now: the deadline stays")


def _deadline(change: Change, zone: str) -> str:
    if change.deadline is None:
        return _("no time limit any more")
    return wording.moment_in_words(change.deadline, zone)
