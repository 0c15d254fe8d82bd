from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from courses.choices import BatchState, ClashKind, EnrolmentState
from courses.models import Session
from courses.selectors.clashes import clashes_in, clashes_of
from courses.timetable_words import clash_in_words
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 3, 2, tzinfo=UTC)
DAY = NINE.date()


@pytest.fixture
def organiser():
    return make_member("Ratna")


@pytest.fixture
def course(organiser):
    return make_course(organisers=[organiser])


def batch_on(course, name, **fields):
    return make_batch(course, starts_on=DAY, name=name, **fields)


def told(clashes):
    with translation.override("en"):
        return [clash_in_words(clash) for clash in clashes]


def test_room_speaker_and_participants_are_found_across_batches(organiser, course):
    here = batch_on(course, "Angkatan I", venue="Hotel Melia")
    there = batch_on(course, "Angkatan II", venue="Hotel Melia")
    siti, budi = make_member("Siti"), make_member("Budi")
    mine = make_session(here, "Krisis", starts_at=NINE, room="Aula", speakers=[make_part(here, siti)])
    make_session(there, "Hoaks", starts_at=NINE + timedelta(hours=1), room="aula", speakers=[make_part(there, siti)])
    make_session(there, "Nanti", starts_at=NINE + timedelta(minutes=90), room="Aula")
    for batch in (here, there):
        make_enrolment(batch, budi)
    make_enrolment(there, make_member("Hanya di sana"))

    clashes = clashes_in(here, organiser)

    when = "“Hoaks”, Angkatan II, Tuesday, 3 November 2026, 10.00–11.30 WIB"
    assert told(clashes) == [f"Speaker: Siti – {when}", f"Room: Aula – {when}", f"Participants: Budi – {when}"]
    assert {clash.session for clash in clashes} == {mine}


def test_of_another_organisers_batch_only_the_time_is_told(organiser, course):
    elsewhere = make_course("Rahasia", organiser_name="Balai Diklat")
    here, there = batch_on(course, "Angkatan I"), batch_on(elsewhere, "Angkatan Rahasia", city="Solo")
    siti = make_member("Siti")
    make_session(here, starts_at=NINE, speakers=[make_part(here, siti)])
    make_session(there, "Sesi rahasia", starts_at=NINE, speakers=[make_part(there, siti)])

    assert told(clashes_in(here, organiser)) == [
        "Speaker: Siti – a session of another course (Balai Diklat), Tuesday, 3 November 2026, 09.00–10.30 WIB"
    ]


def test_two_sessions_of_one_batch_need_all_its_people_at_once(organiser, course):
    here = batch_on(course, "Angkatan I")
    make_session(here, "Satu", starts_at=NINE)
    draft = Session(batch=here, subject="Dua", starts_at=NINE, ends_at=NINE + timedelta(hours=1), jp=1)

    [clash] = clashes_of(draft, [], organiser)

    assert clash.kind == ClashKind.PARTICIPANTS
    assert told([clash])[0].startswith("All participants of this batch – “Satu”")


@pytest.mark.parametrize("way", ["cancelled", "closed batch", "withdrawn", "another day"])
def test_what_does_not_take_place_is_in_nobodys_way(organiser, course, way):
    here, there = batch_on(course, "Angkatan I"), batch_on(course, "Angkatan II", city="Solo")
    budi = make_member("Budi")
    make_session(here, starts_at=NINE)
    other = make_session(there, starts_at=NINE + timedelta(days=way == "another day"))
    make_enrolment(here, budi)
    make_enrolment(there, budi, state=EnrolmentState.WITHDRAWN if way == "withdrawn" else EnrolmentState.CONFIRMED)
    if way == "cancelled":
        other.state = "cancelled"
        other.save()
    if way == "closed batch":
        type(there).objects.filter(pk=there.pk).update(state=BatchState.CLOSED, closed_at=NINE)

    assert clashes_in(here, organiser) == []


def test_as_many_queries_for_one_session_as_for_three(organiser, course, django_assert_num_queries):
    here, there = batch_on(course, "Angkatan I"), batch_on(course, "Angkatan II")
    for person in ("Budi", "Ani"):
        member = make_member(person)
        make_enrolment(here, member)
        make_enrolment(there, member)
    for number in range(3):
        for batch in (here, there):
            make_session(batch, f"Sesi {number}", starts_at=NINE + timedelta(hours=2 * number))
        clashes_in(here, organiser)  # what the organiser may do is asked once
        with django_assert_num_queries(6):
            assert len(clashes_in(here, organiser)) == number + 1
