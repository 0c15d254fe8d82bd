from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry
from courses import closing_notes
from courses.choices import BatchState, SessionState
from courses.closing_notes import ClosingNote, register_closing_note
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 3, 2, tzinfo=UTC)
PATH = "/batches/smrt-yk/close/"


@pytest.fixture(autouse=True)
def _over():
    """Whoever closes does so when the sessions have been held."""
    with clock.at(NINE + timedelta(days=2)):
        yield


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    return make_batch(make_course("Tanggap hoaks", organisers=[organiser]), code="smrt-yk", starts_on=NINE.date())


def line(session, state, *, starts="2026-11-03T09:00", ends="2026-11-03T10:30", hours="", speaker=""):
    said = {"state": state, "starts": starts, "ends": ends, "hours": hours, "speaker": speaker}
    return {f"{name}-{session.pk}": value for name, value in said.items()}


def test_every_line_is_kept_at_once_and_again_without_a_trace(organiser, batch):
    part = make_part(batch, function="Kepala Dinas")
    planned = make_session(batch, "Sesuai rencana", starts_at=NINE, speakers=[part])
    other = make_session(batch, "Lebih lama", starts_at=NINE)
    dropped, open_still = make_session(batch, "Batal", starts_at=NINE), make_session(batch, "Nanti", starts_at=NINE)
    client = client_of(organiser)
    lines = {
        **line(planned, "delivered"),
        **line(other, "delivered", ends="2026-11-03T11:15", speaker="Kreator konten"),
        **line(dropped, "cancelled"),
        **line(open_still, "planned"),
        "save": "1",
    }

    client.post(PATH, lines)
    entries = AuditEntry.objects.count()
    client.post(PATH, lines)

    kept = {session.subject: session for session in batch.sessions.all()}
    assert [kept[name].state for name in ("Sesuai rencana", "Lebih lama", "Batal", "Nanti")] == [
        SessionState.DELIVERED,
        SessionState.DELIVERED,
        SessionState.CANCELLED,
        SessionState.PLANNED,
    ]
    first, second = kept["Sesuai rencana"], kept["Lebih lama"]
    assert (first.delivered_starts_at, first.delivered_jp, first.delivered_speaker) == (NINE, 2, "Kepala Dinas")
    assert (second.delivered_jp, second.delivered_speaker) == (Decimal(3), "Kreator konten")
    assert AuditEntry.objects.count() == entries
    page = client.get(PATH)
    assert (page.context["total"], page.context["delivered"]) == (Decimal(5), 2)
    assert [row.session.subject for row in page.context["undecided"]] == ["Nanti"]


def test_what_is_emptied_is_gone(organiser, batch):
    part = make_part(batch, function="Kepala Dinas")
    session = make_session(batch, "Krisis", starts_at=NINE, speakers=[part])
    client = client_of(organiser)
    client.post(PATH, {**line(session, "delivered", hours="3", speaker="Pengganti"), "save": "1"})
    session.refresh_from_db()
    assert (session.delivered_jp, session.delivered_speaker) == (Decimal(3), "Pengganti")

    client.post(PATH, {**line(session, "delivered"), "save": "1"})

    session.refresh_from_db()
    assert (session.delivered_jp, session.delivered_speaker) == (Decimal(2), "Kepala Dinas")


def test_another_day_than_planned_is_named(organiser, batch):
    session = make_session(batch, "Krisis", starts_at=NINE)
    times = {"starts": "2026-11-04T09:00", "ends": "2026-11-04T10:30"}

    client_of(organiser).post(PATH, {**line(session, "delivered", **times), "save": "1"})

    assert [row.is_on_another_day for row in client_of(organiser).get(PATH).context["rows"]] == [True]


def test_a_slip_of_a_day_is_shown_before_the_batch_is_closed_for_good(organiser, batch):
    session = make_session(batch, "Krisis", starts_at=NINE)
    client = client_of(organiser)

    def close(day, despite=""):
        times = {"starts": f"2026-11-{day}T09:00", "ends": f"2026-11-{day}T10:30"}
        page = client.post(PATH, {**line(session, "delivered", **times), "close": "1", "despite": despite})
        session.refresh_from_db()
        batch.refresh_from_db()
        return page

    asked = close("04")
    another = close("05", asked.context["despite"])

    assert (asked.status_code, another.status_code) == (200, 200)
    assert [row.session for row in asked.context["other_days"]] == [session]
    assert "Not closed yet: look at the days" in text_of(another)
    assert (batch.state, session.state) == (BatchState.OPEN, SessionState.PLANNED)
    assert close("05", another.context["despite"]).status_code == 302
    assert (batch.state, session.delivered_starts_at) == (BatchState.CLOSED, NINE + timedelta(days=2))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": "2026-12-03T10:30"},
        {"ends": "2026-11-03T08:00"},
        {"starts": ""},
        {"starts": "2026-11-06T09:00", "ends": "2026-11-06T10:30"},
        {"ends": "besok"},
        {"hours": "dua"},
        {"hours": "-1"},
        {"hours": "NaN"},
    ],
)
def test_one_wrong_line_keeps_none(organiser, batch, wrong):
    good, bad = make_session(batch, "Baik", starts_at=NINE), make_session(batch, "Keliru", starts_at=NINE)

    page = client_of(organiser).post(PATH, {**line(good, "delivered"), **line(bad, "delivered", **wrong), "save": "1"})

    assert page.status_code == 200
    assert [bool(row.errors) for row in page.context["rows"]] == [False, True]
    assert not batch.sessions.exclude(state=SessionState.PLANNED).exists()


def test_the_rest_as_planned_is_what_is_over(organiser, batch):
    over, ahead = make_session(batch, "Lewat", starts_at=NINE), make_session(batch, "Nanti", starts_at=NINE)
    type(ahead).objects.filter(pk=ahead.pk).update(ends_at=NINE + timedelta(days=1))

    with clock.at(NINE + timedelta(hours=3)):
        client_of(organiser).post(PATH, {**line(over, "planned"), **line(ahead, "planned"), "all": "1"})

    assert list(batch.sessions.order_by("pk").values_list("state", flat=True)) == ["delivered", "planned"]


def test_lines_and_closing_are_one_step_and_then_all_is_fixed(organiser, batch):
    session = make_session(batch, "Krisis", starts_at=NINE)
    client = client_of(organiser)

    early = client.post(PATH, {**line(session, "planned"), "close": "1"}, follow=True)
    client.post(PATH, {**line(session, "delivered", hours="2,5"), "close": "1"})
    late = client.post(PATH, {**line(session, "cancelled"), "save": "1"}, follow=True)

    batch.refresh_from_db()
    session.refresh_from_db()
    assert "Confirm or cancel this session first: “Krisis”." in text_of(early)
    assert batch.state == BatchState.CLOSED
    assert (session.state, session.delivered_jp) == (SessionState.DELIVERED, 3)  # rounded by the course's rule
    assert "is closed: what was delivered is fixed" in text_of(late)


def test_the_page_costs_as_much_for_one_session_as_for_three_and_says_what_upper_apps_want(
    organiser, batch, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(closing_notes, "_providers", [])
    register_closing_note(lambda batch: [ClosingNote("Dua hasil belum diumumkan.", "/umumkan/", "Umumkan")])
    client, part = client_of(organiser), make_part(batch)
    for number in range(3):
        make_session(batch, f"Sesi {number}", starts_at=NINE, speakers=[part])
        with django_assert_num_queries(6):
            page = text_of(client.get(PATH))

    assert "Dua hasil belum diumumkan." in page
    assert 'href="/umumkan/"' in page
