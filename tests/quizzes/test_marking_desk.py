"""The marking desk in a browser's eyes: blind, counted, saved as it is written, given once."""

import pytest
from django.urls import reverse

from quizzes.choices import AttemptState
from quizzes.models import Attempt, MarkerDraft, MarkerMark, MarkingTask
from quizzes.services import claim_task
from tests.courses.views.test_course import client_of
from tests.factories.kinds import make_essay
from tests.factories.marking import (
    form_of,
    hand_in,
    hand_in_another,
    make_marker,
    make_written_sitting,
    mark_as,
    screen,
)
from tests.factories.members import make_member
from tests.factories.question_media import attach, make_picture
from tests.factories.quizzes import begin, make_bank, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_written_sitting(member=make_member("Wulan Rahasia"))


@pytest.fixture
def task(sitting):
    attempt = hand_in(*sitting)
    return MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=attempt)


@pytest.fixture
def marker(sitting):
    return make_marker(sitting[0])


def test_the_desk_names_nobody(task, marker, sitting):
    client = client_of(marker)
    claim_task(task_uid=task.uid, by=marker)
    addresses = [reverse("quizzes:marking"), screen(task)]
    addresses.append(reverse("quizzes:marking_question", args=[task.quiz.uid, task.item]))

    for address in addresses:
        page = client.get(address).content.decode()
        assert "Wulan" not in page
        assert str(task.attempt.uid) not in page
    assert task.pseudonym in client.get(screen(task)).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_for_one_answer_and_for_three(sitting, marker, number, django_assert_num_queries):
    quiz, enrolment = sitting
    hand_in(quiz, enrolment)
    for _ in range(number - 1):
        hand_in_another(quiz)
    client = client_of(marker)

    with django_assert_num_queries(5):
        page = client.get(reverse("quizzes:marking")).content.decode()

    assert f"to mark: {number}" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_answers_of_a_question_cost_the_same_for_one_and_for_three(
    sitting, marker, number, django_assert_num_queries
):
    quiz, enrolment = sitting
    task = MarkingTask.objects.get(attempt=hand_in(quiz, enrolment))
    for _ in range(number - 1):
        hand_in_another(quiz)
    client = client_of(marker)

    with django_assert_num_queries(7):
        page = client.get(reverse("quizzes:marking_question", args=[quiz.uid, task.item])).content.decode()

    assert page.count('class="badge badge--warning"') == number


@pytest.mark.parametrize("number", [1, 3])
def test_one_answer_costs_the_same_whatever_waits_beside_it(sitting, marker, number, django_assert_num_queries):
    quiz, enrolment = sitting
    task = MarkingTask.objects.get(attempt=hand_in(quiz, enrolment))
    for _ in range(number - 1):
        hand_in_another(quiz)
    client = client_of(marker)
    claim_task(task_uid=task.uid, by=marker)

    with django_assert_num_queries(8):
        page = client.get(screen(task)).content.decode()

    assert f"1 of {number}" in page


def test_the_next_answer_is_taken_and_marked_and_the_one_after_it_comes(sitting, task, marker):
    second = MarkingTask.objects.get(attempt=hand_in_another(sitting[0]))
    client = client_of(marker)

    taken = client.post(reverse("quizzes:marking_next", args=[task.quiz.uid, task.item]))
    given = client.post(screen(task, "mark"), form_of(task, "4", "1", comment="Bagus.\r\nSekali."))

    assert taken["Location"] == screen(task)
    assert given["Location"] == screen(second)
    assert MarkerMark.objects.get().comment == "Bagus.\nSekali."
    assert Attempt.objects.get(pk=task.attempt_id).state == AttemptState.GRADED


