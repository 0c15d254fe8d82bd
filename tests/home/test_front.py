"""The front page costs the same whatever there is to show, for strangers and for members."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from courses.choices import Audience
from tests.factories.courses import make_batch, make_course, make_enrolment
from tests.factories.members import make_member
from tests.home.test_desks import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_asks_the_same_whatever_the_rows(count: int, django_assert_num_queries: Any) -> None:
    member = make_member()
    for number in range(count):
        course = make_course(title=f"Kegiatan {number}", audience=Audience.PUBLIC)
        batch = make_batch(course, name=f"Angkatan {number}", starts_on=clock.site_day() + timedelta(days=1))
        make_enrolment(batch, member)
    make_batch(make_course(title="Kegiatan tertutup"), name="Angkatan tertutup")
    stranger, own = client_of(None), client_of(member)
    stranger.get("/")

    with django_assert_num_queries(3):
        page = stranger.get("/").content.decode()
    with django_assert_num_queries(6):
        mine = own.get("/").content.decode()

    for seen in (page, mine):
        assert sum(f'">Angkatan {number}</a>' in seen for number in range(3)) == count
        assert "tertutup" not in seen
    assert 'class="button" href="/account/login/"' in page
    assert 'class="button" href="/desk/"' in mine


def test_a_stranger_finds_each_own_way_and_a_member_the_desk() -> None:
    member = make_member("Grace Rumagit")
    batch = make_batch(make_course(audience=Audience.MEMBERS), name="Angkatan berjalan", city="Manado")
    make_batch(make_course(title="Kegiatan tertutup"), name="Angkatan tertutup")

    page = client_of(None).get("/").content.decode()
    mine = client_of(member).get("/").content.decode()

    for way in (
        '/account/login/">I take part',
        '/help/narasumber/">I am to speak',
        '#verify">I was shown a certificate',
    ):
        assert f'<a href="{way}</a>' in page
    assert "Angkatan" not in page
    assert "Welcome, Grace Rumagit" in mine
    assert f'<a href="/courses/{batch.course.slug}/" lang="id">Angkatan berjalan</a>' in mine
    assert "What brings you here?" not in mine
    assert "Angkatan tertutup" not in mine


def test_a_member_without_a_course_sees_no_empty_card() -> None:
    mine = client_of(make_member()).get("/").content.decode()

    assert "front-card" not in mine
    assert 'class="button" href="/desk/"' in mine
