import pytest

from core.models import AuditEntry
from courses.models import Topic
from members.models import User
from quizzes.errors import ShelvingRefusedError
from quizzes.models import Question, QuizSlot
from quizzes.services import freeze_question, pair_questions
from quizzes.services.restoring import restore_version
from quizzes.services.shelving import (
    delete_questions,
    duplicate_question,
    move_questions,
    put_away,
    set_topic,
    take_out_again,
)
from tests.factories.courses import make_course
from tests.factories.kinds import MAKERS, WRITTEN_MAKERS
from tests.factories.members import make_administrator, make_organiser
from tests.factories.question_media import attach, make_picture
from tests.factories.quizzes import make_bank, make_question, make_questions, make_quiz

pytestmark = pytest.mark.django_db
EVERY_MAKER = {**MAKERS, **WRITTEN_MAKERS}


@pytest.fixture
def author() -> User:
    return make_organiser("Dewi")


@pytest.fixture
def course(author):  # type: ignore[no-untyped-def]
    return make_course(organisers=[author])


def test_a_copy_has_everything_but_code_pair_and_history(author, course) -> None:  # type: ignore[no-untyped-def]
    question = make_question(make_bank(course), external_id="H-1")
    attach(question, make_picture(), "Kapal")
    version = freeze_question(question=question)

    copy = duplicate_question(question=question, by=author)

    assert (copy.external_id, copy.versions.count(), copy.uid == question.uid) == ("", 0, False)
    frozen = freeze_question(question=copy)
    assert frozen.body == {**version.body, "item": str(copy.uid)}
    assert frozen.key == version.key


@pytest.mark.parametrize("kind", EVERY_MAKER)
def test_a_copy_of_every_kind_is_marked_alike(kind: str, author, course) -> None:  # type: ignore[no-untyped-def]
    question = EVERY_MAKER[kind](make_bank(course))

    copy = Question.objects.get(pk=duplicate_question(question=question, by=author).pk)

    assert freeze_question(question=copy).key == freeze_question(question=question).key


def test_nobody_doubles_a_question_of_another_course(course) -> None:  # type: ignore[no-untyped-def]
    question = make_question(make_bank(course))

    with pytest.raises(ShelvingRefusedError):
        duplicate_question(question=question, by=make_organiser("Raka"))

    assert Question.objects.count() == 1


def test_a_topic_is_set_only_in_own_banks(author, course) -> None:  # type: ignore[no-untyped-def]
    own, foreign = make_question(make_bank(course)), make_question(make_bank(make_course("Lain")))
    topic = Topic.objects.create(code="hoaks", name="Hoaks")

    result = set_topic(questions=[own, foreign], topic=topic, by=author)

    own.refresh_from_db(), foreign.refresh_from_db()
    assert (result.done, own.topic, foreign.topic) == (1, topic, None)


def test_a_move_leaves_what_would_clash(author, course) -> None:  # type: ignore[no-untyped-def]
    bank, target = make_bank(course), make_bank(course)
    make_question(target, external_id="A")
    clash, free, plain = (make_question(bank, external_id=code) for code in ("A", "B", ""))

    result = move_questions(questions=[clash, free, plain], bank=target, by=author)

    assert result.done == 2
    assert ["code is taken" in text for text in result.left] == [True]
    assert set(bank.questions.all()) == {clash}
    assert AuditEntry.objects.get(action="questions.moved").data == {"number": 2}


def test_a_pair_does_not_leave_its_course(author, course) -> None:  # type: ignore[no-untyped-def]
    bank, elsewhere = make_bank(course), make_bank(make_course("Kedua", organisers=[author]))
    first, second = make_question(bank), make_question(bank)
    pair_questions(question=first, other=second)

    result = move_questions(questions=[first], bank=elsewhere, by=author)

    assert (result.done, len(result.left)) == (0, 1)


def test_nothing_goes_into_a_bank_that_one_may_not_edit(author, course) -> None:  # type: ignore[no-untyped-def]
    question = make_question(make_bank(course))

    with pytest.raises(ShelvingRefusedError):
        move_questions(questions=[question], bank=make_bank(make_course("Lain")), by=author)


def test_only_what_never_was_in_a_test_is_deleted(author, course) -> None:  # type: ignore[no-untyped-def]
    bank = make_bank(course)
    fresh, used, published = make_question(bank), make_question(bank), make_question(bank)
    make_quiz(course, questions=[used])
    freeze_question(question=published)

    result = delete_questions(questions=[fresh, used, published], by=author)

    assert (result.done, len(result.left)) == (1, 2)
    assert set(bank.questions.all()) == {used, published}


def test_put_away_it_is_not_offered_and_can_be_taken_out_again(author, course) -> None:  # type: ignore[no-untyped-def]
    question = make_question(make_bank(course))

    assert put_away(questions=[question], by=author).done == 1
    assert list(Question.objects.on_offer()) == []
    assert take_out_again(questions=[question], by=author).done == 1
    assert list(Question.objects.on_offer()) == [question]


@pytest.mark.parametrize("kind", EVERY_MAKER)
def test_an_old_version_becomes_the_draft_and_freezes_to_the_same(kind: str, author, course) -> None:  # type: ignore[no-untyped-def]
    question = EVERY_MAKER[kind](make_bank(course))
    attach(question, make_picture(), "Kapal")
    question = Question.objects.get(pk=question.pk)
    first = freeze_question(question=question)
    question.stem = "<p>Sesuatu yang lain [[1]] [[2]] [[3]]</p>"
    question.feedback = "<p>Baru</p>"
    question.attachments.all().delete()
    question.options.all().delete()
    question.gaps.all().delete()
    question.criteria.all().delete()
    question.save()

    restore_version(version=first, by=author)

    again = freeze_question(question=Question.objects.get(pk=question.pk))
    assert again.key == first.key
    assert again.body == first.body


def test_options_that_changed_their_words_are_again_what_they_were(author, course) -> None:  # type: ignore[no-untyped-def]
    """Answers name options by their keys: marks that are corrected later find the ones that people chose."""
    question = make_question(make_bank(course))
    first = freeze_question(question=question)
    one, other = question.options.all()[:2]
    one.text, other.text = other.text, one.text
    one.save(), other.save()

    restore_version(version=first, by=author)

    again = freeze_question(question=Question.objects.get(pk=question.pk))
    assert (again.body, again.key) == (first.body, first.key)


def test_nobody_restores_in_another_course(course) -> None:  # type: ignore[no-untyped-def]
    version = freeze_question(question=make_question(make_bank(course)))

    with pytest.raises(ShelvingRefusedError):
        restore_version(version=version, by=make_organiser("Raka"))


def test_a_question_that_a_draft_alone_names_is_not_deleted():
    """Its row stands in a revision: without the question nobody could open the draft any more."""
    bank = make_bank(make_course())
    published, drafted = make_questions(bank, 2)
    page = make_quiz(bank.course, questions=[published])
    page.slots.add(QuizSlot(question=drafted, marks=1))
    page.save_revision()

    assert delete_questions(questions=[drafted], by=make_administrator()).done == 0

    draft = page.get_latest_revision_as_object()
    assert {row.question_id for row in draft.slots.all()} == {published.pk, drafted.pk}
