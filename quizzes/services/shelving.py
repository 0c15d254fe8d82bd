"""What is done with questions on their shelves: doubled, moved, sorted by topic, put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from core import audit
from courses.models import Topic
from quizzes import rules
from quizzes.errors import ShelvingRefusedError
from quizzes.models import (
    MirroredQuestion,
    Question,
    QuestionBank,
    QuestionVersion,
    QuizPage,
    QuizSlot,
)

if TYPE_CHECKING:
    from members.models import User


@dataclass
class Shelved:
    """How many it was done to; `left` are sentences about those it was not."""

    done: int = 0
    left: list[str] = field(default_factory=list)


def _own(by: User, questions: Sequence[Question]) -> QuerySet[Question]:
    """Locked; only of banks that `by` may edit: of others nothing is done and nothing told."""
    found = Question.objects.editable_by(by).filter(pk__in=[question.pk for question in questions])
    return found.select_for_update(of=("self",)).order_by("pk")


@transaction.atomic
def duplicate_question(*, question: Question, by: User) -> Question:
    """The same question again in the same bank, with options under the same keys; without code, pair, and history."""
    if not rules.may_edit_question(by, question):
        raise ShelvingRefusedError(_("Only who edits the bank can double its questions."))
    copy = Question(**_values(question, but={"id", "uid", "external_id", "is_archived"}))
    for relation in get_all_child_relations(Question):
        name = relation.get_accessor_name()
        rows = getattr(question, name).all()
        getattr(copy, name).set([relation.related_model(**_values(row, but={"id", "question"})) for row in rows])
    copy.save()
    return copy


def _values(row: Any, *, but: set[str]) -> dict[str, Any]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.name not in but}


@transaction.atomic
def set_topic(*, questions: Sequence[Question], topic: Topic | None, by: User) -> Shelved:
    return Shelved(_own(by, questions).update(topic=topic))


@transaction.atomic
def move_questions(*, questions: Sequence[Question], bank: QuestionBank, by: User) -> Shelved:
    """To another bank that `by` edits, too. Tests that use them go on using them."""
    if not rules.may_edit_bank(by, bank):
        raise ShelvingRefusedError(_("Choose a bank that you may edit."))
    result, codes = Shelved(), set(bank.questions.exclude(external_id="").values_list("external_id", flat=True))
    paired = MirroredQuestion.objects.filter(question=OuterRef("pk"))
    for question in _own(by, questions).exclude(bank=bank).annotate(is_paired=Exists(paired)):
        if question.external_id and question.external_id in codes:
            result.left.append(_("“%(question)s”: its code is taken there.") % {"question": question})
        elif question.is_paired and bank.course_id is not None and bank.course_id != question.bank.course_id:
            result.left.append(_("“%(question)s”: it is paired in its own course.") % {"question": question})
        else:
            codes.add(question.external_id)
            question.bank = bank
            question.save(update_fields=["bank"])
            result.done += 1
    if result.done:
        audit.record(action="questions.moved", actor=by, subject=f"bank:{bank.uid}", data={"number": result.done})
    return result


@transaction.atomic
def put_away(*, questions: Sequence[Question], by: User) -> Shelved:
    """Out of the choosers and the bank's list. Tests that use them keep them, and versions stay as they are."""
    return Shelved(_own(by, questions).update(is_archived=True))


@transaction.atomic
def take_out_again(*, questions: Sequence[Question], by: User) -> Shelved:
    return Shelved(_own(by, questions).update(is_archived=False))


@transaction.atomic
def delete_questions(*, questions: Sequence[Question], by: User) -> Shelved:
    """Only those that no test has and none ever had: what was published is history, and can be put away instead."""
    result = Shelved()
    versions = QuestionVersion.objects.filter(question=OuterRef("pk"))
    slots = QuizSlot.objects.filter(question=OuterRef("pk"))
    drafted = _in_drafts()
    for question in _own(by, questions).annotate(is_history=Exists(versions), is_used=Exists(slots)):
        if question.is_history or question.is_used or question.pk in drafted:
            result.left.append(
                _("“%(question)s” is or was in a test, and stays. Put it away instead.") % {"question": question}
            )
            continue
        subject = f"bank:{question.bank.uid}"
        data = {"question": str(question.uid)}
        question.delete()
        audit.record(action="question.deleted", actor=by, subject=subject, data=data)
        result.done += 1
    return result


def _in_drafts() -> set[int | None]:
    """What tests name in their revisions, which no key of the database guards: one that names a question that is gone
    cannot be opened any more."""
    kind = ContentType.objects.get_for_model(QuizPage)
    rows = Revision.objects.filter(content_type=kind).values_list("content__slots", flat=True)
    return {slot.get("question") for slots in rows.iterator() for slot in slots or ()}
