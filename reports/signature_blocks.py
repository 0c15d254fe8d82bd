"""Who signs the reports of a batch: those who sign its certificates, in the forms that they sign in."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from certificates.models import BatchCertificateSetup, Signatory
from core import clock
from courses.models import Batch
from members import nip
from reports.paper.blocks import Signature

TO_BE_FILLED = "." * 46


def setup_of(batch: Batch) -> BatchCertificateSetup | None:
    return BatchCertificateSetup.objects.filter(batch=batch).first()


def signatory_of(setup: BatchCertificateSetup | None) -> Signatory | None:
    """The first of those who sign the certificates. One query."""
    if setup is None:
        return None
    first = setup.signatories.select_related("signatory").order_by("sort_order", "pk").first()
    return first.signatory if first else None


def signature(signatory: Signatory | None, place: str, day: date | None = None) -> Signature:
    """With dots to write on where nobody was named."""
    place_and_day = f"{place}, {date_format(day or clock.site_day(), 'j F Y')}"
    if signatory is None:
        return Signature(place_and_day, function="", name=TO_BE_FILLED)
    return Signature(
        place_and_day,
        function=f"{signatory.function},",
        name=signatory.name,
        on_behalf=signatory.on_behalf,
        rank=signatory.rank,
        number=nip.group(signatory.number),
    )
