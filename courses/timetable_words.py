"""Changes and clashes of a timetable in words, in the reader's language. Every time carries its zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.choices import ClashKind

if TYPE_CHECKING:
    from courses.models import Batch, Session, TimetableChange
    from courses.selectors.clashes import Clash

NOTHING = "–"


@dataclass(frozen=True)
class ChangedFact:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeFace:
    """`news` says in a word what happened to the session; `facts` what differs, or of a new one what holds."""

    title: str
    news: str
    facts: list[ChangedFact]


def times_in_words(starts_at: datetime, ends_at: datetime, batch: Batch) -> str:
    """Senin, 2 November 2026, 09.00–10.30 WIB."""
    starts, ends = (timezone.localtime(moment, batch.timezone) for moment in (starts_at, ends_at))
    until = date_format(ends, "H.i") if ends.date() == starts.date() else date_format(ends, "l, j F Y, H.i")
    return f"{date_format(starts, 'l, j F Y, H.i')}–{until} {batch.get_zone_display()}"


def change_face(change: TimetableChange, batch: Batch, names: Mapping[int, str]) -> ChangeFace:
    before, after = change.before, change.after
    if change.about == batch.uid:
        facts = _facts(before or {}, after or {}, {"venue": _("Venue"), "city": _("City"), "notice": _("Venue notice")})
        return ChangeFace(_("The place"), _("Changed"), facts)
    stand = after or before or {}
    title = str(stand.get("subject", ""))
    if after is None or (after["cancelled"] and before is not None):
        shown = _shown(before or {}, batch, names)
        return ChangeFace(title, _("Cancelled"), [ChangedFact(_("Was planned for"), shown["times"], "")])
    if before is None:
        shown = _shown(after, batch, names)
        facts = [ChangedFact(label, "", shown[name]) for name, label in _labels().items() if name in ("times", "room")]
        return ChangeFace(title, _("New"), [fact for fact in facts if fact.after != NOTHING])
    news = _("Takes place after all") if before["cancelled"] else _("Changed")
    return ChangeFace(title, news, _facts(_shown(before, batch, names), _shown(after, batch, names), _labels()))


def clash_in_words(clash: Clash) -> str:
    """What both need; what the other one is and when, in the time of its own batch."""
    who = get_text_list(clash.names, _("and"))
    if clash.of_whole_batch:
        about = _("All participants of this batch")
    elif clash.kind == ClashKind.SPEAKER:
        about = _("Speaker: %(names)s") % {"names": who}
    elif clash.kind == ClashKind.ROOM:
        about = _("Room: %(room)s") % {"room": clash.session.room}
    elif clash.more:
        about = ngettext(
            "Participants: %(names)s and %(more)d more",
            "Participants: %(names)s and %(more)d more",
            clash.more,
        ) % {"names": ", ".join(clash.names), "more": clash.more}
    else:
        about = _("Participants: %(names)s") % {"names": who}
    return f"{about} – {other_in_words(clash)}"


def other_in_words(clash: Clash) -> str:
    other: Session = clash.other
    said = {
        "subject": other.subject,
        "batch": other.batch.name,
        "when": times_in_words(other.starts_at, other.ends_at, other.batch),
        "organiser": getattr(other, "organiser", ""),
    }
    if clash.is_open_book:
        return _("“%(subject)s”, %(batch)s, %(when)s") % said
    return _("a session of another course (%(organiser)s), %(when)s") % said


def _labels() -> dict[str, str]:
    return {
        "subject": _("Subject"),
        "times": _("Time"),
        "room": _("Room"),
        "online": _("Online link"),
        "speakers": _("Speakers"),
    }


def _shown(stand: Mapping[str, Any], batch: Batch, names: Mapping[int, str]) -> dict[str, str]:
    """The link itself is told to nobody by mail: it stands where one is logged in."""
    if not stand:
        return dict.fromkeys(_labels(), NOTHING)
    starts, ends = (datetime.fromisoformat(stand[name]) for name in ("starts", "ends"))
    return {
        "subject": stand["subject"],
        "times": times_in_words(starts, ends, batch),
        "room": stand["room"],
        "online": stand["online"],
        "speakers": ", ".join(names.get(number, NOTHING) for number in stand["speakers"]),
    }


def _facts(before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str]) -> list[ChangedFact]:
    facts = []
    for name, label in labels.items():
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if name == "online":
            facts.append(ChangedFact(label, "", _link_in_words(bool(old), bool(new))))
        else:
            facts.append(ChangedFact(label, old or NOTHING, new or NOTHING))
    return facts


def _link_in_words(was: bool, is_there: bool) -> str:
    if not is_there:
        return _("taken out")
    return _("there is another one") if was else _("there is one now")
