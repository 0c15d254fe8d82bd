"""What a participant reads of the own attendance on the page of the course, and the way to check in now."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.figures import figure
from courses.attendance import AttendanceFigures
from courses.check_in_words import hour
from courses.selectors.attendance_list import own_standing, rooms_to_show
from courses.slots import SlotLink

if TYPE_CHECKING:
    from courses.models import CoursePage, Enrolment, Session


def attendance_section(request: HttpRequest, course: CoursePage, enrolment: Enrolment | None) -> list[SlotLink]:
    """Two queries; one for who takes no part. Nothing before there is something to check in to, or was held."""
    if enrolment is None:
        return [_room(session) for session in rooms_to_show(request.user, course)]
    standing = own_standing(enrolment)
    links = [
        SlotLink(
            label=_("Check in: %(session)s") % {"session": session.subject},
            url=reverse("courses:check_in", args=[session.uid]),
            status=_("noted") if is_noted else _("open now"),
            tone="success" if is_noted else "warning",
            detail=f"{hour(session.starts_at, session)}–{hour(session.ends_at, session)}",
        )
        for session, is_noted in standing.open_now
    ]
    if standing.figures.jp_held:
        links.append(_figures(standing.figures, standing.target, enrolment))
    return links


def _room(session: Session) -> SlotLink:
    """To who speaks, moderates or stands at the door today."""
    return SlotLink(
        label=_("Room screen: %(session)s") % {"session": session.subject},
        url=reverse("courses:room", args=[session.uid]),
        status=_("open now"),
        tone="warning",
        detail=f"{hour(session.starts_at, session)}–{hour(session.ends_at, session)}",
    )


def _figures(figures: AttendanceFigures, target: Decimal | None, enrolment: Enrolment) -> SlotLink:
    words = _("So far %(attended)s of %(held)s JP, %(share)s %% of the whole.") % {
        "attended": figure(figures.jp_attended),
        "held": figure(figures.jp_held),
        "share": figure(figures.of_whole.quantize(Decimal("0.1"), ROUND_DOWN)),
    }
    status, tone = "", "neutral"
    if target is not None:
        if figures.of_whole >= target:
            status, tone = _("met"), "success"
        elif figures.can_meet(target):
            status, tone = _("can still be met"), "info"
        else:
            status, tone = _("cannot be met any more"), "danger"
    return SlotLink(
        label=_("My attendance"),
        url=reverse("courses:enrolment_attendance", args=[enrolment.uid]),
        status=status,
        detail=words,
        tone=tone,
    )
