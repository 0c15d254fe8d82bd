"""What the apps below put on the desks: lists of providers, each with as many queries for one row as for a thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from certificates.choices import CertificateState
from certificates.models import Certificate
from courses.choices import BatchState
from courses.models import Batch, Completion
from members.models import User


@dataclass(frozen=True)
class DeskItem:
    """One line on a desk: what it is, in the words of its author, where it leads and how it stands."""

    label: str
    url: str = ""
    status: str | Promise = ""
    tone: str = "neutral"
    detail: str | Promise = ""


PersonProvider = Callable[[User], list[DeskItem]]


@dataclass(frozen=True)
class HeldCertificate:
    """One of a person's certificates, with all that its holder does with it."""

    course: str
    batch: str
    number: str
    url: str
    download_url: str
    size: int
    verify_url: str
    state: str
    is_valid: bool
    enrolment_id: int | None


def certificates_of(user: User) -> list[HeldCertificate]:
    """Those that were handed out, the valid ones first. One query."""
    held = Certificate.objects.public().for_holder(user).select_related("batch__course").defer("facts_data")
    return [
        HeldCertificate(
            course=certificate.batch.course.title,
            batch=certificate.batch.name,
            number=certificate.number,
            url=reverse("certificates:certificate", args=[certificate.uid]),
            download_url=reverse("certificates:download", args=[certificate.uid]),
            size=certificate.size,
            verify_url=f"{settings.SITE_URL}{reverse('certificates:verify', args=[certificate.token])}",
            state=str(certificate.standing.label),
            is_valid=certificate.standing == CertificateState.ISSUED,
            enrolment_id=certificate.enrolment_id,
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


READY_TO_ISSUE: tuple[PersonProvider, ...] = (batches_to_issue,)
