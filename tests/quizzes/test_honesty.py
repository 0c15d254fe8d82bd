"""The honesty statement: asked for before what counts begins, kept with the attempt, told to who runs the batch."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from core import clock
from quizzes.checks import checks_of
from quizzes.errors import QuizNotReadyError, StartRefusedError
from quizzes.honesty import offered_statement
from quizzes.models import Attempt, QuizPage, QuizVersion
from quizzes.policies import Policies
from quizzes.services import submit_attempt
from quizzes.wording import moment_in_words
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_question, make_quiz, make_sitting
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of, organiser_of
from tests.quizzes.test_personal_data import copy_of
from tests.quizzes.test_test_form import page_form

pytestmark = pytest.mark.django_db
WORDS = "Saya mengerjakan tes ini sendiri.\n\nTanpa bantuan <siapa pun>."
SHOWN = "Saya mengerjakan tes ini sendiri.\n\nTanpa bantuan &lt;siapa pun&gt;."
ASKED: dict[str, Any] = {"asks_honesty": True, "honesty_statement": f"  {WORDS}\r\n"}
FIRST = "Agree to the honesty statement first."


def mark_of(quiz: QuizPage) -> str:
    return QuizVersion.objects.filter(quiz=quiz).latest("number").policies.honesty_mark


def start(client: Any, quiz: QuizPage, **given: str) -> Any:
    return client.post(reverse("quizzes:start", args=[quiz.uid]), given)


def change_words(quiz: QuizPage, words: str) -> None:
    page = QuizPage.objects.get(pk=quiz.pk)
    page.honesty_statement = words
    page.save_revision().publish()


def test_a_version_without_a_statement_freezes_as_ever_and_old_ones_ask_for_none():
    without = Policies().to_json()

    assert "honesty_statement" not in without
    assert Policies.from_json(without).honesty_mark == ""
    asking = Policies(honesty_statement=WORDS)
    assert Policies.from_json(asking.to_json()) == asking
    assert asking.honesty_mark != Policies(honesty_statement=WORDS + " ").honesty_mark


def test_words_that_are_not_asked_for_are_not_frozen():
    quiz = make_quiz(asks_honesty=False, honesty_statement=WORDS)

    assert QuizVersion.objects.get(quiz=quiz).policies.honesty_statement == ""


def test_nothing_begins_without_it_and_what_was_agreed_to_stays(time_machine):
    quiz, enrolment = make_sitting(**ASKED)
    for given in ({}, {"agreed_to": "on"}, {"agreed_to": mark_of(quiz).upper()}):
        with pytest.raises(StartRefusedError) as caught:
            begin(quiz, enrolment, **given)
        assert caught.value.reason == "honesty"
    assert not Attempt.objects.exists()

    attempt = begin(quiz, enrolment, agreed_to=mark_of(quiz))
    change_words(quiz, "Yang lain.")

    kept = Attempt.objects.get()
    assert (kept, kept.agreed_at) == (attempt, attempt.started_at)
    assert kept.version.policies.honesty_statement == WORDS


def test_what_is_open_goes_on_without_being_asked_again():
    quiz, enrolment = make_sitting(**ASKED)
    attempt = begin(quiz, enrolment, agreed_to=mark_of(quiz))

    assert begin(quiz, enrolment) == attempt
    assert Attempt.objects.count() == 1


def test_the_next_attempt_asks_again():
    quiz, enrolment = make_sitting(**ASKED, attempts_allowed=2)
    submit_attempt(attempt_uid=begin(quiz, enrolment, agreed_to=mark_of(quiz)).uid, member=enrolment.member)

    with pytest.raises(StartRefusedError):
        begin(quiz, enrolment)
    assert begin(quiz, enrolment, agreed_to=mark_of(quiz)).number == 2


def test_practice_asks_nothing_and_keeps_nothing():
    quiz, enrolment = make_sitting(**ASKED, practice="beside")

    assert begin(quiz, enrolment, kind="practice").agreed_at is None


def test_words_changed_since_the_page_was_opened_are_read_again():
    quiz, enrolment = make_sitting(**ASKED)
    client, stale = client_of(enrolment.member), mark_of(quiz)
    change_words(quiz, "Kalimat yang baru.")

    page = start(client, quiz, agreed=stale)

    assert not Attempt.objects.exists()
    assert page.context["form"].errors == {
        "agreed": ["The statement has been worded anew since you opened this page. Read it and agree to it again."]
    }
    html = page.content.decode()
    assert "Kalimat yang baru." in html
    assert "checked" not in html
    assert start(client, quiz, agreed=mark_of(quiz)).status_code == 302
    assert Attempt.objects.get().version.policies.honesty_statement == "Kalimat yang baru."


def test_the_page_shows_the_words_beside_a_box_that_must_be_ticked():
    quiz, enrolment = make_sitting(**ASKED)
    client = client_of(enrolment.member)

    html = client.get(reverse("quizzes:landing", args=[quiz.uid])).content.decode()

    assert f'<p class="statement" id="id_agreed_helptext" lang="id">{SHOWN}</p>' in html
    assert (
        f'<input type="checkbox" name="agreed" value="{mark_of(quiz)}" required '
        'aria-describedby="id_agreed_helptext" id="id_agreed">'
    ) in html
    refused = start(client, quiz)
    assert refused.context["form"].errors == {"agreed": [FIRST]}
    html = refused.content.decode()
    assert f'<a href="#id_agreed">I agree to this statement: {FIRST}</a>' in html
    assert 'aria-describedby="id_agreed_helptext id_agreed_error"' in html
    assert 'aria-invalid="true"' in html
    assert start(client, quiz, agreed=mark_of(quiz)).status_code == 302


def test_both_room_code_and_statement_are_named_and_neither_is_given_twice():
    quiz, enrolment = make_sitting(**ASKED, schedule={"room_code": "Melati"})
    client = client_of(enrolment.member)

    assert set(start(client, quiz).context["form"].errors) == {"room_code", "agreed"}
    wrong = start(client, quiz, room_code="mawar", agreed=mark_of(quiz))
    assert wrong.context["form"].errors == {"room_code": ["The room code is not right. It is announced in the room."]}
    assert 'id="id_agreed" checked>' in wrong.content.decode()
    missing = start(client, quiz, room_code="melati")
    assert missing.context["form"].errors == {"agreed": [FIRST]}
    assert 'value="melati"' in missing.content.decode()
    assert not Attempt.objects.exists()

    for _tap in range(2):
        assert start(client, quiz, room_code="melati", agreed=mark_of(quiz)).status_code == 302
    assert Attempt.objects.count() == 1


def test_a_test_that_asks_for_nothing_has_no_field():
    quiz, enrolment = make_sitting()

    page = client_of(enrolment.member).get(reverse("quizzes:landing", args=[quiz.uid]))

    assert page.context["form"] is None
    assert 'type="checkbox"' not in page.content.decode()


def test_who_runs_the_batch_and_the_copy_of_the_own_data_tell_which_words_and_when(time_machine):
    time_machine.move_to(clock.now().replace(year=2027, month=3, day=3, hour=3, minute=12), tick=False)
    quiz, enrolment = make_sitting(**ASKED)
    attempt = begin(quiz, enrolment, agreed_to=mark_of(quiz))
    change_words(quiz, "Yang lain.")
    address = reverse("quizzes:person", args=[enrolment.batch.code, quiz.uid, enrolment.uid])

    html = client_of(organiser_of(enrolment.batch)).get(address).content.decode()

    with translation.override("en"):
        when = moment_in_words(attempt.started_at, enrolment.batch.zone)
    assert f"Agreed on {when} to: “{SHOWN}”" in html
    assert "Yang lain." not in html
    told = copy_of(attempt)["honesty_statement"]
    assert told["text"] == WORDS
    assert told["agreed_at"].startswith("2027-03-03T03:12")


def test_a_switch_without_words_is_not_published_and_a_switch_that_asks_nobody_is_advised_on():
    page = make_quiz(publish=False, asks_honesty=True, honesty_statement=" \n")

    no_words = "The honesty statement has no words. Write it, or do not ask for it."
    with translation.override("en"):
        assert no_words in checks_of(page).problems
        with pytest.raises(QuizNotReadyError) as caught:
            page.get_latest_revision().publish()
        assert caught.value.problems == [no_words]
        page.honesty_statement, page.practice = WORDS, "only"
        checks = checks_of(page)
    assert checks.problems == []
    assert "Nobody is asked for the honesty statement: the test is for practice alone." in checks.advice


def test_the_author_is_offered_words_and_a_copy_keeps_them(client):
    quiz = make_quiz(questions=[], publish=False)
    client.force_login(make_administrator())
    client.cookies["django_language"] = "en"
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
    with translation.override("en"):
        offered = offered_statement()

    assert offered in client.get(url).content.decode()
    asks = {"asks_honesty": "on", "honesty_statement": WORDS}
    client.post(url, {**page_form(quiz, [make_question()], **asks), "action-publish": "1"})
    version = QuizVersion.objects.get()
    client.post(url, page_form(quiz, [make_question()], honesty_statement=offered))

    assert version.policies.honesty_statement == WORDS
    assert quiz.get_latest_revision_as_object().honesty_statement == ""  # offered, not taken
    page = Page.objects.get(pk=quiz.pk).specific
    copied = page.copy(update_attrs={"title": "Salinan", "slug": "salinan"})
    assert copied.policies.honesty_statement == WORDS
    first, last = page.revisions.order_by("pk")[:1].get().pk, page.revisions.latest("pk").pk
    compared = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[quiz.pk, first, last]))
    assert compared.status_code == 200


def test_neither_the_page_nor_the_start_costs_more(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    quiz, enrolment = make_sitting(**ASKED)
    client, mark = client_of(enrolment.member), mark_of(quiz)

    with counted() as landing:
        client.get(reverse("quizzes:landing", args=[quiz.uid]))
    with counted() as begun:
        assert start(client, quiz, agreed=mark).status_code == 302

    assert (landing.both, begun.both) == ((5, 0), (6, 1))


def test_a_refused_start_keeps_the_room_closed_until_it_opens():
    quiz, enrolment = make_sitting(**ASKED, schedule={"since": timedelta(hours=-1)})

    page = start(client_of(enrolment.member), quiz, agreed=mark_of(quiz))

    assert page.status_code == 302  # the page says when; no field would mend it
    assert not Attempt.objects.exists()


def test_the_page_of_a_refused_start_can_be_loaded_in_another_language():
    quiz, enrolment = make_sitting(**ASKED)
    client = client_of(enrolment.member)
    page = start(client, quiz)
    address = reverse("quizzes:start", args=[quiz.uid])
    assert f'name="next" value="{address}"' in page.content.decode()

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("quizzes:landing", args=[quiz.uid]))
    assert not Attempt.objects.exists()
