import pytest
from django.test import Client

from courses.choices import Audience
from courses.models import Topic
from tests.courses.views.test_course import text_of
from tests.factories.courses import make_course, make_material

pytestmark = pytest.mark.django_db


def test_the_search_offers_the_topics_of_what_may_be_read_and_no_others():
    public = make_course("Umum", slug="umum", audience=Audience.PUBLIC)
    for name, course, live in (
        ("Hoaks", public, True),
        ("Rancangan", public, False),
        ("Rahasia", make_course("Tertutup"), True),
    ):
        topic = Topic.objects.create(name=name, code=name.lower())
        make_material(course, f"Tentang {name}", slug=name.lower(), topics=[topic], live=live)

    page = text_of(Client().get("/search/"))

    assert '<a class="topics-list__topic" href="/topics/hoaks/" lang="id">Hoaks</a>' in page
    assert "/topics/rancangan/" not in page
    assert "Rahasia" not in page
    assert "topics-list" not in text_of(Client().get("/search/?q=kapal"))
