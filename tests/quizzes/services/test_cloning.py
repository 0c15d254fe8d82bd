from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from wagtail.models import Page

from core import clock
from core.models import AuditEntry
from courses.conditions import Condition
from courses.errors import CodeTakenError
from courses.models import Batch, CloneRecord, CompletionRule, CourseOrganiser
from courses.services.cloning import NextBatch, clone_batch
from courses.services.course_cloning import clone_course, preview_course_clone
from courses.services.instrument import begin_instrument
from courses.services.manual import save_manual_requirement
from members.choices import SiteRole
from quizzes.models import Attempt, Question, QuizPage, QuizSchedule, QuizVersion
from tests.factories.courses import make_batch, make_material, make_rule, make_session
from tests.factories.members import make_member
from tests.factories.quizzes import make_quiz, make_sitting

pytestmark = pytest.mark.django_db


def test_a_clone_has_its_own_tests_on_shifted_dates_from_the_same_banks():
    quiz, enrolment = make_sitting(pass_mark=Decimal(65))
    batch, course = enrolment.batch, enrolment.batch.course
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    CourseOrganiser.objects.create(course=course, member=organiser)
    make_rule(course, Condition(f"quiz:{quiz.pk}", Decimal(65), is_test=True))
    opens = clock.now().replace(microsecond=0)
    QuizSchedule.objects.update(opens_at=opens, closes_at=opens + timedelta(hours=2), room_code="RAHASIA")
    questions, later = Question.objects.count(), batch.starts_on + timedelta(days=30)

    with translation.override("en"):
        following = clone_batch(batch=batch, wanted=NextBatch("Angkatan II", "ke-2", later), actor=organiser)
        clone = clone_course(
            course=course,
            title="Baru",
            slug="baru",
            actor=organiser,
            batch=batch,
            wanted=NextBatch("Angkatan III", "ke-3", later),
        )

    same = following.quiz_schedules.get()
    assert (same.quiz, same.opens_at, same.closes_at, same.room_code) == (
        quiz,
        opens + timedelta(days=30),
        opens + timedelta(days=30, hours=2),
        "",
    )
    made = QuizPage.objects.child_of(clone).get()
    assert (made.title, made.live, made.pass_mark) == (quiz.title, True, 65)
    assert made.uid != quiz.uid
    assert [row.question_id for row in made.slots.all()] == [row.question_id for row in quiz.slots.all()]
    assert QuizVersion.objects.get(quiz=made).course == clone
    assert clone.batches.get().quiz_schedules.get().quiz == made
    rule = CompletionRule.objects.in_force(clone)
    assert [row.key for row in rule.conditions.all()] == [f"quiz:{made.pk}"]
    assert Question.objects.count() == questions
    assert not Attempt.objects.filter(enrolment__batch=following).exists()
    lines = [text for _fate, text in clone.cloned_from.lines]
    assert "Room codes of tests: choose new ones." in lines
    assert any(line.startswith("The questions stay in their banks") for line in lines)


def test_a_preview_of_a_course_leaves_nothing_and_says_the_same():
    """Of a test that is ready and one that is not, a draft, a condition whose test is gone, and one batch of two."""
    quiz, enrolment = make_sitting(questions=1)
    batch, course = enrolment.batch, enrolment.batch.course
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    CourseOrganiser.objects.create(course=course, member=organiser)
    unready = make_quiz(course, title="Belum siap", questions=1)
    Question.objects.get(slots__page=unready).options.all().delete()
    changed = make_material(course, "Dasar")
    changed.save_revision()
    make_material(course, "Konsep", live=False)
    by_hand = save_manual_requirement(course=course, label="Video", actor=organiser)
    conditions = [Condition(f"quiz:{quiz.pk}", Decimal(65), is_test=True), Condition(by_hand.key, Decimal(100))]
    make_rule(course, *conditions, Condition("quiz:0", Decimal(65), is_test=True))
    begin_instrument(course=course)
    make_session(batch, "Krisis")
    make_batch(course, name="Angkatan lain")
    later = batch.starts_on + timedelta(days=30)
    asked = {"course": course, "title": "Baru", "slug": "baru", "actor": organiser}
    asked |= {"batch": batch, "wanted": NextBatch("Angkatan III", "ke-3", later)}
    before = [model.objects.count() for model in (Page, Batch, CloneRecord, AuditEntry)]

    with translation.override("en"):
        lines = preview_course_clone(**asked)
        assert [model.objects.count() for model in (Page, Batch, CloneRecord, AuditEntry)] == before
        clone = clone_course(**asked)
        again = preview_course_clone(**asked)
        with pytest.raises(CodeTakenError):
            preview_course_clone(**asked | {"title": "Lain"})

    said = [(str(fate), text) for fate, text in lines]
    assert said == [tuple(line) for line in clone.cloned_from.lines] == [(str(fate), text) for fate, text in again]
    assert len(said) == len(set(said)) == 20
    for words in ("Belum siap", "Drafts that are not published", "whose test is not there", "2 conditions", "1 batch"):
        assert [text for _fate, text in said if words in text], words


def test_a_test_that_is_not_ready_any_more_comes_as_a_draft():
    quiz, enrolment = make_sitting(questions=1)
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    Question.objects.get().options.all().delete()

    clone = clone_course(course=enrolment.batch.course, title="Baru", slug="baru", actor=organiser)

    made = QuizPage.objects.child_of(clone).get()
    assert (made.title, made.live) == (quiz.title, False)
    assert not QuizVersion.objects.filter(quiz=made).exists()
