"""The organiser's view of a test on its day: what it costs, what it tells, what it never shows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.models.pages import CourseOrganiser
from members.choices import SiteRole
from members.models import User
from quizzes.choices import AttemptState, LiveState
from quizzes.models import Attempt, QuizPage, QuizSchedule
from quizzes.selectors.live import LiveRow, live_rows, live_test
from quizzes.selectors.live_people import live_people
from quizzes.services import submit_attempt, take_lease
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import SECRET_FEEDBACK, answer, begin, make_quiz, make_sitting, open_for, right_options
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db


def organiser_of(batch) -> User:
    member = make_organiser()
    CourseOrganiser.objects.create(course=batch.course, member=member)
    return member


def client_of(member) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(member, backend="members.backends.EmailOrNumberBackend")
    return client


def address(quiz, batch) -> str:
    return reverse("quizzes:live", args=[batch.code, quiz.uid])


def rows_of(quiz, batch, moment=None, **asked) -> list[LiveRow]:
    """All that fit, as pages of the list show them."""
    moment = moment or clock.now()
    test = live_test(make_member("Admin", role=SiteRole.ADMINISTRATOR), batch.code, quiz.uid, moment)
    return live_rows(test, live_people(batch.pk, quiz.pk, moment, **asked), moment)


def states(quiz, batch) -> dict[str, str]:
    return {row.name: row.state for row in rows_of(quiz, batch)}


@pytest.mark.parametrize(("number", "queries"), [(0, 5), (1, 7), (3, 7), (60, 7)])
@pytest.mark.parametrize("role", ["organiser", "administrator"])
def test_costs_seven_queries_and_no_write(number, queries, role, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    batch = make_batch()
    quiz = make_quiz(batch.course, questions=2, time_limit_minutes=30)
    open_for(quiz, batch)
    for _ in range(number):
        answer(begin(quiz, make_enrolment(batch)), right=1)
    watcher = organiser_of(batch) if role == "organiser" else make_member("A", role=SiteRole.ADMINISTRATOR)
    client = client_of(watcher)

    with counted() as whole:
        page = client.get(address(quiz, batch))
    with counted() as part:
        client.get(address(quiz, batch), headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert (whole.both, part.both) == ((queries, 0), (queries, 0))
    assert page.content.decode().count("1 / 2") == min(number, 50)


def test_tells_where_each_participant_stands(time_machine):
    batch = make_batch()
    quiz = make_quiz(batch.course, time_limit_minutes=30, attempts_allowed=2)
    other = make_quiz(batch.course)
    open_for(quiz, batch)
    open_for(other, batch)
    people = {name: make_enrolment(batch, make_member(name)) for name in ("Ani", "Budi", "Cici", "Dodi", "Eka", "Feri")}
    begin(other, people["Ani"])
    withdrawn = make_enrolment(batch, make_member("Gita"))
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    overdue = begin(quiz, people["Dodi"])
    time_machine.move_to(overdue.hard_close_at)
    begin(quiz, people["Budi"])
    handed_in = begin(quiz, people["Cici"])
    submit_attempt(attempt_uid=handed_in.uid, member=people["Cici"].member)
    void = begin(quiz, people["Eka"])
    Attempt.objects.filter(pk=void.pk).update(state=AttemptState.VOID)
    first = begin(quiz, people["Feri"])
    submit_attempt(attempt_uid=first.uid, member=people["Feri"].member)
    begin(quiz, people["Feri"])

    assert states(quiz, batch) == {
        "Ani": LiveState.NOT_BEGUN,
        "Budi": LiveState.WRITING,
        "Cici": LiveState.HANDED_IN,
        "Dodi": LiveState.BY_CLOCK,
        "Eka": LiveState.VOID,
        "Feri": LiveState.WRITING,
    }
    overdue.refresh_from_db()
    assert overdue.state == AttemptState.OPEN  # looking writes nothing


def test_counts_answers_and_not_blanks_and_says_when_the_last_was_saved():
    quiz, enrolment = make_sitting(questions=3)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=2)
    attempt.answers.filter(slot=2).update(value=[])

    (row,) = rows_of(quiz, enrolment.batch)

    assert (row.answered, row.questions) == (1, 3)
    assert row.saved_at == attempt.answers.get(slot=1).saved_at


def test_says_how_often_the_attempt_was_opened_again():
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)

    for lease in ("a", "a", "b", "a"):
        take_lease(attempt=attempt, lease=lease)

    attempt.refresh_from_db()
    assert (attempt.lease, attempt.lease_changes) == ("a", 2)
    page = client_of(organiser_of(enrolment.batch)).get(address(quiz, enrolment.batch)).content.decode()
    assert "opened again 2 times" in page


def test_renews_itself_while_somebody_writes_or_may_begin_and_then_stops():
    quiz, enrolment = make_sitting()
    client = client_of(organiser_of(enrolment.batch))
    url = address(quiz, enrolment.batch)

    def polls():
        page = client.get(f"{url}?state=writing", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in page
        return "hx-trigger" in page

    assert polls()
    attempt = begin(quiz, enrolment)
    assert polls()
    assert f'hx-get="{url}?state=writing&amp;page=1"' in client.get(f"{url}?state=writing").content.decode()
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    assert not polls()
    make_enrolment(enrolment.batch)
    assert polls()
    QuizSchedule.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    assert not polls()


def test_finds_people_by_name_office_and_state():
    quiz, enrolment = make_sitting(member=make_member("Ani Wijaya"))
    begin(quiz, enrolment)
    make_enrolment(enrolment.batch, make_member("Budi Santoso"))
    client = client_of(organiser_of(enrolment.batch))
    url = address(quiz, enrolment.batch)

    def names(query):
        page = client.get(f"{url}{query}").content.decode()
        return {name for name in ("Ani Wijaya", "Budi Santoso") if f">{name}<" in page}

    assert names("?q=wijaya") == {"Ani Wijaya"}
    assert names("?state=not_begun") == {"Budi Santoso"}
    assert names("?state=nonsense") == {"Ani Wijaya", "Budi Santoso"}
    assert names("?q=nobody") == set()


def test_shows_no_answer_and_nothing_of_the_key():
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1)
    (key,) = right_options(attempt, 1)

    page = client_of(organiser_of(enrolment.batch)).get(address(quiz, enrolment.batch)).content.decode()

    assert "1 / 1" in page
    for secret in (SECRET_FEEDBACK, "Periksa sumbernya", "Soal nomor", f'"{key}"'):
        assert secret not in page


def test_is_not_there_for_others_nor_for_a_test_without_a_date():
    quiz, enrolment = make_sitting()
    undated = make_quiz(enrolment.batch.course)
    organiser = client_of(organiser_of(enrolment.batch))
    stranger = client_of(organiser_of(make_batch()))

    assert stranger.get(address(quiz, enrolment.batch)).status_code == 404
    assert organiser.get(address(undated, enrolment.batch)).status_code == 404
    assert organiser.get(address(QuizPage(uid=enrolment.uid), enrolment.batch)).status_code == 404


def test_the_batch_leads_to_it():
    quiz, enrolment = make_sitting()

    page = client_of(organiser_of(enrolment.batch)).get(f"/batches/{enrolment.batch.code}/").content.decode()

    assert f'href="{address(quiz, enrolment.batch)}"' in page
