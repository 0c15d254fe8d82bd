"""What courses' pages show of certificates: one query each."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.selectors import state_counts_for
from courses.models import Batch, CoursePage, Enrolment
from courses.selectors.requirements import has_completed
from courses.slots import SlotLink, register_batch_section, register_course_section


def my_certificate(request: HttpRequest, course: CoursePage, enrolment: Enrolment | None) -> list[SlotLink]:
    """Not asked for before the completion, without which none is issued."""
    if enrolment is None or not has_completed(enrolment):
        return []
    latest = Certificate.objects.public().filter(enrolment=enrolment).order_by("-edition").first()
    if latest is None:
        return []
    return [
        SlotLink(
            label=_("Certificate %(number)s") % {"number": latest.number},
            url=reverse("certificates:certificate", args=[latest.uid]),
            status=str(latest.standing.label),
            tone="success" if latest.standing == CertificateState.ISSUED else "warning",
        )
    ]


def certificates_of_batch(request: HttpRequest, batch: Batch) -> list[SlotLink]:
    issued = state_counts_for(batch).get(CertificateState.ISSUED, 0)
    return [
        SlotLink(
            label=_("Who gets one, and who does not"),
            url=reverse("certificates:batch", args=[batch.code]),
            status=ngettext("%(count)d issued", "%(count)d issued", issued) % {"count": issued},
            tone="success" if issued else "neutral",
        )
    ]


register_course_section(my_certificate, heading=gettext_lazy("Certificate"))
register_batch_section(certificates_of_batch, heading=gettext_lazy("Certificates"))
