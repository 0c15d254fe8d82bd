"""Who is asked about a place, and for how long the link that asks still works."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from courses.choices import EnrolmentState, SelfEnrolment
from courses.models import PlaceLink
from courses.services import withdraw_enrolment
from courses.services.joining import join_batch
from courses.services.nominations import swap_nominee
from tests.courses.services.test_nominations import Scene, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "places_filled_for", "asked"),
    [(10, 40, 1), (12, 40, 2), (12, 14, 1)],  # asked anew with three days left, unless a new link ends no later
)
def test_a_request_is_not_left_with_a_link_that_ends_in_a_few_days(days, places_filled_for, asked):
    last_day = timezone.localdate() + timedelta(days=places_filled_for - 1)
    scene = Scene(self_enrolment=SelfEnrolment.APPROVAL, starts_on=last_day, nominations_until=None)
    budi = scene.person("Budi")
    withdraw_enrolment(enrolment=join_batch(batch=scene.batch, member=budi), actor=budi)

    with clock.at(clock.now() + timedelta(days=days)):
        for _ in range(2):
            row = join_batch(batch=scene.batch, member=budi)
            withdraw_enrolment(enrolment=row, actor=budi)
        join_batch(batch=scene.batch, member=budi)
        assert PlaceLink.objects.filter(enrolment=row, expires_at__gt=clock.now()).count() == 1

    assert told("place_approval") == ["Eko"] * asked


def test_an_organiser_who_swaps_somebody_who_asked_for_the_place_is_who_nominates():
    scene = Scene(self_enrolment=SelfEnrolment.APPROVAL)
    budi, citra = scene.person("Budi"), scene.person("Citra")

    after = swap_nominee(enrolment=join_batch(batch=scene.batch, member=budi), member=citra, actor=scene.organiser)
    [row] = scene.nominate(scene.person("Adi"))
    dewi = swap_nominee(enrolment=row, member=scene.person("Dewi"), actor=scene.organiser)

    assert (after.state, after.nominated_by, dewi.nominated_by) == (
        EnrolmentState.NOMINATED,
        scene.organiser,
        scene.head,
    )
    assert told("place_asked") == ["Citra", "Adi", "Dewi"]
