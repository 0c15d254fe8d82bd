"""Without a script: whatever button is pressed, everything that stands in the page is saved, files as well. And a file
that is no more is no answer."""

import pytest
from django.db.models.signals import post_save
from django.urls import reverse

from quizzes.forms import answer_file_name
from quizzes.models import Answer, AnswerFile, Attempt, LateAnswer
from quizzes.services import Incoming, hand_over_answers, save_answers, submit_attempt
from tests.courses.views.test_course import client_of
from tests.factories.kinds import WRITTEN_MAKERS, make_drill, make_essay, make_upload
from tests.factories.marking import make_written_sitting
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank
from tests.quizzes.test_written import picture

pytestmark = pytest.mark.django_db
TYPED = {"q-1": "Periksa sumbernya.", "rev-1": "0", "rev-2": "0", "rev-3": "0"}


@pytest.fixture
def attempt():
    bank = make_bank()
    return begin(*make_written_sitting(questions=[make(bank) for make in WRITTEN_MAKERS.values()]))


@pytest.fixture
def client(attempt):
    client = client_of(attempt.enrolment.member)
    client.cookies["django_language"] = "en"
    return client


def address(name, attempt, *more):
    return reverse(f"quizzes:{name}", args=[attempt.uid, *more])


def values(attempt):
    return {row.slot: row.value for row in Answer.objects.filter(attempt=attempt)}


def send(client, attempt, colour, slot=2):
    client.post(address("add_file", attempt, slot), {answer_file_name(slot): picture(colour=colour)})
    return Answer.objects.get(attempt=attempt, slot=slot)


def save(attempt, answers):
    fresh = Attempt.objects.select_related("version").get(pk=attempt.pk)
    return save_answers(attempt=fresh, answers=answers)


@pytest.mark.parametrize(("name", "more"), [("add_file", (2,)), ("answers", ()), ("drill", (3,)), ("submit", ())])
def test_any_button_brings_what_is_typed_and_the_file(client, attempt, name, more):
    client.post(address(name, attempt, *more), TYPED | {answer_file_name(2): picture()})

    file = AnswerFile.objects.get()
    assert {slot: value for slot, value in values(attempt).items() if value} == {
        1: ["Periksa sumbernya."],
        2: [str(file.uid)],
    }


def test_the_page_holds_one_form_that_takes_files_and_forces_nobody(client, attempt):
    page = client.get(address("attempt", attempt)).content.decode()

    form = page[page.index("data-attempt ") - 200 :].partition("data-attempt ")[0]
    assert 'enctype="multipart/form-data"' in form
    field = page[page.index(f'name="{answer_file_name(2)}"') - 40 :].partition(">")[0]
    assert "required" not in field
    assert " form=" not in field


def test_a_file_that_is_refused_holds_up_no_answer(client, attempt):
    bad = picture("program.exe")

    alone = client.post(address("add_file", attempt, 2), TYPED | {answer_file_name(2): bad})
    bad.seek(0)
    again = client.post(address("answers", attempt), TYPED | {answer_file_name(2): bad}, follow=True)
    bad.seek(0)
    given = TYPED | {"rev-1": "1", "confirmed": "1", answer_file_name(2): bad}
    handing_in = client.post(address("submit", attempt), given)

    assert handing_in.url == address("attempt", attempt)
    assert alone.status_code == 422
    assert values(attempt) == {1: ["Periksa sumbernya."]}
    assert "Question 2: the file was not taken. This kind of file is not taken here." in again.content.decode()


def test_without_a_file_the_button_says_so_and_saves_the_rest(client, attempt):
    answer = client.post(address("add_file", attempt, 2), TYPED, follow=True)

    assert "Choose a file first." in answer.content.decode()
    assert values(attempt) == {1: ["Periksa sumbernya."]}


def test_a_file_of_a_question_that_asks_for_none_is_no_answer(client, attempt):
    client.post(address("answers", attempt), TYPED | {answer_file_name(1): picture()})

    assert values(attempt) == {1: ["Periksa sumbernya."]}
    assert AnswerFile.objects.count() == 0


