"""What the apps below put on the desks: lists of providers, each with as many queries for one row as for a thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import clock
from courses.models import Enrolment
from members.models import User
from quizzes.selectors.overviews import standings_of
from quizzes.selectors.standing import Standing


@dataclass(frozen=True)
class DeskItem:
    """One line on a desk: what it is, in the words of its author, where it leads and how it stands."""

    label: str
    url: str = ""
    status: str | Promise = ""
    tone: str = "neutral"
    detail: str | Promise = ""


EnrolmentProvider = Callable[[Enrolment], list[DeskItem]]
PersonProvider = Callable[[User], list[DeskItem]]


def tests_due(enrolment: Enrolment) -> list[DeskItem]:
    """Tests of the course that this participant can sit now and has not passed."""
    items = []
    for standing in standings_of(enrolment.batch.course, enrolment):
        if standing.open_attempt is not None:
            status, tone = _("in progress"), "warning"
        elif standing.refusal(clock.now()) is None and not _is_passed(standing):
            status, tone = _("open now"), "success"
        else:
            continue
        items.append(
            DeskItem(
                label=standing.version.title,
                url=reverse("quizzes:landing", args=[standing.version.quiz.uid]),
                status=status,
                tone=tone,
                detail=_closing_words(standing),
            )
        )
    return items


def _is_passed(standing: Standing) -> bool:
    mark = standing.policies.pass_mark
    return any(attempt.percent is not None and attempt.percent >= mark for attempt in standing.scored)


def _closing_words(standing: Standing) -> str:
    closes_at = standing.window.closes_at if standing.window else None
    if closes_at is None:
        return ""
    batch = standing.enrolment.batch
    local = timezone.localtime(closes_at, ZoneInfo(batch.zone))
    return _("open until %(day)s, %(time)s %(zone)s") % {
        "day": date_format(local, "j F Y"),
        "time": local.strftime("%H.%M"),
        "zone": batch.get_zone_display(),
    }


TESTS_DUE: tuple[EnrolmentProvider, ...] = (tests_due,)
CERTIFICATES: tuple[PersonProvider, ...] = ()
READY_TO_ISSUE: tuple[PersonProvider, ...] = ()
