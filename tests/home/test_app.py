"""The manifest, the worker, the page without network, and what a log-out leaves on a device."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def client_of(member=None, language="id"):
    client = Client()
    client.cookies["django_language"] = language
    if member is not None:
        client.force_login(member, backend="members.backends.EmailOrNumberBackend")
    return client


@pytest.mark.parametrize(("language", "shortcut"), [("id", "Meja saya"), ("en", "My desk")])
def test_the_manifest_speaks_the_language_and_opens_the_desk(language, shortcut):
    answer = client_of(language=language).get("/manifest.webmanifest")
    facts = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json; charset=utf-8"
    assert (facts["lang"], facts["start_url"], facts["display"], facts["scope"]) == (
        language,
        "/desk/",
        "standalone",
        "/",
    )
    assert facts["shortcuts"][0]["name"] == shortcut
    assert [icon["purpose"] for icon in facts["icons"]] == ["any", "any", "maskable"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in facts["icons"])


def test_the_worker_reaches_the_whole_site_and_is_asked_for_anew():
    client = client_of()

    answer = client.get("/sw.js")

    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert client.get("/sw.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    frame = json.loads(re.search(r"const FRAME = (.*);", answer.content.decode())[1])
    files = [address.removeprefix("/static/") for address in frame if address.startswith("/static/")]
    assert [name for name in files if not finders.find(name)] == []
    for page in set(frame) - {f"/static/{name}" for name in files}:
        assert client.get(page).status_code == 200


def test_the_page_without_network_is_drawn_for_nobody_in_the_language_asked_for():
    page = client_of(language="id").get("/offline/?language=en")

    assert "You are without a signal" in page.content.decode()
    assert "data-person" not in page.content.decode()
    assert "Anda sedang tanpa sinyal" in client_of(language="en").get("/offline/?language=xx").content.decode()


@pytest.mark.parametrize("door", ["/account/logout/", "/admin/logout/"])
def test_a_log_out_leaves_nothing_on_the_device(door):
    client = client_of(make_member("Budi"))

    asked = client.get("/account/logout/")
    done = client.post(door)

    assert "Clear-Site-Data" not in asked
    assert done["Clear-Site-Data"] == '"cache", "storage"'


def test_every_page_of_a_member_says_whose_it_is():
    member = make_member("Budi")

    assert f'data-person="{member.uid}"' in client_of(member).get("/courses/").content.decode()
    assert "data-person" not in client_of().get("/").content.decode()


def test_what_a_device_keeps_of_a_course_and_when_it_is_out_of_date():
    course = make_course("Tanggap hoaks", slug="smrt", materials_target=None)
    material = make_material(course, slug="dasar")
    client = client_of(make_enrolment(make_batch(course)).member)

    before = client.get("/keep/smrt/").json()
    again = client.get("/keep/smrt/").json()
    material.save_revision().publish()
    after = client.get("/keep/smrt/").json()

    assert before["pages"] == ["/courses/smrt/", "/courses/smrt/dasar/"]
    assert before["closed"] == 0
    assert before["bytes"]["reading"] > 0
    assert before == again
    assert after["version"] != before["version"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_whatever_the_rows(rows, django_assert_num_queries):
    course = make_course(slug="smrt", materials_target=None)
    for number in range(rows):
        make_material(course, slug=f"m-{number}")
    client = client_of(make_enrolment(make_batch(course)).member)
    client.get("/keep/smrt/")

    with django_assert_num_queries(8):
        assert client.get("/keep/smrt/").status_code == 200
