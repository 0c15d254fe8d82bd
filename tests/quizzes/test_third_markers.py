"""Two markers differ: who may decide hears of it, and so does the taker, in plain words."""

import pytest
from django.urls import reverse

from courses.models.pages import CourseOrganiser
from members.models import Message
from quizzes.models import MarkingTask
from tests.courses.views.test_course import client_of
from tests.factories.marking import hand_in, hand_in_another, make_marker, make_written_sitting, mark_as
from tests.factories.members import make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_written_sitting(essay={"markers": 2, "threshold_percent": 20})


@pytest.fixture
def organiser(sitting):
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=sitting[0].versions.get().course, member=organiser)
    return organiser


def come_apart(attempt, first, second):
    task = MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=attempt)
    mark_as(first, task, "4", "1", comment="KOMENTAR")
    mark_as(second, task, "0", "0")
    return task


def page_of(member, name, *args, query=""):
    return client_of(member).get(reverse(name, args=args) + query).content.decode()


def test_who_runs_the_course_is_told_once_a_day_and_finds_the_way(sitting, organiser):
    quiz, enrolment = sitting
    first, second = make_marker(quiz, "Pertama"), make_marker(quiz, "Kedua")
    make_organiser("Penyelenggara Lain")

    task = come_apart(hand_in(quiz, enrolment), first, second)
    come_apart(hand_in_another(quiz), first, second)

    letter = Message.objects.get(template="third_marker_wanted")
    assert letter.recipient == organiser
    assert "KOMENTAR" not in letter.text + letter.html
    place = reverse("quizzes:marking_question", args=[quiz.uid, task.item])
    assert f"{place}?state=third" in letter.text
    desk = page_of(organiser, "home:organiser_desk")
    assert "2 answers wait to be marked" in desk
    assert "2 of them wait for a third marker" in desk
    queue = page_of(organiser, "quizzes:marking", query="?state=third")
    assert "2 wait for a third marker" in queue
    question = page_of(organiser, "quizzes:marking_question", quiz.uid, task.item)
    assert question.count("to mark as the third") == 2
    assert reverse("courses:batch_people", args=[enrolment.batch.code]) in question


def test_an_organiser_who_marked_first_is_told_too_and_a_marker_is_not(sitting, organiser):
    quiz, enrolment = sitting
    second = make_marker(quiz, "Kedua")
    task = come_apart(hand_in(quiz, enrolment), organiser, second)
    third = make_marker(quiz, "Ketiga")

    seen = {who: page_of(who, "quizzes:marking_question", quiz.uid, task.item) for who in (organiser, second, third)}
    queues = {who: page_of(who, "quizzes:marking") for who in (organiser, second, third)}

    assert {who: "Two markers differ" in page for who, page in seen.items()} == {
        organiser: True, second: False, third: False,
    }  # fmt: skip
    assert {who: "1 waits for a third marker" in page for who, page in queues.items()} == {
        organiser: True, second: False, third: True,
    }  # fmt: skip
    assert "to mark as the third" in seen[third]


def test_the_taker_reads_why_the_result_waits(sitting, django_assert_num_queries):
    quiz, enrolment = sitting
    attempt = hand_in(quiz, enrolment)
    client, address = client_of(enrolment.member), reverse("quizzes:result", args=[attempt.uid])
    first, second = make_marker(quiz, "Pertama"), make_marker(quiz, "Kedua")
    before = client.get(address).content.decode()

    task = come_apart(attempt, first, second)
    with django_assert_num_queries(5):
        apart = client.get(address).content.decode()
    mark_as(make_marker(quiz, "Ketiga"), task, "2", "1")
    after = client.get(address).content.decode()

    words = "Two markers judged an answer differently."
    assert [words in page for page in (before, apart, after)] == [False, True, False]
    assert "Pertama" not in apart
    assert "KOMENTAR" not in apart