def test_a_mark_that_is_not_whole_is_shown_again_with_what_was_written(task, marker):
    client = client_of(marker)
    claim_task(task_uid=task.uid, by=marker)

    answer = client.post(screen(task, "mark"), form_of(task, "4", "", comment="Belum selesai"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a level for: Nada." in page
    assert "Belum selesai" in page
    assert page.count(" checked") == 1


def test_a_draft_is_saved_as_it_is_typed_and_stands_there_again(task, marker):
    client = client_of(marker)
    claim_task(task_uid=task.uid, by=marker)

    answer = client.post(
        screen(task, "draft"), form_of(task, "2", "", comment="Separuh jalan"), headers={"Accept": "application/json"}
    )

    assert answer.json() == {"state": "saved"}
    page = client.get(screen(task)).content.decode()
    assert "Separuh jalan" in page
    assert page.count(" checked") == 1
    assert MarkerDraft.objects.get().marker == marker


def test_without_a_script_the_button_saves_the_draft(task, marker):
    client = client_of(marker)
    claim_task(task_uid=task.uid, by=marker)

    answer = client.post(screen(task, "draft"), form_of(task, "2", "1", comment="Draf"), follow=True)

    assert "Your draft is saved." in answer.content.decode()


def test_who_lost_the_claim_hears_so(task, marker, sitting):
    other = make_marker(sitting[0], "Kedua")
    claim_task(task_uid=task.uid, by=other)

    answer = client_of(marker).post(
        screen(task, "draft"), form_of(task, "2", "1"), headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["state"]) == (409, "refused")


def test_the_second_marker_sees_nothing_of_the_first():
    quiz, enrolment = make_written_sitting(essay={"markers": 2})
    task = MarkingTask.objects.select_related("attempt__version").get(attempt=hand_in(quiz, enrolment))
    mark_as(make_marker(quiz, "Pertama"), task, "4", "1", comment="KOMENTAR-PERTAMA")
    second = make_marker(quiz, "Kedua")
    claim_task(task_uid=task.uid, by=second)

    page = client_of(second).get(screen(task)).content.decode()

    assert "KOMENTAR-PERTAMA" not in page
    assert "Pertama" not in page
    assert " checked" not in page


def test_who_has_marked_sees_the_own_mark_and_no_button(task, marker):
    mark_as(marker, task, "2", "1", comment="Punyaku")

    page = client_of(marker).get(screen(task)).content.decode()

    assert "Punyaku" in page
    assert "You have marked this answer." in page
    assert "Correct my mark" in page
    assert "data-next" not in page


def test_the_taker_reads_what_waits_and_then_score_and_comment(sitting, task, marker):
    client = client_of(sitting[1].member)
    address = reverse("quizzes:result", args=[task.attempt.uid])

    before = client.get(address).content.decode()
    mark_as(marker, task, "4", "1", comment="Sebut sumbernya.")
    after = client.get(address).content.decode()

    assert "1 of your answers waits for a marker." in before
    assert "Marked so far: 0 of 1 marks." in before
    assert "not passed" not in before
    assert "Sebut sumbernya." in after
    assert "1 of 2 marks" in after
    assert "UNDISCLOSED catatan" not in before + after
    assert "menyebut sumber" not in before + after


def test_comments_follow_the_review_matrix():
    quiz, enrolment = make_written_sitting(review_just_after=["answers", "marks"])
    task = MarkingTask.objects.select_related("attempt__version").get(attempt=hand_in(quiz, enrolment))
    mark_as(make_marker(quiz), task, "4", "1", comment="Sebut sumbernya.")

    page = client_of(enrolment.member).get(reverse("quizzes:result", args=[task.attempt.uid])).content.decode()

    assert "1 of 1" in page
    assert "Sebut sumbernya." not in page


def test_an_empty_queue_says_so(marker):
    page = client_of(marker).get(reverse("quizzes:marking")).content.decode()

    assert "Nothing to mark" in page


def test_an_attempt_that_is_written_is_not_in_the_queue(sitting, marker):
    begin(*sitting)

    assert "Nothing to mark" in client_of(marker).get(reverse("quizzes:marking")).content.decode()


def test_a_marker_sees_the_pictures_of_the_question():
    bank, picture = make_bank(), make_picture()
    essay = make_essay(bank)
    attach(essay, picture, alt="Foto dermaga")
    quiz, enrolment = make_written_sitting(questions=[make_question(bank), essay])
    bank.course = enrolment.batch.course
    bank.save()
    marker = make_marker(quiz)
    task = MarkingTask.objects.get(attempt=hand_in(quiz, enrolment))
    client = client_of(marker)
    address = reverse("quizzes:media", args=[picture.sha256])

    page = client.get(screen(task)).content.decode()

    assert f'src="{address}" alt="Foto dermaga"' in page
    assert "media:" not in page
    sent = client.get(address)
    assert (sent.status_code, b"".join(sent.streaming_content)[:4]) == (200, b"\x89PNG")
    sent.close()
