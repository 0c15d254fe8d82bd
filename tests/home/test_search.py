import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from courses.choices import Audience
from courses.services import record_material_opened
from home.selectors import search_materials
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def test_finds_what_the_reader_may_read_and_nothing_else() -> None:
    reader = make_member("Wati")
    own, other, public = (
        make_course("Milik sendiri"),
        make_course("Lain"),
        make_course("Umum", audience=Audience.PUBLIC),
    )
    make_enrolment(make_batch(own), reader)
    make_material(own, "Menangkal hoaks kapal", slug="sendiri")
    make_material(own, "Menangkal hoaks rancangan", slug="rancangan", live=False)
    make_material(other, "Menangkal hoaks rahasia", slug="rahasia")
    make_material(public, "Menangkal hoaks umum", slug="umum")

    assert {hit.title for hit in search_materials(reader, "hoaks")} == {"Menangkal hoaks kapal", "Menangkal hoaks umum"}
    assert {hit.title for hit in search_materials(AnonymousUser(), "hoaks")} == {"Menangkal hoaks umum"}
    assert [hit.title for hit in search_materials(reader, "hoaks kapal")] == ["Menangkal hoaks kapal"]
    assert search_materials(reader, "h") == []


def test_what_is_not_open_yet_is_not_found_by_what_stands_in_it() -> None:
    course = make_course()
    enrolment = make_enrolment(make_batch(course), make_member("Wati"))
    first = make_material(course, "Dasar menangkal hoaks")
    make_material(course, "Lanjutan menangkal hoaks", prerequisites=[first])

    before = {hit.title for hit in search_materials(enrolment.member, "hoaks")}
    record_material_opened(enrolment=enrolment, material=first)
    after = {hit.title for hit in search_materials(enrolment.member, "hoaks")}

    assert before == {"Dasar menangkal hoaks"}
    assert after == {"Dasar menangkal hoaks", "Lanjutan menangkal hoaks"}


def test_says_that_nothing_was_found_and_repeats_what_was_typed(client: Client) -> None:
    client.cookies["django_language"] = "en"

    page = client.get("/search/", {"q": "<script>alert(1)</script>"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()
