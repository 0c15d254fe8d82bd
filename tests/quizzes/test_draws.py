"""Tests with sections and draws, from the author's rows to the result."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courses.models import Topic
from quizzes.checks import checks_of
from quizzes.errors import QuizNotReadyError
from quizzes.models import Answer, Attempt, DrawTally, Mark, QuizVersion
from quizzes.personal_data import sitting_data
from quizzes.services import Incoming, record_result, save_answers, submit_attempt
from tests.factories.courses import make_course, make_enrolment
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank, make_question, make_questions, right_options
from tests.factories.structure import draw, fixed, make_structured, make_structured_sitting, section
from tests.quizzes.counting import counted
from tests.quizzes.test_views import send, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def stems_of(version, slots):
    papers = version.paper.by_slot()
    return [papers[slot].stem for slot in slots]


def sit(quiz, enrolment, **options):
    attempt = begin(quiz, enrolment, **options)
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def test_a_draw_by_topics_gives_each_its_share():
    bank = make_bank()
    hoax, crisis, other = (Topic.objects.create(code=code, name=code) for code in ("hoaks", "krisis", "foto"))
    for topic in (hoax, crisis, other):
        for _ in range(8):
            make_question(bank, topic=topic)
    quiz, enrolment = make_structured_sitting([draw(bank, 5, {hoax: "40", crisis: "60"}, marks=2)])

    attempt = begin(quiz, enrolment)

    topics = dict(bank.questions.values_list("uid", "topic__code"))
    drawn = sorted({str(uid): code for uid, code in topics.items()}[place.item] for place in attempt.places)
    assert drawn == ["hoaks"] * 2 + ["krisis"] * 3
    version = QuizVersion.objects.get()
    assert (version.question_count, version.max_points, len(version.body["questions"])) == (5, 10, 16)


def test_no_byte_of_a_question_that_was_not_drawn_is_sent(client):
    bank = make_bank()
    for number in range(6):
        make_question(bank, stem=f"<p>RAHASIA-{number}</p>", right=(f"BETUL-{number}",), wrong=(f"SALAH-{number}", "x"))
    quiz, enrolment = make_structured_sitting([draw(bank, 2)], review_just_after=["answers", "key", "feedback"])
    client.force_login(enrolment.member)
    attempt = begin(quiz, enrolment)
    mine = {question.stem for question in attempt.questions.values()}

    strange = next(row["slot"] for row in attempt.version.body["questions"] if row["slot"] not in attempt.questions)
    refused = send(client, attempt, {strange: (1, ["x"])})
    pages = [client.get(url("landing", quiz)), client.get(url("attempt", attempt)), refused]
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    pages += [client.get(url("result", attempt)), client.get(url("landing", quiz))]

    assert refused.json()["refused"] == [strange]
    sent = b"".join(page.content for page in pages).decode() + str(sitting_data(enrolment.member))
    found = {f"<p>RAHASIA-{number}</p>" for number in range(6) if f"RAHASIA-{number}" in sent}
    assert found == mine
    assert sum(f"SALAH-{number}" in sent for number in range(6)) == 2
    assert not Answer.objects.exists()


def test_who_comes_again_gets_what_was_not_seen_yet():
    bank = make_bank()
    make_questions(bank, 6)
    quiz, enrolment = make_structured_sitting([draw(bank, 3)], attempts_allowed=3)

    first, second = ({place.item for place in sit(quiz, enrolment).places} for _ in range(2))

    assert not first & second


def test_the_least_used_are_drawn_for_the_next_person():
    bank = make_bank()
    make_questions(bank, 6)
    quiz, enrolment = make_structured_sitting([draw(bank, 3)])
    done = sit(quiz, enrolment)
    record_result(attempt=Attempt.objects.select_related("version").get(pk=done.pk))
    record_result(attempt=Attempt.objects.select_related("version").get(pk=done.pk))  # a job may run twice

    other = begin(quiz, make_enrolment(enrolment.batch))

    assert DrawTally.objects.get().counts == {place.item: 1 for place in done.places}
    assert not {place.item for place in done.places} & {place.item for place in other.places}


def test_marks_are_of_the_own_questions_and_the_whole_is_the_same_for_all():
    bank = make_bank()
    make_questions(bank, 5)
    everybody = make_question(make_bank())
    quiz, enrolment = make_structured_sitting([fixed(everybody, marks=4), draw(bank, 2, marks=3)])
    attempt = begin(quiz, enrolment)
    drawn = [place.slot for place in attempt.places if place.slot != 1]
    save_answers(attempt=attempt, answers={drawn[0]: Incoming(1, right_options(attempt, drawn[0]))})

    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert (done.points, done.max_points) == (3, 10)
    assert sorted(Mark.objects.values_list("slot", flat=True)) == sorted([1, *drawn])


def test_questions_stay_in_their_section_and_its_head_is_shown(client):
    questions = make_questions(make_bank(), 12)
    rows = [section("Bagian hoaks", "Baca dahulu.\nLalu jawab."), *map(fixed, questions[:6])]
    rows += [section("Bagian krisis"), *map(fixed, questions[6:])]
    quiz, enrolment = make_structured_sitting(rows, paging="section")
    client.force_login(enrolment.member)
    attempt = begin(quiz, enrolment)

    html = client.get(url("attempt", attempt)).content.decode()

    slots = [place.slot for place in attempt.places]
    assert (sorted(slots[:6]), sorted(slots[6:])) == ([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12])
    assert slots != sorted(slots)
    first, second = html.index("Bagian hoaks"), html.index("Bagian krisis")
    assert first < html.index(f'id="q{slots[0]}"') < html.index(f'id="q{slots[5]}"') < second
    assert "Baca dahulu.<br>Lalu jawab." in html
    assert 'data-paging="section"' in html


def test_an_old_version_without_sections_reads_as_one():
    quiz, enrolment = make_structured_sitting([fixed(question) for question in make_questions(make_bank(), 3)])

    version = QuizVersion.objects.get()

    assert "sections" not in version.body
    assert "paging" not in version.rules
    assert (version.paper.question_count, version.paper.max_points) == (3, 3)
    assert len(begin(quiz, enrolment).places) == 3


def problems(rows):
    page = make_structured(make_course(), rows, publish=False)
    with pytest.raises(QuizNotReadyError) as caught:
        page.get_latest_revision().publish()
    assert not QuizVersion.objects.exists()
    return caught.value.problems


def test_a_pool_too_small_is_told_to_the_author():
    bank = make_bank()
    make_questions(bank, 3)
    topic = Topic.objects.create(code="hoaks", name="Hoaks")
    make_question(bank, topic=topic)

    (too_many,) = problems([draw(bank, 5)])
    assert "5 questions are to be drawn, but only 4 are there" in too_many
    (of_topic,) = problems([draw(bank, 2, {topic: ""})])
    assert "2 questions of the topic “Hoaks” are to be drawn, but only 1 are there" in of_topic
    (shared,) = problems([draw(bank, 3), draw(bank, 2)])
    assert "row 2" in shared


def test_what_everybody_gets_is_not_drawn_again():
    bank = make_bank()
    one, *_others = make_questions(bank, 3)

    (told,) = problems([fixed(one), draw(bank, 3)])

    assert "only 2 are there" in told


def test_shares_add_up_and_sections_have_titles_and_questions():
    bank = make_bank()
    topics = [Topic.objects.create(code=code, name=code) for code in "ab"]
    for topic in topics:
        make_question(bank, topic=topic)

    assert "100 %" in problems([draw(bank, 2, {topics[0]: "40", topics[1]: "50"})])[0]
    told = problems([fixed(make_question()), section("Kosong"), section(""), fixed(make_question())])
    assert told == ["A section has no title.", "The section “Kosong” has no questions."]


def test_unfinished_questions_are_never_drawn_and_the_author_hears_so():
    bank = make_bank()
    make_questions(bank, 2)
    make_question(bank, stem="<p>Belum selesai</p>", right=(), wrong=("a", "b"))
    page = make_structured(make_course(), [draw(bank, 2)])

    assert len(QuizVersion.objects.get().body["questions"]) == 2
    told = checks_of(page)
    assert told.problems == []
    assert "1 question is not finished and is never drawn: “Belum selesai”" in told.advice
    assert any("everybody gets the same" in sentence for sentence in told.advice)


def test_what_was_put_away_is_never_drawn():
    bank = make_bank()
    kept, away = make_question(bank), make_question(bank)
    bank.questions.filter(pk=away.pk).update(is_archived=True)
    quiz, enrolment = make_structured_sitting([draw(bank, 1)])

    attempt = begin(quiz, enrolment)

    assert [place.item for place in attempt.places] == [str(kept.uid)]
    assert len(QuizVersion.objects.get().body["questions"]) == 1


def test_a_question_added_to_the_bank_later_is_not_in_a_published_test():
    bank = make_bank()
    make_questions(bank, 3)
    make_structured(make_course(), [draw(bank, 2)])

    make_question(bank)

    assert len(QuizVersion.objects.get().body["questions"]) == 3


@pytest.mark.parametrize("number", [5, 60])
def test_budgets_with_sections_and_draws(client, number, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    bank = make_bank()
    make_questions(bank, number)
    rows = [section("Satu"), fixed(make_question()), section("Dua"), draw(bank, number - 1)]
    quiz, enrolment = make_structured_sitting(rows, attempts_allowed=2, time_limit_minutes=30)
    DrawTally.objects.create(version=QuizVersion.objects.get())
    client.force_login(enrolment.member)

    def cost(call, status):
        with counted() as counts:
            assert call().status_code == status
        return counts.both

    costs = {"landing": cost(lambda: client.get(url("landing", quiz)), 200)}
    costs["start"] = cost(lambda: client.post(url("start", quiz)), 302)
    attempt = Attempt.objects.select_related("version").get()
    everything = {slot: (1, right_options(attempt, slot)) for slot in attempt.questions}
    costs["resume"] = cost(lambda: client.get(url("attempt", attempt)), 200)
    costs["save"] = cost(lambda: send(client, attempt, everything), 200)
    costs["submit"] = cost(lambda: client.post(url("submit", attempt), {}, content_type="application/json"), 200)
    costs["result"] = cost(lambda: client.get(url("result", attempt)), 200)

    assert costs == {
        "landing": (5, 0),
        "start": (6, 1),
        "resume": (4, 0),
        "save": (4, 1),
        "submit": (8, 4),
        "result": (5, 0),
    }
    attempt.refresh_from_db()
    assert (attempt.points, attempt.max_points) == (number, Decimal(number))


def test_the_preview_shows_sections_and_one_draw(client):
    bank = make_bank()
    make_questions(bank, 4)
    page = make_structured(make_course(), [section("Bagian satu"), draw(bank, 2)])
    client.force_login(make_administrator())

    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    assert "Bagian satu" in html
    assert html.count("Question 2 of 2") == 1
    assert html.count("<fieldset") == 2