def test_an_old_answer_that_names_a_replaced_file_leaves_the_newer_one(client, attempt):
    old = send(client, attempt, "navy")
    new = send(client, attempt, "red")

    body = {"answers": {"1": {"rev": 1, "value": ["Esai"]}, "2": {"rev": 9, "value": old.value}}}
    facts = client.post(address("answers", attempt), body, content_type="application/json").json()

    assert (facts["revs"], facts["gone"], facts["refused"], facts["late"]) == ({"1": 1}, [2], [], [])
    assert values(attempt) == {1: ["Esai"], 2: new.value}


def test_an_old_page_without_a_script_is_told_which_file_stands(client, attempt):
    old = send(client, attempt, "navy")
    new = send(client, attempt, "red")

    form = {"q-2": old.value[0], "rev-2": str(new.rev)}
    answer = client.post(address("answers", attempt), form, follow=True)

    assert "Question 2: the file chosen was replaced by a newer one since." in answer.content.decode()
    assert values(attempt) == {2: new.value}


def test_a_file_that_another_tab_replaces_at_this_moment_is_not_called_saved(client, attempt):
    newer = send(client, attempt, "red")
    client.get(address("attempt", attempt))  # which says that this one is saved

    def replace(instance, **_facts):
        AnswerFile.objects.filter(pk=instance.pk).delete()

    post_save.connect(replace, sender=AnswerFile)
    try:
        form = {answer_file_name(2): picture(colour="navy")}
        page = client.post(address("add_file", attempt, 2), form, follow=True).content.decode()
    finally:
        post_save.disconnect(replace, sender=AnswerFile)

    assert "Question 2: the file chosen was replaced by a newer one since." in page
    assert "Your file is saved." not in page
    assert values(attempt) == {2: newer.value}


def test_another_attempts_file_and_an_invented_one_are_no_answer(client, attempt):
    stranger = begin(*make_written_sitting(questions=[make_upload(make_bank())]))
    theirs = send(client_of(stranger.enrolment.member), stranger, "navy", slot=1)

    saved = [save(attempt, {2: Incoming(1, value)}) for value in (theirs.value, ["bukan-berkas"])]

    assert [(one.gone, one.revs) for one in saved] == [([2], {}), ([2], {})]
    assert values(attempt) == {}


def test_after_the_end_a_file_that_is_no_more_is_not_even_kept_apart(client, attempt):
    old = send(client, attempt, "navy")
    send(client, attempt, "red")
    submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)

    saved = save(attempt, {1: Incoming(4, ["Esai"]), 2: Incoming(9, old.value)})

    assert (saved.late, saved.gone) == ([1], [2])
    assert LateAnswer.objects.get().slot == 1


def test_a_handed_over_answer_that_names_a_replaced_file_is_counted_apart(client, attempt):
    old = send(client, attempt, "navy")
    new = send(client, attempt, "red")

    done = hand_over_answers(
        schedule=attempt.quiz.schedules.get(),
        attempt_uid=attempt.uid,
        person=str(attempt.enrolment.member.uid),
        answers={1: Incoming(3, ["Esai"]), 2: Incoming(9, old.value)},
        by=make_administrator(),
    )

    assert (done.taken, done.late, done.gone) == (1, 0, 1)
    assert values(attempt) == {1: ["Esai"], 2: new.value}


def test_saving_other_kinds_asks_for_no_files(django_assert_num_queries):
    bank = make_bank()
    attempt = begin(*make_written_sitting(questions=[make_essay(bank), make_upload(bank), make_drill(bank)]))
    fresh = Attempt.objects.select_related("version").get(pk=attempt.pk)

    with django_assert_num_queries(1):
        save_answers(attempt=fresh, answers={1: Incoming(1, ["Esai"]), 2: Incoming(1, []), 3: Incoming(1, ["Jawab"])})
