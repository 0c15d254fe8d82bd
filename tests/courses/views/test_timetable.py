from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from courses.models import Session
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 3, 1, tzinfo=UTC)  # in Makassar
PATH = "/batches/smrt-mks/timetable/"


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    course = make_course("Tanggap hoaks", organisers=[organiser])
    return make_batch(course, code="smrt-mks", starts_on=NINE.date(), zone="Asia/Makassar", name="Angkatan Makassar")


def entered(**changed):
    form = {"subject": "Krisis", "day": "2026-11-03", "starts": "09:00", "ends": "10:30", "room": "Aula"}
    return {**form, **changed}


def test_a_session_is_planned_on_the_clocks_of_the_place(organiser, batch):
    part = make_part(batch)
    answer = client_of(organiser).post(f"{PATH}new/", entered(speakers=[part.pk]))

    session = Session.objects.get()
    assert answer["Location"] == PATH
    assert (session.starts_at, session.ends_at) == (NINE, NINE + timedelta(minutes=90))
    assert (session.jp, session.room, list(session.speakers.all())) == (Decimal(2), "Aula", [part])


def test_who_is_warned_may_go_on_until_something_else_is_in_the_way(organiser, batch):
    client = client_of(organiser)
    make_session(batch, "Sudah ada", starts_at=NINE)

    asked = client.post(f"{PATH}new/", entered())
    despite = asked.context["despite"]
    assert "Sudah ada" in text_of(asked)
    assert Session.objects.count() == 1

    make_session(batch, "Baru datang", starts_at=NINE)
    again = client.post(f"{PATH}new/", entered(despite=despite))
    assert again.status_code == 200

    client.post(f"{PATH}new/", entered(despite=again.context["despite"]))
    assert Session.objects.filter(subject="Krisis").count() == 1


def test_what_moves_along_is_warned_of_and_not_what_it_leaves(organiser, batch):
    client, siti = client_of(organiser), make_member("Siti")
    client.cookies["django_language"] = "en"
    changed = make_session(batch, "Krisis", starts_at=NINE)
    make_session(batch, "Hoaks", starts_at=NINE + timedelta(minutes=90), speakers=[make_part(batch, siti)])
    elsewhere = make_batch(batch.course, starts_on=NINE.date(), name="Lain", city="Solo", zone="Asia/Makassar")
    make_session(elsewhere, "Siti di sana", starts_at=NINE + timedelta(hours=3), speakers=[make_part(elsewhere, siti)])

    asked = client.post(f"{PATH}{changed.uid}/", entered(ends="11:00", later_too="on"))

    when = "“Siti di sana”, Lain, Tuesday, 3 November 2026, 12.00–13.30 WITA"
    assert asked.context["warnings"] == [f"“Hoaks”, moved along: Speaker: Siti – {when}"]
    client.post(f"{PATH}{changed.uid}/", entered(ends="11:00", later_too="on", despite=asked.context["despite"]))
    assert batch.sessions.get(subject="Hoaks").starts_at == NINE + timedelta(hours=2)


def test_a_corrected_jp_stays_and_a_counted_one_follows_the_times(organiser, batch):
    client = client_of(organiser)
    session = make_session(batch, "Krisis", starts_at=NINE, hours="2")
    form = client.get(f"{PATH}{session.uid}/").context["form"]
    assert form.initial["hours"] is None

    client.post(f"{PATH}{session.uid}/", entered(ends="12:00"))
    session.refresh_from_db()
    assert session.jp == 4

    client.post(f"{PATH}{session.uid}/", entered(ends="12:00", hours="3"))
    assert client.get(f"{PATH}{session.uid}/").context["form"].initial["hours"] == 3


def test_what_ends_before_it_starts_is_not_kept(organiser, batch):
    answer = client_of(organiser).post(f"{PATH}new/", entered(ends="08:00"))

    assert list(answer.context["form"].errors) == ["ends"]
    assert not Session.objects.exists()


def test_a_timetable_shows_each_day_at_one_number_of_queries(organiser, batch, django_assert_num_queries):
    client, part = client_of(organiser), make_part(batch)
    make_enrolment(batch)
    other = make_batch(batch.course, starts_on=NINE.date(), name="Lain")
    for number in range(3):
        make_session(batch, f"Sesi {number}", starts_at=NINE + timedelta(hours=2 * number), speakers=[part])
        make_session(other, starts_at=NINE + timedelta(hours=2 * number))
        with django_assert_num_queries(12):
            page = client.get(PATH)

    days = page.context["days"]
    assert [len(day.sessions) for day in days] == [3, 0]
    assert page.context["total"] == 6
    assert "WITA" in text_of(page)


def test_a_closed_batch_offers_nothing_to_change(organiser, batch):
    session = make_session(batch, "Krisis", starts_at=NINE, delivered=True)
    type(batch).objects.filter(pk=batch.pk).update(state="closed", closed_at=NINE)
    client = client_of(organiser)

    assert "/timetable/new/" not in client.get(PATH).content.decode()
    client.post(f"{PATH}{session.uid}/", entered(subject="Lain"))
    client.post(f"{PATH}{session.uid}/remove/", {"confirmed": "1"})

    assert Session.objects.get().subject == "Krisis"


def test_the_place_and_its_notice_are_changed_on_the_site(organiser, batch):
    client_of(organiser).post(
        f"/batches/{batch.code}/place/", {"venue": "Aula", "city": "Makassar", "map_url": "", "notice": "Pakai batik."}
    )

    batch.refresh_from_db()
    assert (batch.venue, batch.city, batch.notice) == ("Aula", "Makassar", "Pakai batik.")
