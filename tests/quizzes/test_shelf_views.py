import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Competency, Topic
from members.models import User
from quizzes.choices import QuestionType
from quizzes.models import Question
from quizzes.services import freeze_question
from tests.factories.courses import make_course
from tests.factories.kinds import MAKERS, WRITTEN_MAKERS
from tests.factories.members import make_organiser
from tests.factories.question_media import attach, make_picture
from tests.factories.quizzes import make_bank, make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make_organiser("Dewi")


@pytest.fixture
def bank(author):  # type: ignore[no-untyped-def]
    return make_bank(make_course(organisers=[author]), "Bank hoaks")


@pytest.fixture
def client(author) -> Client:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(author)
    return client


def shown(client: Client, bank, **asked: str) -> list[str]:  # type: ignore[no-untyped-def]
    response = client.get(reverse("question-banks:bank", args=[bank.pk]), asked)
    assert response.status_code == 200
    return [str(row.question) for row in response.context["rows"]]


def test_a_bank_tells_of_each_question_where_it_is_and_what_it_lacks(client, bank) -> None:  # type: ignore[no-untyped-def]
    topic = Topic.objects.create(code="hoaks", name="Hoaks")
    topic.competencies.add(Competency.objects.create(code="menangkal", name="Menangkal kabar bohong"))
    used = make_question(bank, "<p>Terpakai</p>", topic=topic, external_id="H-1")
    make_quiz(bank.course, title="Tes akhir", questions=[used])
    lacking = make_question(bank, "<p>Belum siap</p>", right=())
    attach(lacking, make_picture())
    make_question(make_bank(make_course("Lain")), "<p>SOAL RAHASIA</p>")

    html = client.get(reverse("question-banks:bank", args=[bank.pk])).content.decode()

    for text in ("Terpakai", "Tes akhir", "H-1", "Menangkal kabar bohong", "Belum siap"):
        assert text in html
    assert "No option is marked as right." in html or "Belum ada" in html or "benar" in html
    assert "SOAL RAHASIA" not in html


def test_it_is_searched_filtered_and_sorted(client, bank) -> None:  # type: ignore[no-untyped-def]
    topic = Topic.objects.create(code="hoaks", name="Hoaks")
    first = make_question(bank, "<p>Satu</p>", external_id="B")
    make_question(bank, "<p>Dua</p>", type=QuestionType.TRUE_FALSE, topic=topic, external_id="A")
    make_question(bank, "<p>Tiga</p>", right=())
    gone = make_question(bank, "<p>Empat</p>")
    Question.objects.filter(pk=gone.pk).update(is_archived=True)
    make_quiz(bank.course, questions=[first])

    assert shown(client, bank) == ["Satu", "Dua", "Tiga"]
    assert shown(client, bank, q="du") == ["Dua"]
    assert shown(client, bank, q="Periksa sumber") == ["Satu"]
    assert shown(client, bank, kind="true_false") == ["Dua"]
    assert shown(client, bank, topic=str(topic.pk)) == ["Dua"]
    assert shown(client, bank, topic="none") == ["Satu", "Tiga"]
    assert shown(client, bank, use="used") == ["Satu"]
    assert shown(client, bank, use="unused") == ["Dua", "Tiga"]
    assert shown(client, bank, use="problems") == ["Tiga"]
    assert shown(client, bank, use="archived") == ["Empat"]
    assert shown(client, bank, sort="code")[-2:] == ["Dua", "Satu"]
    assert shown(client, bank, sort="-number") == ["Tiga", "Dua", "Satu"]
    assert shown(client, bank, q="tidak ada") == []


@pytest.mark.parametrize("number", [1, 3, 25])
def test_a_bank_takes_as_many_queries_for_any_number(number: int, client, bank, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    questions = [make_question(bank) for _ in range(number)]
    for question in questions:
        attach(question, make_picture(), "Kapal")
    make_quiz(bank.course, questions=questions)
    client.get(reverse("question-banks:bank", args=[bank.pk]))

    with django_assert_num_queries(QUERIES):
        client.get(reverse("question-banks:bank", args=[bank.pk]))


QUERIES = 26


def test_deeds_reach_the_chosen_questions_of_this_bank_alone(client, bank, author) -> None:  # type: ignore[no-untyped-def]
    topic = Topic.objects.create(code="hoaks", name="Hoaks")
    first, second = make_question(bank), make_question(bank)
    foreign = make_question(make_bank(make_course("Lain")))
    address = reverse("question-banks:deeds", args=[bank.pk])

    client.post(address, {"question": [first.pk, foreign.pk], "deed": "topic", "topic": topic.pk})
    client.post(address, {"question": [second.pk], "deed": "put_away"})
    client.post(address, {"question": ["x", ""], "deed": "delete"})
    client.post(address, {"question": [first.pk], "deed": "unheard-of"})
    target = make_bank(bank.course)
    client.post(address, {"question": [first.pk], "deed": "move", "bank": target.pk})
    client.post(address, {"question": [second.pk], "deed": "move", "bank": foreign.bank_id})

    facts = {row.pk: (row.topic_id, row.is_archived, row.bank_id) for row in Question.objects.all()}
    assert facts == {
        first.pk: (topic.pk, False, target.pk),
        second.pk: (None, True, bank.pk),
        foreign.pk: (None, False, foreign.bank_id),
    }


def test_a_bank_that_is_not_there_is_not_found_whatever_its_number(client, bank) -> None:  # type: ignore[no-untyped-def]
    question = make_question(bank)
    address = reverse("question-banks:deeds", args=[bank.pk])
    foreign = make_bank(make_course("Lain"))

    def answer(number: object) -> int:
        return client.post(address, {"question": [question.pk], "deed": "move", "bank": number}).status_code

    assert [answer(number) for number in ("9" * 4301, foreign.pk, "")] == [404, 404, 302]


@pytest.mark.parametrize("kind", {**MAKERS, **WRITTEN_MAKERS})
def test_every_kind_has_a_preview_with_its_checks(kind, client, bank) -> None:  # type: ignore[no-untyped-def]
    question = {**MAKERS, **WRITTEN_MAKERS}[kind](bank)

    html = client.get(reverse("questions:saved_preview", args=[question.pk])).content.decode()

    assert 'data-slot="1"' in html
    assert "UNDISCLOSED" not in html
    assert ('name="draft" value=""' in html) == (kind in WRITTEN_MAKERS)


def test_a_question_is_doubled_and_opened(client, bank) -> None:  # type: ignore[no-untyped-def]
    question = make_question(bank)

    response = client.post(reverse("questions:copy", args=[question.pk]))

    copy = Question.objects.exclude(pk=question.pk).get()
    assert response.url == reverse("questions:edit", args=[copy.pk])


def test_versions_are_told_apart_in_words_and_can_be_gone_back_to(client, bank) -> None:  # type: ignore[no-untyped-def]
    question = make_question(bank, "<p>Apa langkah pertama?</p>")
    make_quiz(bank.course, title="Tes akhir", questions=[question])
    question.stem = "<p>Apa langkah kedua?</p>"
    question.save()
    freeze_question(question=question)

    html = client.get(reverse("questions:versions", args=[question.pk])).content.decode()
    response = client.post(reverse("questions:restore", args=[question.pk, 1]))

    assert "<del>" in html
    assert "<ins>" in html
    assert "Tes akhir" in html
    assert response.status_code == 302
    question.refresh_from_db()
    assert question.stem == "<p>Apa langkah pertama?</p>"
    assert client.post(reverse("questions:restore", args=[question.pk, 9])).status_code == 404
