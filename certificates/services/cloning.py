"""What certificates add to a clone of a batch, inside its transaction: how its papers look, are numbered and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from certificates.models import BatchCertificateSetup, KindSetup, SetupSignatory

if TYPE_CHECKING:
    from courses.cloning import Cloning
    from courses.models import Batch

TAKEN_ALONG = ("numbering_id", "template_id", "organiser_above", "issued_at_place", "automatic", "attach_pdf")
TAKEN_ALONG_OF_KINDS = ("kind", "is_on", "numbering_id", "template_id", "least")


def clone_certificate_setup(batch: Batch, clone: Batch, cloning: Cloning) -> None:
    """The first run pins the template as it is published then, as in any new batch."""
    setup = BatchCertificateSetup.objects.filter(batch=batch).select_related("template").first()
    if setup is None:
        return
    made = BatchCertificateSetup.objects.create(
        batch=clone,
        issued_on=cloning.shifted(setup.issued_on),
        **{name: getattr(setup, name) for name in TAKEN_ALONG},
    )
    SetupSignatory.objects.bulk_create(
        SetupSignatory(setup=made, signatory_id=row.signatory_id, sort_order=row.sort_order)
        for row in setup.signatories.all()
    )
    KindSetup.objects.bulk_create(
        KindSetup(setup=made, **{name: getattr(row, name) for name in TAKEN_ALONG_OF_KINDS})
        for row in setup.kinds.all()
    )
    cloning.taken(
        _("Certificates: template “%(template)s”, numbering, place of issue and signatories.")
        % {"template": setup.template}
    )
    if setup.issued_on is not None and cloning.distance:
        cloning.changed(_("The date of issue is shifted, too."))
    cloning.left_out(_("Certificates that were issued, and the list of who else gets one."))
