from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.choices import Part
from members.choices import SiteRole
from members.models import User
from quizzes.formats import read_questions
from quizzes.models import Question, QuestionBank, StagedImport
from quizzes.services import staging
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_part
from tests.factories.members import make_member
from tests.factories.quizzes import SECRET_FEEDBACK, make_bank, make_question

pytestmark = pytest.mark.django_db
GIFT = b"Satu?{=a ~b}\n\nDua?{T#rahasia}\n\nRusak{=a\n"


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def speaker() -> User:
    return make_member("Sari", role=SiteRole.SPEAKER)


@pytest.fixture
def bank(speaker: User) -> QuestionBank:
    course = make_course()
    make_part(make_batch(course), speaker, part=Part.SPEAKER)
    return make_bank(course, "Bank Hoaks")


@pytest.fixture
def client(speaker: User) -> Client:
    client = client_of(speaker)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, bank: QuestionBank, capture: Any, content: bytes = GIFT, name: str = "soal.txt") -> Any:
    with capture(execute=True):
        return client.post(
            f"/admin/question-files/banks/{bank.pk}/import/",
            {"file": SimpleUploadedFile(name, content), "format": "auto"},
        )


def test_a_file_goes_in_by_two_steps(client: Client, bank: QuestionBank, on_commit: Any) -> None:
    assert client.get(f"/admin/question-files/banks/{bank.pk}/import/").status_code == 200

    sent = send(client, bank, on_commit)

    page = client.get(sent["Location"])
    text = page.content.decode()
    assert "Refresh" not in page
    for words in ("Import 2 questions", "Download 1 refused question", "line 5", "brace", "Nothing is imported yet"):
        assert words in text
    assert (Question.objects.count(), "rahasia" in text) == (0, False)
    only = client.get(f"{sent['Location']}?show=refused").content.decode()
    assert ("Rusak" in only, "Satu?" in only) == (True, False)
    with on_commit(execute=True):
        done = client.post(f"{sent['Location']}commit/")
    after = client.get(done["Location"]).content.decode()
    assert "Imported: 2 new, 0 renewed." in after
    assert bank.questions.count() == 2


def test_a_refusal_comes_back_above_the_form(client: Client, bank: QuestionBank, on_commit: Any) -> None:
    nothing = client.post(f"/admin/question-files/banks/{bank.pk}/import/", {"format": "auto"})
    empty = send(client, bank, on_commit, b"")

    assert (nothing.status_code, empty.status_code) == (422, 422)
    assert "Choose a file first." in nothing.content.decode()
    assert "The file is empty." in empty.content.decode()
    assert StagedImport.objects.count() == 0


def test_while_a_job_is_at_it_the_page_comes_again(client: Client, bank: QuestionBank, monkeypatch: Any) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 1)
    sent = send(client, bank, lambda execute: nullcontext())

    page = client.get(sent["Location"])

    assert page["Refresh"] == "2"
    assert "being looked through" in page.content.decode()


def test_a_question_is_previewed_as_participants_see_it(client: Client, bank: QuestionBank, on_commit: Any) -> None:
    sent = send(client, bank, on_commit)

    page = client.get(f"{sent['Location']}rows/2/").content.decode()

    assert ("Dua?" in page, "rahasia" in page) == (True, False)
    assert client.get(f"{sent['Location']}rows/3/").status_code == 404


def test_the_refused_ones_can_be_downloaded_and_the_file_removed(
    client: Client, bank: QuestionBank, on_commit: Any
) -> None:
    sent = send(client, bank, on_commit, name="../soal ujian.txt")

    file = client.get(f"{sent['Location']}refused/")
    gone = client.post(f"{sent['Location']}discard/")

    assert file["Content-Disposition"] == 'attachment; filename="soal-ujian-ditolak.gift.txt"'
    assert b"// Alasan: " in file.content
    assert gone["Location"] == f"/admin/question-files/banks/{bank.pk}/import/"
    assert client.get(sent["Location"]).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_costs_the_same_for_one_and_for_three(
    client: Client,
    bank: QuestionBank,
    rows: int,
    on_commit: Any,
    django_assert_num_queries: Any,
) -> None:
    sent = send(client, bank, on_commit, b"\n\n".join(b"Soal %d?{T}" % n for n in range(rows)))
    client.get(sent["Location"])

    with django_assert_num_queries(13):
        client.get(sent["Location"])


def test_pages_hold_fifty_rows(client: Client, bank: QuestionBank, on_commit: Any) -> None:
    sent = send(client, bank, on_commit, b"\n\n".join(b"Soal %d?{T}" % n for n in range(120)))

    page = client.get(f"{sent['Location']}?page=3&show=added").content.decode()

    assert (page.count("files__row--added"), "Page 3 of 3" in page) == (20, True)


def test_losses_are_named_before_the_download(client: Client, bank: QuestionBank) -> None:
    make_question(bank, shuffle=False)
    address = f"/admin/question-files/banks/{bank.pk}/export/"

    plain = client.get(address).content.decode()
    gift = client.get(f"{address}?format=gift").content.decode()
    xlsx = client.get(f"{address}?format=xlsx").content.decode()

    assert "Not everything fits" not in plain
    assert "Not everything fits into this format" in gift
    assert "carries everything of this bank" in xlsx


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "xlsx", "qti3"])
def test_the_download_reads_again(client: Client, bank: QuestionBank, format: str, tmp_path: Path) -> None:
    make_question(bank)

    file = client.get(f"/admin/question-files/banks/{bank.pk}/export/{format}/")

    assert len(read_questions(file.content).items) == 1
    assert file["Content-Disposition"].startswith('attachment; filename="bank-hoaks.')
    assert SECRET_FEEDBACK  # a bank goes out with its keys: to those alone who may open it


def test_another_format_is_not_there(client: Client, bank: QuestionBank) -> None:
    assert client.get(f"/admin/question-files/banks/{bank.pk}/export/pdf/").status_code == 404
    template = client.get("/admin/question-files/template/")
    assert read_questions(template.content).format == "xlsx"
