"""Questions of a pre-test and a post-test that ask the same."""

import pytest
from django.urls import reverse

from courses.models.pages import CourseOrganiser
from quizzes.errors import NotAPairError
from quizzes.models import MirroredQuestion, QuizVersion
from quizzes.selectors.pairs import mirrors_of, paired_items
from quizzes.services import pair_questions
from tests.factories.courses import make_course
from tests.factories.members import make_administrator, make_organiser
from tests.factories.quizzes import make_bank, make_questions, make_quiz
from tests.quizzes.test_authoring import question_form

pytestmark = pytest.mark.django_db


def pairs():
    return set(MirroredQuestion.objects.values_list("question", "other"))


def test_a_pair_reads_the_same_from_both_sides_and_is_made_once():
    first, second = make_questions(make_bank(), 2)

    pair_questions(question=first, other=second)
    pair_questions(question=second, other=first)

    assert pairs() == {(first.pk, second.pk), (second.pk, first.pk)}
    assert mirrors_of([str(first.uid)]) == {str(first.uid): str(second.uid)}


def test_a_new_pair_lets_the_old_ones_stand_alone():
    one, two, three, four = make_questions(make_bank(), 4)
    pair_questions(question=one, other=two)
    pair_questions(question=three, other=four)

    pair_questions(question=one, other=three)
    assert pairs() == {(one.pk, three.pk), (three.pk, one.pk)}

    pair_questions(question=three, other=None)
    assert pairs() == set()


def test_a_pair_stays_within_a_course():
    one, other = (make_questions(make_bank(make_course()), 1)[0] for _ in range(2))
    shared = make_questions(make_bank(), 1)[0]

    with pytest.raises(NotAPairError):
        pair_questions(question=one, other=other)
    with pytest.raises(NotAPairError):
        pair_questions(question=one, other=one)
    pair_questions(question=one, other=shared)
    assert len(pairs()) == 2


def test_tests_are_paired_by_the_same_question_and_by_named_pairs():
    course = make_course()
    same, before, after, alone = make_questions(make_bank(course), 4)
    pair_questions(question=after, other=before)
    make_quiz(course, questions=[before, same])
    make_quiz(course, questions=[same, alone, after])

    first, second = QuizVersion.objects.order_by("pk")

    assert paired_items(first, second) == [(str(before.uid), str(after.uid)), (str(same.uid), str(same.uid))]


def test_the_questions_form_pairs_and_parts(client):
    bank = make_bank(make_course())
    first, second = make_questions(bank, 2)
    stranger = make_questions(make_bank(make_course()), 1)[0]
    client.force_login(make_administrator())
    address = reverse("questions:edit", args=[first.pk])

    page = client.get(address)
    refused = client.post(address, question_form(bank, mirrors=stranger.pk))
    assert (page.status_code, refused.status_code, pairs()) == (200, 200, set())

    client.post(address, question_form(bank, mirrors=second.pk))
    assert len(pairs()) == 2
    assert f'value="{first.pk}"' in client.get(reverse("questions:edit", args=[second.pk])).content.decode()

    client.post(address, question_form(bank, mirrors=""))
    assert pairs() == set()


def test_a_pair_with_a_shared_question_keeps_nobody_from_saving(client):
    """Whoever runs the course may not see shared banks; the pair that an administrator made stays."""
    organiser = make_organiser()
    course = make_course()
    CourseOrganiser.objects.create(course=course, member=organiser)
    bank = make_bank(course)
    (own,), (shared,) = make_questions(bank, 1), make_questions(make_bank(), 1)
    pair_questions(question=own, other=shared)
    client.force_login(organiser)
    address = reverse("questions:edit", args=[own.pk])

    assert client.get(address).status_code == 200
    saved = client.post(address, question_form(bank, mirrors=shared.pk))

    assert saved.status_code == 302
    assert len(pairs()) == 2
