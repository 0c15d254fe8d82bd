import pytest

from courses.choices import Audience
from courses.models import Competency, Topic
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    topic = Topic.objects.create(code="hoaks", name="Menangkal hoaks")
    topic.competencies.add(Competency.objects.create(code="jawab", name="Menjawab warga"))
    return topic


def test_a_topic_lists_what_the_reader_may_read(topic):
    course = make_course("Tanggap hoaks", slug="smrt")
    member = make_enrolment(make_batch(course), make_member("Budi")).member
    make_material(course, "Dasar", slug="dasar", topics=[topic])
    make_material(course, "Tanpa topik")
    make_material(course, "Draf", topics=[topic], live=False)
    make_material(make_course(), "Rahasia", topics=[topic])
    make_material(make_course(audience=Audience.PUBLIC), "Umum", topics=[topic])

    page = text_of(client_of(member).get("/topics/hoaks/"))
    for_visitor = text_of(client_of().get("/topics/hoaks/"))
    material = text_of(client_of(member).get("/courses/smrt/dasar/"))

    assert '<a href="/courses/smrt/dasar/">Dasar</a>' in page
    assert "Umum" in page
    for hidden in ("Tanpa topik", "Draf", "Rahasia"):
        assert hidden not in page
    assert "Dasar" not in for_visitor
    assert '<a class="topic" href="/topics/hoaks/" lang="id">Menangkal hoaks</a>' in material
    assert "Menjawab warga" in material


def test_a_topic_on_which_one_may_read_nothing_is_not_there(topic):
    make_material(make_course(), topics=[topic])

    assert client_of(make_member("Wati")).get("/topics/hoaks/").status_code == 404
    assert client_of().get("/topics/hoaks/").status_code == 302
    assert client_of().get("/topics/nothing/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_a_topic_asks_the_same_whatever_the_rows(rows, topic, django_assert_num_queries):
    course = make_course(audience=Audience.PUBLIC)
    for number in range(rows):
        make_material(course, f"Materi {number}", topics=[topic])

    with django_assert_num_queries(4):  # root, topic, is there any, page
        page = text_of(client_of().get("/topics/hoaks/"))

    assert page.count('<li class="card card--link">') == rows
