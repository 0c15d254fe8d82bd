from decimal import Decimal

import pytest

from courses.choices import Audience
from courses.conditions import Condition
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule
from tests.factories.quizzes import make_quiz
from tests.home.test_search import VISITOR, found, paragraphs

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture
def public():
    return make_course("Umum", slug="umum", audience=Audience.PUBLIC, materials_target=None)


def test_titles_stand_before_texts_whatever_the_back_end_says(public):
    make_material(public, "Satu", body=paragraphs("kapal " * 30))
    make_material(public, "Kapal dan muatan", body=paragraphs("lain"))

    assert found(VISITOR, "kapal") == ["Kapal dan muatan", "Satu"]


def test_what_tells_of_it_in_more_places_stands_first(public):
    make_material(public, "Sering", body=paragraphs(*["kapal berlayar", "lain"] * 3))
    make_material(public, "Sekali", body=paragraphs("kapal " * 30))

    assert found(VISITOR, "kapal") == ["Sering", "Sekali"]


def test_the_order_of_what_is_closed_tells_nothing_of_its_text():
    course = make_course(materials_target=None)
    make_rule(course, Condition(f"quiz:{make_quiz(course).pk}", Decimal(70), is_test=True, gates_materials=True))
    reader = make_enrolment(make_batch(course)).member
    make_material(course, "Kapal pertama", slug="satu", body=paragraphs("lain"))
    make_material(course, "Kapal kedua", slug="dua", body=paragraphs(*["kapal berlayar", "lain"] * 3))

    assert found(reader, "kapal") == ["Kapal pertama", "Kapal kedua"]
