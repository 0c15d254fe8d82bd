"""Each desk is one page with a literal number of queries, and none shows what belongs to others."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.choices import Audience
from members.models import User
from members.services import appoint_coordinator
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_part,
)
from tests.factories.members import make_administrator, make_member, make_office, make_organiser, make_province

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


def client_of(user: User | None) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    if user is not None:
        client.force_login(user, backend="members.backends.EmailOrNumberBackend")
    return client


@pytest.mark.parametrize(
    "name", ["desk", "participant_desk", "speaker_desk", "organiser_desk", "coordinator_desk", "office_desk"]
)
def test_a_visitor_is_sent_to_log_in(name: str) -> None:
    response = client_of(None).get(reverse(f"home:{name}"))

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "name", ["speaker_desk", "organiser_desk", "coordinator_desk", "office_desk", "missing", "offices"]
)
def test_a_participant_has_no_desk_of_others(name: str) -> None:
    participant = make_enrolment().member

    assert client_of(participant).get(reverse(f"home:{name}")).status_code == 404


def test_the_desk_leads_to_what_the_person_is() -> None:
    organiser, speaker = make_organiser(), make_member("Siti Rahma")
    course = make_course(organisers=[organiser])
    make_part(make_batch(course), speaker)
    province = make_province()
    office = make_office(province=province)
    coordinator = make_member("Meike Wowor", office=office)
    appoint_coordinator(province=province, office=office, member=coordinator, decree="SK 1", actor=None)

    leads = {
        user: client_of(user).get(reverse("home:desk"))["Location"]
        for user in (organiser, speaker, coordinator, make_administrator(), make_member("Tamu"))
    }

    assert list(leads.values()) == [
        "/desk/organiser/",
        "/desk/speaker/",
        "/desk/coordinator/",
        "/desk/organiser/",
        "/desk/participant/",
    ]


def test_head_office_is_led_to_all_provinces_and_who_follows_notices_to_these() -> None:
    for user, leads in (
        (make_administrator(), [True, True, True]),
        (make_organiser(), [True, False, False]),
    ):
        page = client_of(user).get("/desk/organiser/").content.decode()
        ways = ("/notices/", "/desk/comparison/", "/coordinators/")
        assert [f'href="{way}"' in page for way in ways] == leads


def test_the_front_page_and_search_show_what_the_visitor_may_read() -> None:
    public = make_course(title="Kegiatan terbuka", audience=Audience.PUBLIC)
    make_batch(public, name="Angkatan terbuka")
    hidden = make_course(title="Kegiatan tertutup")
    make_batch(hidden, name="Angkatan tertutup")

    page = client_of(None).get("/").content.decode()

    assert "Kegiatan terbuka" in page
    assert "Angkatan terbuka" in page
    assert "tertutup" not in page


def test_the_sitemap_names_public_pages_only() -> None:
    public = make_course(slug="terbuka", audience=Audience.PUBLIC)
    make_material(public, slug="materi-terbuka")
    make_material(make_course(slug="tertutup"), slug="materi-tertutup")

    xml = client_of(None).get("/sitemap.xml").content.decode()

    assert "/courses/terbuka/materi-terbuka/</loc>" in xml
    assert "tertutup" not in xml


CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "abcd efgh ijkl mnop qrst uvwx yz",
        "ABCDEFGH-1JKLMN0P-QRSTUVWX-YZ",
        f"https://bimtek.example.go.id/V/{CODE}",
        f"HTTPS://BIMTEK.EXAMPLE.GO.ID/V/{CODE}/",
    ],
)
def test_a_typed_code_leads_to_its_verification_page(typed: str) -> None:
    response = client_of(None).get("/verify/", {"code": typed})

    assert (response.status_code, response["Location"]) == (302, f"/V/{CODE}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abcd efgh", "A code has 26 letters and digits, and 8 were typed."),
        ("../../admin", "A number can be guessed, so it opens nothing."),
        ("001/KL.301/SMRT/IX/2020", "A number can be guessed, so it opens nothing."),
        ("<script>", "A code has 26 letters and digits, and 8 were typed."),
        ("", ""),
    ],
)
def test_what_cannot_be_a_code_is_said_so_where_nothing_is_looked_up(typed: str, said: str) -> None:
    client = client_of(None)
    client.cookies["django_language"] = "en"
    response = client.get("/verify/", {"code": typed})

    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert ('aria-invalid="true"' in page) == bool(said)
    assert "<script>" not in page
