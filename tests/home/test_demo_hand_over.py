"""The demo's hand-over on an installation where people went on with the demo's coordinators."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from home.demo import load_people, sources
from members.models import CoordinatorAppointment, HandOver, Message, Province
from members.querysets import today
from members.services import appoint_coordinator, end_appointment
from tests.factories.members import make_member, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture
def current(settings: Any) -> CoordinatorAppointment:
    settings.DEMO = True
    load_people.load_offices()
    load_people.load_staff()
    load_people.load_members()
    load_people.load_coordinators()
    [row] = sources.roles()["hand_over"]
    return CoordinatorAppointment.objects.get(province__code=row["province"])


def test_it_is_told_where_the_demo_still_coordinates_and_else_left_out(current: CoordinatorAppointment) -> None:
    def loaded() -> int:
        added = load_people.load_hand_over()
        assert load_people.load_hand_over() == 0
        assert HandOver.objects.exclude(note="").count() == added
        HandOver.objects.all().delete()
        CoordinatorAppointment.objects.filter(province=current.province).exclude(pk=current.pk).delete()
        CoordinatorAppointment.objects.filter(pk=current.pk).update(valid_to=None)
        return added

    def follow(days_ago: int) -> None:
        office = make_office(f"KSOP Semarang {days_ago}", province=Province.objects.get(pk=current.province_id))
        member = make_member("Penerus", office=office)
        day = today() - timedelta(days=days_ago)
        appoint_coordinator(
            province=current.province, office=office, member=member, decree="SK 9", since=day, actor=None
        )

    assert loaded() == 1
    told = Message.objects.filter(template__startswith="coordinator_").order_by("template")
    assert [letter.template for letter in told] == ["coordinator_appointed", "coordinator_relieved"]
    assert told[1].recipient == current.member
    follow(days_ago=2)
    assert loaded() == 0
    follow(days_ago=200)
    assert loaded() == 0
    end_appointment(appointment=current, last_day=clock.site_day() - timedelta(days=90), actor=None)
    assert loaded() == 0
    assert loaded() == 1
