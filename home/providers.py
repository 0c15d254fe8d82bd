"""What the apps below put on the desks: lists of providers, each with as many queries for one row as for a thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.choices import CertificateState
from certificates.models import Certificate
from core import clock
from courses.choices import BatchState
from courses.models import Batch, Completion, Enrolment
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


def certificates_of(user: User) -> list[DeskItem]:
    """Those that were handed out, the valid ones first, with their course and number."""
    held = Certificate.objects.public().for_holder(user).select_related("batch__course").defer("facts_data")
    return [
        DeskItem(
            label=certificate.batch.course.title,
            url=reverse("certificates:certificate", args=[certificate.uid]),
            status=str(certificate.standing.label),
            tone="success" if certificate.standing == CertificateState.ISSUED else "neutral",
            detail=certificate.number,
        )
        for certificate in sorted(held, key=lambda row: row.standing != CertificateState.ISSUED)
    ]


def batches_to_issue(user: User) -> list[DeskItem]:
    """Closed batches where people are complete and have no certificate, with their number."""
    certified = Certificate.objects.filter(enrolment=OuterRef("enrolment"))
    waiting = (
        Completion.objects.filter(
            ~Exists(certified),
            enrolment__batch__in=Batch.objects.run_by(user).filter(state=BatchState.CLOSED).values("pk"),
        )
        .values("enrolment__batch__code", "enrolment__batch__name", "enrolment__batch__starts_on")
        .annotate(number=Count("pk"))
        .order_by("enrolment__batch__starts_on", "enrolment__batch__code")
    )
    return [
        DeskItem(
            label=row["enrolment__batch__name"],
            url=reverse("certificates:batch", args=[row["enrolment__batch__code"]]),
            status=ngettext("%(count)d person", "%(count)d people", row["number"]) % {"count": row["number"]},
            tone="success",
        )
        for row in waiting
    ]


TESTS_DUE: tuple[EnrolmentProvider, ...] = (tests_due,)
CERTIFICATES: tuple[PersonProvider, ...] = (certificates_of,)
READY_TO_ISSUE: tuple[PersonProvider, ...] = (batches_to_issue,)
