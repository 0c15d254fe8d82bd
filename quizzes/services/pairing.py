from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from quizzes.errors import NotAPairError
from quizzes.models import MirroredQuestion, Question, QuestionBank


@transaction.atomic
def pair_questions(*, question: Question, other: Question | None) -> None:
    """Let two questions of one course mirror each other; with None, let `question` stand alone again.

    Whom either was paired with before stands alone. The same pair again changes nothing.
    """
    if other is not None:
        refuse_a_strange_pair(bank=question.bank, question=question, other=other)
    known = MirroredQuestion.objects.filter(question=question).first()
    if known is not None and other is not None and known.other_id == other.pk:
        return
    ends = [question.pk] if other is None else [question.pk, other.pk]
    MirroredQuestion.objects.filter(Q(question__in=ends) | Q(other__in=ends)).delete()
    if other is not None:
        MirroredQuestion.objects.bulk_create(
            [MirroredQuestion(question=question, other=other), MirroredQuestion(question=other, other=question)]
        )


def refuse_a_strange_pair(*, bank: QuestionBank, question: Question, other: Question) -> None:
    """`bank`: where the question is, or is about to be. A shared bank goes with every course."""
    if question.pk == other.pk:
        raise NotAPairError(_("A question cannot mirror itself."))
    if len({bank.course_id, other.bank.course_id} - {None}) > 1:
        raise NotAPairError(_("Both questions of a pair belong to the same course."))
