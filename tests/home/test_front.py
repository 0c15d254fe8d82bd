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
