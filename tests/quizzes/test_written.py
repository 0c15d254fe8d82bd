"""While an attempt is written: an essay, a file, a drill; nothing of the scenario before its start."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core import clock
from members.services import erase_member
from quizzes.forms import answer_file_name
from quizzes.models import Answer, AnswerFile, Attempt, LateAnswer, MarkingTask
from quizzes.personal_data import sitting_data
from quizzes.services import submit_attempt
from tests.courses.views.test_course import client_of
from tests.factories.kinds import SECRET, WRITTEN_MAKERS, make_drill, make_upload
from tests.factories.marking import make_marker, make_written_sitting
from tests.factories.members import make_administrator, make_member
from tests.factories.quizzes import begin, make_bank
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
PART = {"X-Part": "drill"}


def picture(name="Tugas Melati.png", colour="navy"):
    file = BytesIO()
    Image.new("RGB", (40, 40), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


@pytest.fixture(autouse=True)
def _look_sessions_up_in_the_database(settings):
    """Counts are literals, whatever cache there is."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.fixture
def attempt():
    bank = make_bank()
    quiz, enrolment = make_written_sitting(questions=[make(bank) for make in WRITTEN_MAKERS.values()])
    return begin(quiz, enrolment)


@pytest.fixture
def client(attempt):
    return client_of(attempt.enrolment.member)


def page_of(client, attempt):
    return client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()


def send(client, attempt, file, slot=2):
    return client.post(reverse("quizzes:add_file", args=[attempt.uid, slot]), {answer_file_name(slot): file})


def files_on_disk():
    folder = Path(settings.STORAGES["private"]["OPTIONS"]["location"]) / "answers"
    return {path.name for path in folder.glob("*")}


def test_no_scenario_rubric_or_note_in_any_byte_before_the_drill_starts(client, attempt):
    page = page_of(client, attempt)

    assert "Siapkan tanggapan." in page
    assert SECRET not in page


def test_a_drill_starts_once_and_brings_its_scenario(client, attempt):
    address = reverse("quizzes:drill", args=[attempt.uid, 3])

    first = client.post(address, headers=PART)
    with clock.at(clock.now() + timedelta(minutes=3)):
        second = client.post(address, headers=PART)

    opened = Answer.objects.get(attempt=attempt, slot=3)
    assert (opened.rev, opened.value) == (0, [])
    for answer in (first, second):
        page = answer.content.decode()
        assert "video feri tenggelam" in page
        assert opened.opened_at.strftime("%Y-%m-%dT%H:%M:%S") in page
        assert "<html" not in page
        assert "menyebut sumber" not in page  # the rubric


def test_a_drill_costs_one_write_and_no_more_than_five_queries(client, attempt):
    with counted() as counts:
        client.post(reverse("quizzes:drill", args=[attempt.uid, 3]), headers=PART)

    assert counts.both == (4, 1)


def test_a_reload_brings_the_scenario_again_with_as_many_queries(client, attempt):
    send(client, attempt, picture())
    client.post(reverse("quizzes:drill", args=[attempt.uid, 3]), headers=PART)
    client.get(reverse("quizzes:attempt", args=[attempt.uid]))  # takes the message

    with counted() as counts:
        page = page_of(client, attempt)

    assert counts.both == (4, 0)
    assert "video feri tenggelam" in page
    assert "Tugas Melati.png" in page
    assert "menyebut sumber" not in page
    assert "catatan" not in page


def test_without_a_script_the_button_saves_the_form_and_starts(client, attempt):
    form = {"q-1": "Baris satu\r\nBaris dua", "rev-1": "0", "rev-2": "0", "rev-3": "0"}

    answer = client.post(reverse("quizzes:drill", args=[attempt.uid, 3]), form)

    assert answer["Location"] == reverse("quizzes:attempt", args=[attempt.uid]) + "#q3"
    assert Answer.objects.get(attempt=attempt, slot=1).value == ["Baris satu\nBaris dua"]
    assert "video feri tenggelam" in page_of(client, attempt)


def test_a_drill_is_no_other_kind_and_nobody_elses(client, attempt):
    assert client.post(reverse("quizzes:drill", args=[attempt.uid, 1])).status_code == 404
    stranger = client_of(make_member())
    assert stranger.post(reverse("quizzes:drill", args=[attempt.uid, 3])).status_code == 404
    assert Answer.objects.count() == 0


def test_a_closed_attempt_starts_no_drill(client, attempt):
    submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)

    answer = client.post(reverse("quizzes:drill", args=[attempt.uid, 3]), headers=PART)

    assert (answer.status_code, answer.content) == (409, b"")


