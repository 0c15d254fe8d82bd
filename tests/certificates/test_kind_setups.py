"""Each kind's own numbering and template, in the form of a batch's set-up."""

import pytest

from certificates.choices import CertificateKind
from certificates.kind_setups import setup_for
from certificates.models import BatchCertificateSetup, KindSetup
from tests.certificates.test_admin import as_user
from tests.factories.certificates import make_certifiable_batch, make_numbering
from tests.factories.members import make_administrator

pytestmark = pytest.mark.django_db


def test_a_kind_is_switched_on_in_the_form_of_the_set_up() -> None:
    batch = make_certifiable_batch("Budi")
    setup, own = BatchCertificateSetup.objects.get(), make_numbering("panitia")
    address, client = f"/admin/certificate_setups/edit/{setup.pk}/", as_user(make_administrator())
    signatory = setup.signatories.get()
    form = {
        "batch": batch.pk,
        "numbering": setup.numbering_id,
        "template": setup.template_id,
        "organiser_above": "Kementerian",
        "issued_at_place": "Jakarta",
        "signatories-TOTAL_FORMS": "1",
        "signatories-INITIAL_FORMS": "1",
        "signatories-0-id": signatory.pk,
        "signatories-0-signatory": signatory.signatory_id,
        "signatories-0-ORDER": "1",
        "kinds-TOTAL_FORMS": "1",
        "kinds-INITIAL_FORMS": "0",
        "kinds-0-kind": "committee",
        "kinds-0-is_on": "on",
        "kinds-0-numbering": own.pk,
        "kinds-0-least": "1",
    }

    page = client.get(address).content.decode()
    saved = client.post(address, form)

    assert 'name="kinds-TOTAL_FORMS"' in page
    assert saved.status_code == 302, saved.content.decode()
    assert KindSetup.objects.get().numbering == own
    found = setup_for(batch, CertificateKind.COMMITTEE)
    assert found is not None
    assert (found.is_on, found.numbering, found.template) == (True, own, setup.template)
