"""Files of answers handed in by who runs the batch."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.models.pages import CourseOrganiser
from quizzes.models import Answer, Attempt, AttemptEvent, LateAnswer
from quizzes.services import submit_attempt, void_attempt
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import answer, begin, make_quiz, make_sitting, open_for, right_options
from tests.factories.sealed import answers_file, lock

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return begin(*make_sitting(member=make_member("Budi"), time_limit_minutes=30))


@pytest.fixture
def organiser(attempt):
    member = make_organiser()
    CourseOrganiser.objects.create(course=attempt.enrolment.batch.course, member=member)
    return member


@pytest.fixture
def hand_over(attempt, organiser):
    def post(*files, by=organiser, quiz=attempt.quiz, batch=attempt.enrolment.batch):
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(by, backend="members.backends.EmailOrNumberBackend")
        sent = [SimpleUploadedFile(f"jawaban-{n}.dermaga", data) for n, data in enumerate(files, start=1)]
        response = client.post(reverse("quizzes:hand_over", args=[batch.code, quiz.uid]), {"files": sent}, follow=True)
        return [str(message) for message in response.context["messages"]]

    return post


def stored(attempt):
    return dict(Answer.objects.filter(attempt=attempt).values_list("slot", "rev"))


def file_of(attempt, /, *slots, rev=1, **changes):
    return answers_file(attempt, {slot: (rev, right_options(attempt, slot)) for slot in slots}, **changes)


def test_before_the_close_the_answers_count(attempt, hand_over, client):
    answer(attempt, right=1, rev=3)
    data = file_of(attempt, 1, 2, 4)

    assert hand_over(data) == ["Budi: 2 answers were taken from the file."]

    assert stored(attempt) == {1: 3, 2: 1, 4: 1}
    client.force_login(attempt.enrolment.member)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    assert "2 answers were taken from the file that you gave to your organiser." in page
    assert submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member).points == 3


def test_after_the_close_they_are_kept_apart(attempt, hand_over, time_machine):
    time_machine.move_to(attempt.hard_close_at)
    data = file_of(attempt, 1, 2)

    (message,) = hand_over(data)
    assert message.startswith("Budi: 2 answers came after the close and are kept apart.")
    assert hand_over(data) == ["Budi: everything in the file was here already. Nothing has changed."]

    assert stored(attempt) == {}
    assert LateAnswer.objects.count() == 2
    assert AttemptEvent.objects.filter(kind="file_handed_in").count() == 1


def test_the_same_file_twice_does_no_harm(attempt, hand_over):
    data = file_of(attempt, 1, 2)
    hand_over(data)
    attempt.refresh_from_db()
    before = attempt.interventions

    assert hand_over(data) == ["Budi: everything in the file was here already. Nothing has changed."]

    attempt.refresh_from_db()
    assert (stored(attempt), attempt.interventions) == ({1: 1, 2: 1}, before)
    assert LateAnswer.objects.count() == 0


def test_what_is_no_answer_to_its_question_is_not_taken(attempt, hand_over):
    data = answers_file(attempt, {1: (1, ["invented"]), 2: (1, right_options(attempt, 2)), 99: (1, ["x"])})

    assert hand_over(data) == ["Budi: 1 answer was taken from the file."]
    assert stored(attempt) == {2: 1}


def test_each_file_that_does_not_belong_says_why_and_holds_up_no_other(attempt, hand_over, organiser):
    batch = attempt.enrolment.batch
    other_batch = make_batch(batch.course)
    open_for(attempt.quiz, other_batch)
    of_other_batch = begin(attempt.quiz, make_enrolment(other_batch, make_member("Siti")))
    other_quiz = make_quiz(batch.course)
    open_for(other_quiz, batch)
    of_other_quiz = begin(other_quiz, attempt.enrolment)
    of_void = begin(attempt.quiz, make_enrolment(batch, make_member("Tono")))
    void_attempt(attempt_uid=of_void.uid, reason="x", by=organiser)

    messages = hand_over(
        file_of(of_other_batch, 1),
        file_of(of_other_quiz, 1),
        file_of(attempt, 1, person=str(uuid4())),
        file_of(attempt, 1, attempt=str(uuid4())),
        file_of(of_void, 1),
        file_of(attempt, 1)[:-20],
        lock({"attempt": str(attempt.uid)}),
        lock({"attempt": "x", "person": "y", "answers": []}),
        b"%PDF-1.7",
        file_of(attempt, 1),
    )

    assert [message.partition(": ")[2] for message in messages] == [
        "The file belongs to another batch. Hand it in on that batch's page of this test.",
        "The file belongs to another test. Hand it in on that test's page.",
        "The file does not belong to the person who wrote this attempt.",
        "The attempt in this file is not known here.",
        "This attempt is void and takes no answers.",
        "This is not a file of answers from this site.",
        "This is not a file of answers from this site.",
        "This is not a file of answers from this site.",
        "This is not a file of answers from this site.",
        "1 answer was taken from the file.",
    ]
    assert Answer.objects.count() == 1


def test_nothing_chosen_is_said(hand_over):
    assert hand_over() == ["Choose the files that participants gave you."]


def test_who_does_not_run_the_batch_hands_nothing_in(attempt):
    client = Client()
    for member in (attempt.enrolment.member, make_organiser("Penyelenggara Lain"), make_member("Orang Lain")):
        client.force_login(member, backend="members.backends.EmailOrNumberBackend")
        url = reverse("quizzes:hand_over", args=[attempt.enrolment.batch.code, attempt.quiz.uid])
        response = client.post(url, {"files": [SimpleUploadedFile("a.dermaga", file_of(attempt, 1))]})
        assert response.status_code == 404
    assert not Answer.objects.exists()


def test_the_key_that_locks_is_on_the_page_and_the_one_that_opens_is_not(attempt, client, settings):
    client.force_login(attempt.enrolment.member)

    html = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()

    private = Path(settings.ANSWER_KEY_FILE).read_text().splitlines()[1]
    assert '"format": "dermaga-answers-1"' in html
    assert private not in html
    assert Attempt.objects.count() == 1
