"""The marking desk after the hand-in: the own mark corrected, what is gone, and pictures of other banks."""

import pytest
from django.urls import reverse

from quizzes.models import MarkingTask
from quizzes.services import reopen_attempt, void_attempt
from tests.courses.views.test_course import client_of
from tests.factories.kinds import make_essay
from tests.factories.marking import (
    WORDS,
    form_of,
    hand_in,
    make_marker,
    make_written_sitting,
    mark_as,
    screen,
    write,
)
from tests.factories.members import make_administrator, make_member
from tests.factories.question_media import attach, make_picture
from tests.factories.quizzes import make_bank, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_written_sitting(member=make_member("Wulan Rahasia"))


@pytest.fixture
def task(sitting):
    return MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=hand_in(*sitting))


@pytest.fixture
def marker(sitting):
    return make_marker(sitting[0])


def test_the_own_mark_is_corrected_with_a_reason_that_the_taker_and_the_organiser_read(task, marker, sitting):
    quiz, enrolment = sitting
    mark_as(marker, task, "2", "1", comment="Punyaku")
    client = client_of(marker)

    form = client.get(screen(task) + "?correct=1").content.decode()
    refused = client.post(screen(task, "correct"), form_of(task, "4", "1", comment="Baru") | {"correct": "1"})
    given = form_of(task, "4", "1", comment="Baru") | {"reason": "Salah baca."}
    done = client.post(screen(task, "correct"), given)

    assert "Punyaku" in form
    assert 'notice__title">' not in form  # the notice has a text, not the name of the test
    assert "your reason is told." in form
    assert 'name="reason"' in form
    assert refused.status_code == 422
    assert "Please give a reason: the participant reads it." in refused.content.decode()
    assert "Baru" in refused.content.decode()
    assert done["Location"] == screen(task)
    assert "Baru" in client.get(screen(task)).content.decode()
    told = "The mark of question 2 was corrected by its marker. Salah baca."
    result = client_of(enrolment.member).get(reverse("quizzes:result", args=[task.attempt.uid])).content.decode()
    assert told in result
    assert "Nara Sumber" not in result
    place = [enrolment.batch.code, quiz.uid, enrolment.uid]
    page = client_of(make_administrator()).get(reverse("quizzes:person", args=place)).content.decode()
    assert told in page
    assert "Question 2: 60 % → 100 %, by Nara Sumber on" in page


def test_before_it_counts_no_reason_is_asked_for():
    quiz, enrolment = make_written_sitting(essay={"markers": 2})
    task = MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=hand_in(quiz, enrolment))
    marker = make_marker(quiz)
    mark_as(marker, task, "2", "1")

    page = client_of(marker).get(screen(task) + "?correct=1").content.decode()

    assert "Save the corrected mark" in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize("deed", ["reopened", "void"])
def test_what_is_written_after_the_hand_in_is_shown_to_no_marker(task, marker, deed):
    mark_as(marker, task, "4", "1")
    boss = make_administrator()
    if deed == "void":
        void_attempt(attempt_uid=task.attempt.uid, reason="Salah orang", by=boss)
    else:
        reopen_attempt(attempt_uid=task.attempt.uid, minutes=9, reason="Listrik", by=boss, once="a")
        write(task.attempt, {2: ["MASIH DITULIS"]}, rev=2)
    client = client_of(marker)

    page = client.get(screen(task)).content.decode()
    queue = client.get(reverse("quizzes:marking")).content.decode()

    assert "MASIH DITULIS" not in page
    assert WORDS not in page
    assert "What was handed in is no longer asked for" in page
    assert "Correct my mark" not in page
    assert "Nothing to mark" in queue


def test_pictures_of_a_bank_of_no_course_are_shown_to_who_marks_its_questions():
    picture, unused = make_picture(), make_picture("red", "lain.png")
    bank = make_bank()
    essay = make_essay(bank)
    attach(essay, picture, alt="Foto dermaga")
    attach(make_essay(bank), unused, alt="Bukan di tes ini")
    quiz, enrolment = make_written_sitting(questions=[make_question(bank), essay])
    hand_in(quiz, enrolment)
    client = client_of(make_marker(quiz))

    sent = client.get(reverse("quizzes:media", args=[picture.sha256]))
    other = client.get(reverse("quizzes:media", args=[unused.sha256]))

    assert (sent.status_code, other.status_code) == (200, 404)
    sent.close()
