from datetime import date, timedelta
from decimal import Decimal

import pytest

from core import clock
from courses.choices import BatchState, EnrolmentState, SessionState
from courses.models import Enrolment
from members.choices import SiteRole, Zone
from members.services import appoint_coordinator
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_office, make_province

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    return make_batch(make_course("Tanggap hoaks", organisers=[organiser]), code="smrt-yk", name="Angkatan Yogya")


@pytest.fixture
def coordinator():
    """Of Sulawesi Utara."""
    person = make_member("Koordinator")
    province = make_province()
    appoint_coordinator(
        member=person,
        province=province,
        office=make_office("KSOP Kelas II Bitung", province=province),
        decree="SK 1",
        since=date(2020, 1, 1),
        actor=None,
    )
    return person


def enrol_from(batch, name, office_name, province):
    return make_enrolment(batch, make_member(name, office=make_office(office_name, province=province)))


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [
        ("visitor", 302, 302),
        ("member", 404, 404),
        ("participant", 404, 404),
        ("speaker", 404, 404),
        ("organiser of another course", 404, 404),
        ("coordinator of another province", 404, 404),
        ("coordinator", 200, 404),
        ("auditor", 200, 404),
        ("organiser", 200, 200),
        ("administrator", 200, 200),
    ],
)
def test_who_sees_a_batch_and_who_changes_it(who, sees, changes, organiser, batch, coordinator):
    enrol_from(batch, "Budi", "KSOP Manado", make_province())
    session = make_session(batch, "Rahasia sesi")
    yogya = make_member("Koordinator Yogya")
    other = make_member("Joko", role=SiteRole.ORGANISER)
    make_batch(make_course(organisers=[other]))
    diy = make_province("34", "DI Yogyakarta", Zone.WIB)
    appoint_coordinator(
        member=yogya,
        province=diy,
        office=make_office("KSOP Yogya", province=diy),
        decree="SK 2",
        since=date(2020, 1, 1),
        actor=None,
    )
    person = {
        "visitor": lambda: None,
        "member": lambda: make_member("Sembarang"),
        "participant": lambda: batch.enrolments.get().member,
        "speaker": lambda: make_part(batch).member,
        "organiser of another course": lambda: other,
        "coordinator of another province": lambda: yogya,
        "coordinator": lambda: coordinator,
        "auditor": lambda: make_member("Auditor", role=SiteRole.AUDITOR),
        "organiser": lambda: organiser,
        "administrator": lambda: make_member("Admin", role=SiteRole.ADMINISTRATOR),
    }[who]()
    client = client_of(person)

    for address in ("/batches/smrt-yk/", "/batches/smrt-yk/participants/"):
        response = client.get(address)
        assert response.status_code == sees, address
        assert ("Angkatan Yogya" in text_of(response)) is (sees == 200)
    for address in ("enrol/", "close/", f"sessions/{session.uid}/"):
        assert client.get(f"/batches/smrt-yk/{address}").status_code == changes, address
    for address in ("close/", f"sessions/{session.uid}/as-planned/", f"sessions/{session.uid}/cancel/"):
        if changes != 200:
            assert client.post(f"/batches/smrt-yk/{address}").status_code == changes, address
    session.refresh_from_db()
    batch.refresh_from_db()
    assert (session.state, batch.state) == (SessionState.PLANNED, BatchState.OPEN)


def test_a_coordinator_sees_and_counts_the_own_province_only(batch, coordinator):
    sulut, diy = make_province(), make_province("34", "DI Yogyakarta", Zone.WIB)
    enrol_from(batch, "Adi Bitung", "KSOP Manado", sulut)
    enrol_from(batch, "Zaenal Yogya", "KSOP Lain", diy)
    client = client_of(coordinator)

    rows = text_of(client.get("/batches/smrt-yk/participants/"))
    overview = text_of(client.get("/batches/smrt-yk/"))

    assert "Adi Bitung" in rows
    assert "Zaenal Yogya" not in rows
    assert "KSOP Lain" not in rows
    assert "1 participant" in rows
    assert '<strong class="stat__value">1</strong> <span class="stat__label">taking part</span>' in overview
    assert "1 participant" in text_of(client.get("/batches/"))


