"""What a desk sends again on each visit stays below 15 kB compressed, however much there is to tell."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse

from benchmarks.budgets import BUDGETS
from core import clock
from members.services import appoint_coordinator
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session
from tests.factories.members import make_member, make_office, make_organiser
from tests.home.test_desks import client_of

pytestmark = pytest.mark.django_db


def test_a_full_desk_stays_small() -> None:
    organiser, office = make_organiser(), make_office()
    coordinator = make_member("Meike Wowor", office=office)
    appoint_coordinator(province=office.province, office=office, member=coordinator, decree="SK 1", actor=None)
    course = make_course(organisers=[organiser])
    make_material(course)
    batches = [make_batch(course, name=f"Angkatan {number}, Kota Pelabuhan {number * 7}") for number in range(15)]
    for number, batch in enumerate(batches):
        make_session(batch, f"Sesi ke-{number}", starts_at=clock.now() + timedelta(days=1, hours=number))
    people = [make_member(f"Peserta Bernama {number * 13}", office=office) for number in range(60)]
    for member in people:
        make_enrolment(batches[0], member)
    for batch in batches[1:]:
        make_enrolment(batch, people[0])
    pages = {
        "participant_desk": people[0],
        "organiser_desk": organiser,
        "coordinator_desk": coordinator,
        "missing": organiser,
        "offices": organiser,
    }

    sizes = {
        name: len(gzip.compress(client_of(user).get(reverse(f"home:{name}")).content)) for name, user in pages.items()
    }

    assert {name: size for name, size in sizes.items() if size > BUDGETS["page.organiser.next_visit_bytes"]} == {}