def test_a_file_is_the_answer_and_its_owner_alone_reads_it(client, attempt):
    answer = send(client, attempt, picture())

    file = AnswerFile.objects.get()
    assert answer["Location"] == reverse("quizzes:attempt", args=[attempt.uid]) + "#q2"
    assert Answer.objects.get(attempt=attempt, slot=2).value == [str(file.uid)]
    address = reverse("quizzes:answer_file", args=[attempt.uid, file.uid])
    assert b"".join(client.get(address)) == picture().read()
    assert client_of(make_member()).get(address).status_code == 404
    assert "Melati" not in file.file.name


def test_a_newer_file_takes_the_place_of_the_older(client, attempt, django_capture_on_commit_callbacks):
    before = files_on_disk()
    send(client, attempt, picture())
    with django_capture_on_commit_callbacks(execute=True):
        send(client, attempt, picture(colour="red"))
        send(client, attempt, picture(colour="red"))

    file = AnswerFile.objects.get()
    stored = Answer.objects.get(attempt=attempt, slot=2)
    assert stored.value == [str(file.uid)]
    assert files_on_disk() - before == {Path(file.file.name).name}


def test_a_file_that_another_tab_is_sending_at_this_moment_stays(client, attempt):
    """Its row is there, and its answer not yet."""
    sent = AnswerFile.objects.create(attempt=attempt, slot=2, kind="png", name="lain.png", size=1, sha256="1" * 64)

    send(client, attempt, picture())
    send(client, attempt, picture(colour="red"))

    assert AnswerFile.objects.filter(pk=sent.pk).exists()
    assert AnswerFile.objects.count() == 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("gambar.png", b"not a picture"), "content is .txt"),
        (SimpleUploadedFile("program.exe", b"MZ"), "This kind of file is not taken here."),
        (SimpleUploadedFile("besar.pdf", b"%PDF-" + b"0" * (1024 * 1024)), "larger than the 1.0 MB"),
        (SimpleUploadedFile("kosong.pdf", b""), "The file is empty."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_with_a_sentence(client, attempt, file, words):
    answer = send(client, attempt, file)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert AnswerFile.objects.count() == 0


def test_after_the_hard_close_a_file_is_kept_apart():
    quiz, enrolment = make_written_sitting(questions=[make_upload(make_bank())], time_limit_minutes=10)
    attempt = begin(quiz, enrolment)

    with clock.at(clock.now() + timedelta(minutes=12)):
        answer = send(client_of(enrolment.member), attempt, picture(), slot=1)

    assert answer["Location"] == reverse("quizzes:result", args=[attempt.uid])
    assert Answer.objects.count() == 0
    assert LateAnswer.objects.get().value == [str(AnswerFile.objects.get().uid)]


def test_a_marker_reads_the_file_under_a_name_that_tells_nobody():
    quiz, enrolment = make_written_sitting(questions=[make_upload(make_bank())])
    attempt = begin(quiz, enrolment)
    send(client_of(enrolment.member), attempt, picture(), slot=1)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    task, file = MarkingTask.objects.get(), AnswerFile.objects.get()
    address = reverse("quizzes:marking_file", args=[task.uid, file.uid])
    client = client_of(make_marker(quiz))

    answer = client.get(address)

    assert b"".join(answer) == picture().read()
    assert "Melati" not in answer["Content-Disposition"]
    assert "Melati" not in client.get(reverse("quizzes:marking_task", args=[task.uid])).content.decode()
    assert client_of(make_member()).get(address).status_code == 404


def test_an_erased_account_leaves_no_file_and_no_name_of_one(client, attempt, django_capture_on_commit_callbacks):
    before = files_on_disk()
    send(client, attempt, picture())
    assert sitting_data(attempt.enrolment.member)["attempts"][0]["files"][0]["name"] == "Tugas Melati.png"

    with django_capture_on_commit_callbacks(execute=True):
        erase_member(member=attempt.enrolment.member, reason="Permintaan", actor=make_administrator())

    file = AnswerFile.objects.get()
    assert (file.file.name, file.name, file.sha256, file.kind) == ("", "", "", "png")
    assert files_on_disk() == before


def test_an_essay_is_written_in_a_field_that_tells_its_length(client, attempt):
    page = page_of(client, attempt)

    assert 'data-least="5"' in page
    assert "Asked for: 5 to 50 words." in page


def test_a_drill_that_was_never_started_earns_nothing_for_speed():
    quiz, enrolment = make_written_sitting(questions=[make_drill(make_bank())])
    attempt = begin(quiz, enrolment)
    assert Attempt.objects.get(pk=attempt.pk).version.paper.by_slot()[1].accepts(["jawaban"])
