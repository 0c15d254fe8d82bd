"""The ways between the pages of a batch's papers, one for each kind."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.choices import CertificateKind
from courses.models import Batch

KINDS = {
    CertificateKind.SPEAKER: gettext_lazy("Speakers"),
    CertificateKind.COMMITTEE: gettext_lazy("Committee"),
    CertificateKind.AWARD: gettext_lazy("Offices"),
}


def tabs_of(batch: Batch, current: CertificateKind) -> list[tuple[str, str, bool]]:
    """Participants first, then the other kinds: (label, address, is the current one)."""
    rest = [
        (str(label), reverse("certificates:kind", args=[batch.code, kind.value]), kind == current)
        for kind, label in KINDS.items()
    ]
    participants = reverse("certificates:batch", args=[batch.code])
    return [(_("Participants"), participants, current == CertificateKind.PARTICIPANT), *rest]