def test_participants_are_searched_filtered_and_sorted(organiser, batch):
    province = make_province()
    enrol_from(batch, "Adi", "UPP Amurang", province)
    zaenal = enrol_from(batch, "Zaenal", "KSOP Manado", province)
    Enrolment.objects.filter(pk=zaenal.pk).update(state=EnrolmentState.COMPLETED)
    make_enrolment(make_batch(batch.course), make_member("Peserta Lain"))
    client = client_of(organiser)

    def names(query):
        page = client.get(f"/batches/smrt-yk/participants/?{query}").context["page_obj"]
        return [row.member.name for row in page]

    assert names("") == ["Adi", "Zaenal"]
    assert names("sort=-name") == ["Zaenal", "Adi"]
    assert names("sort=office") == ["Zaenal", "Adi"]
    assert names("sort=password") == ["Adi", "Zaenal"]
    assert names("q=amurang") == ["Adi"]
    assert names("state=completed") == ["Zaenal"]
    assert names(f"office={zaenal.office_id}") == ["Zaenal"]
    assert names("q=lain") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_organisers_pages_ask_the_same_whatever_the_rows(organiser, batch, rows, django_assert_num_queries):
    for number in range(rows):
        enrol_from(batch, f"Peserta {number}", f"KSOP {number}", make_province())
        make_session(batch, f"Sesi {number}", speakers=[make_part(batch, make_member("Siti"))])
        make_batch(batch.course)
    client = client_of(organiser)
    client.get("/batches/")

    with django_assert_num_queries(5):  # session, user, roles, how many batches, batches with counts
        assert client.get("/batches/").status_code == 200
    with django_assert_num_queries(9):
        assert client.get("/batches/smrt-yk/").status_code == 200
    with django_assert_num_queries(10):  # the last: files that the organiser has asked for
        assert client.get("/batches/smrt-yk/participants/").status_code == 200


def test_an_organiser_enrols_by_address_and_reads_what_is_refused(organiser, batch):
    member = make_member("Budi", email="budi@example.go.id")
    client = client_of(organiser)

    unknown = client.post("/batches/smrt-yk/enrol/", {"login": "nobody@example.go.id"})
    known = client.post("/batches/smrt-yk/enrol/", {"login": "BUDI@example.go.id"}, follow=True)
    batch.capacity = 1
    batch.save()
    make_member("Late", email="late@example.go.id")
    full = client.post("/batches/smrt-yk/enrol/", {"login": "late@example.go.id"})

    assert "Nobody with an account has this address or number." in text_of(unknown)
    assert "Budi is enrolled." in text_of(known)
    assert "The only place of Angkatan Yogya is taken." in text_of(full)
    assert list(batch.enrolments.values_list("member", flat=True)) == [member.pk]


def test_from_planned_to_closed(organiser, batch):
    first = make_session(batch, "Komunikasi krisis", hours="2")
    second = make_session(batch, "Membuat konten", hours="2")
    client, as_planned = client_of(organiser), f"/batches/smrt-yk/sessions/{first.uid}/as-planned/"

    with clock.at(first.starts_at - timedelta(minutes=1)):
        before = text_of(client.get("/batches/smrt-yk/"))
        refused = text_of(client.post(as_planned, follow=True))
    with clock.at(first.starts_at + timedelta(hours=3)):
        too_early = client.post("/batches/smrt-yk/close/", follow=True)
        client.post(as_planned)
        day = batch.starts_on.isoformat()
        wrong = client.post(
            f"/batches/smrt-yk/sessions/{second.uid}/", {"starts_at": f"{day}T10:00", "ends_at": f"{day}T09:00"}
        )
        client.post(
            f"/batches/smrt-yk/sessions/{second.uid}/",
            {"starts_at": f"{day}T10:00", "ends_at": f"{day}T10:45", "hours": "", "speaker": "Kreator konten"},
        )
        preview = text_of(client.get("/batches/smrt-yk/close/"))
        closed = client.post("/batches/smrt-yk/close/", follow=True)

    batch.refresh_from_db()
    second.refresh_from_db()
    assert "as-planned" not in before
    assert "“Komunikasi krisis” has not begun yet." in refused
    assert "Confirm or cancel these 2 sessions first" in text_of(too_early)
    assert "must end after it starts" in text_of(wrong)
    assert (second.delivered_jp, second.delivered_speaker) == (Decimal(1), "Kreator konten")
    assert second.delivered_starts_at.isoformat() == f"{day}T03:00:00+00:00"
    assert "Kreator konten" in preview
    assert "<dd data-total>3</dd>" in preview
    assert "The batch is closed." in text_of(closed)
    assert batch.state == BatchState.CLOSED


def test_without_javascript_a_page_asks_before_a_session_is_cancelled(organiser, batch):
    session = make_session(batch, "Menangkal hoaks")
    client, address = client_of(organiser), f"/batches/smrt-yk/sessions/{session.uid}/cancel/"

    asked = client.post(address)
    session.refresh_from_db()
    assert (asked.status_code, session.state) == (200, SessionState.PLANNED)
    assert "Menangkal hoaks</h1>" in text_of(asked)
    assert "Cancel this session? Its hours then count for nobody." in text_of(asked)

    done = client.post(address, {"confirmed": "1"})
    session.refresh_from_db()
    assert (done["Location"], session.state) == ("/batches/smrt-yk/", SessionState.CANCELLED)
