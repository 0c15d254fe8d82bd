"""What courses' pages show of certificates: one query each."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.choices import CertificateState, CorrectionState
from certificates.models import Certificate
from certificates.selectors import state_counts_for
from certificates.waiting import WAITING, with_what_waits
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
    counts = state_counts_for(batch)
    issued = counts.get(CertificateState.ISSUED, 0)
    link = SlotLink(
        label=_("Who gets one, and who does not"),
        url=reverse("certificates:batch", args=[batch.code]),
        status=ngettext("%(count)d issued", "%(count)d issued", issued) % {"count": issued},
        tone="success" if issued else "neutral",
    )
    # Nothing waits where no number was ever drawn.
    return [link, *waiting_links(batch)] if counts else [link]


def waiting_links(batch: Batch) -> list[SlotLink]:
    waiting = with_what_waits(Batch.objects.filter(pk=batch.pk)).values(*WAITING).first()
    if waiting is None:
        return []
    runs = reverse("certificates:runs", args=[batch.code])
    asked = urlencode({"q": batch.name, "state": CorrectionState.OPEN.value})
    lines = (
        (
            waiting["requests"],
            _("Corrections that holders ask for"),
            f"{reverse('certificates:corrections')}?{asked}",
        ),
        (waiting["paused"], _("Issue runs that are paused"), runs),
        (waiting["troubled"], _("Papers that could not be made"), runs),
    )
    return [SlotLink(label=label, url=url, status=str(count), tone="warning") for count, label, url in lines if count]


register_course_section(my_certificate, heading=gettext_lazy("Certificate"))
register_batch_section(certificates_of_batch, heading=gettext_lazy("Certificates"))
