"""Who taught is kept with a delivery, whatever is corrected afterwards."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import translation

from core import clock
from courses.choices import Part
from courses.errors import PartInUseError
from courses.models import Batch, BatchPart, DeliveredBy, Session
from courses.services import cancel_session, deliver_session, give_part, plan_session, take_part_back
from members.models import User
from tests.factories.courses import make_batch, make_course, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_member("Ratna")


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_batch(make_course(organisers=[organiser]))


def delivered(session: Session, organiser: User, **told: object) -> list[tuple[str, str]]:
    with clock.at(session.ends_at):
        deliver_session(session=session, actor=organiser, **told)  # type: ignore[arg-type]
    return taught(session)


def taught(session: Session) -> list[tuple[str, str]]:
    rows = session.delivered_by.select_related("part__member")
    return [(row.part.member.name if row.part else "", row.written) for row in rows]


def correct(part: BatchPart, function: str, organiser: User) -> None:
    give_part(batch=part.batch, member=part.member, part=Part.SPEAKER, function=function, actor=organiser)


def test_as_planned_and_as_written(organiser: User, batch: Batch) -> None:
    siti = make_part(batch, make_member("Siti"), function="Kepala Dinas")
    tono = make_part(batch, make_member("Tono", title_after="S.Kom."), function="")
    session = make_session(batch, speakers=[siti, tono])

    assert delivered(session, organiser) == [("Siti", "Kepala Dinas"), ("Tono", "Tono, S.Kom.")]
    by_hand = "Tono, S.Kom. ; Ibu Tamu; Kepala Dinas; Kepala Dinas"
    kept = [("Tono", "Tono, S.Kom."), ("", "Ibu Tamu"), ("Siti", "Kepala Dinas"), ("", "Kepala Dinas")]
    assert delivered(session, organiser, speaker=by_hand) == kept

    DeliveredBy.objects.all().delete()
    import_module("courses.migrations.0035_who_taught_a_session_is_kept_with_its_delivery").carry_over(apps, None)
    assert taught(session) == kept

    cancel_session(session=session, actor=organiser)
    assert taught(session) == []


def test_a_corrected_function_leads_to_the_same_person(organiser: User, batch: Batch) -> None:
    """Also where the line is confirmed once more with the words that stand in it, and where another has them by now."""
    siti = make_part(batch, make_member("Siti"), function="Kepala Dinas")
    tono = make_part(batch, make_member("Tono"), function="Pranata Humas")
    first, second = make_session(batch, speakers=[siti]), make_session(batch, "Hoaks", speakers=[siti])
    delivered(first, organiser)
    delivered(second, organiser, speaker="Ibu Tamu; Pranata Humas")
    correct(siti, "Kepala Dinas Kominfo", organiser)
    correct(tono, "Pranata Humas Muda", organiser)
    make_part(batch, make_member("Udin"), function="Kepala Dinas")

    assert delivered(first, organiser, hours=Decimal(3), speaker="Kepala Dinas") == [("Siti", "Kepala Dinas")]
    assert delivered(second, organiser, speaker="Pranata Humas; Ibu Tamu") == [
        ("Tono", "Pranata Humas"),
        ("", "Ibu Tamu"),
    ]
    assert delivered(first, organiser, hours=Decimal(3)) == [("Siti", "Kepala Dinas Kominfo")]


def test_another_speaker_of_a_delivered_session_taught_it_if_the_words_say_so(organiser: User, batch: Batch) -> None:
    siti, tono = (make_part(batch, make_member(name), function="Narasumber") for name in ("Siti", "Tono"))
    udin = make_part(batch, make_member("Udin"), function="Kreator konten")
    session = make_session(batch, speakers=[siti])
    delivered(session, organiser)

    plan_session(session=session, speakers=[tono], materials=[], actor=organiser)
    assert taught(session) == [("Tono", "Narasumber")]

    plan_session(session=session, speakers=[udin], materials=[], actor=organiser)
    assert taught(session) == [("Tono", "Narasumber")]
    with translation.override("en"), pytest.raises(PartInUseError) as refusal:
        take_part_back(part=tono, actor=organiser)
    assert str(refusal.value) == (
        "Tono is on record as having taught “Komunikasi krisis”. Correct at closing who taught there first."
    )
    take_part_back(part=siti, actor=organiser)
    assert delivered(session, organiser, hours=Decimal(1)) == [("Udin", "Kreator konten")]


def test_where_nobody_was_written_down_the_plan_says_who_taught(organiser: User, batch: Batch) -> None:
    """Also where the plan was wrong before it was right."""
    siti, tono = (make_part(batch, make_member(name), function=f"Jabatan {name}") for name in ("Siti", "Tono"))
    session = make_session(batch)

    assert delivered(session, organiser) == []
    for part, name in ((siti, "Siti"), (tono, "Tono")):
        plan_session(session=session, speakers=[part], materials=[], actor=organiser)
        assert taught(session) == [(name, f"Jabatan {name}")]
    take_part_back(part=siti, actor=organiser)
