from datetime import timedelta

import pytest

from certificates.models import BatchCertificateSetup, KindSetup
from courses.models import CourseOrganiser
from courses.services.cloning import NextBatch, clone_batch
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def test_a_next_batch_has_the_setup_of_the_one_before_and_pins_nothing():
    batch = make_certifiable_batch()
    organiser = make_member("Ratna")
    CourseOrganiser.objects.create(course=batch.course, member=organiser)
    setup = batch.certificate_setup
    setup.issued_on = batch.ends_on
    setup.save()
    KindSetup.objects.create(setup=setup, kind="speaker")

    clone = clone_batch(
        batch=batch, wanted=NextBatch("Berikut", "berikut", batch.starts_on + timedelta(days=10)), actor=organiser
    )

    made = BatchCertificateSetup.objects.get(batch=clone)
    assert (made.template, made.numbering, made.issued_at_place) == (
        setup.template,
        setup.numbering,
        setup.issued_at_place,
    )
    assert made.issued_on == setup.issued_on + timedelta(days=10)
    assert made.revision is None
    assert [row.signatory_id for row in made.signatories.all()] == [row.signatory_id for row in setup.signatories.all()]
    assert [row.kind for row in made.kinds.all()] == ["speaker"]
    assert made.uid != setup.uid
