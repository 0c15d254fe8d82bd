"""Practice: a question is checked as soon as it is answered, and its answer stands from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from quizzes.choices import MARKED_BY_PEOPLE, AttemptKind, AttemptState
from quizzes.errors import AttemptClosedError, NothingToCheckError
from quizzes.items import item_from_parts
from quizzes.items.base import is_blank
from quizzes.items.fractions import ZERO
from quizzes.models import Answer, Attempt, Mark
from quizzes.selectors.attempts import is_written_meanwhile
from quizzes.services.closing import locked_attempt
from quizzes.services.seeing import note_learnt_in_practice

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def check_answer(*, attempt_uid: UUID, slot: int, member: User) -> Attempt:
    """Mark the saved answer of one question now. A second check finds the mark and writes nothing.

    Of an attempt that counts nothing is ever checked: there is none such for this service.
    """
    practice = Attempt.objects.for_member(member).filter(uid=attempt_uid, kind=AttemptKind.PRACTICE)
    attempt = locked_attempt(practice)
    if attempt.state != AttemptState.OPEN:
        raise AttemptClosedError(_("This attempt takes no more answers."))
    if slot not in attempt.questions:
        raise Attempt.DoesNotExist
    if attempt.questions[slot].type in MARKED_BY_PEOPLE:
        raise NothingToCheckError(_("Only a person can mark this question, and in practice nobody is asked to."))
    if is_written_meanwhile(attempt):
        raise NothingToCheckError(_("You are writing this test. Hand it in first, then practise."))
    if Mark.objects.filter(attempt=attempt, slot=slot).exists():
        return attempt
    given = Answer.objects.filter(attempt=attempt, slot=slot).values_list("value", flat=True).first()
    if is_blank(given):
        raise NothingToCheckError(_("Answer the question first, then check it."))
    if not note_learnt_in_practice(practice=attempt):
        raise NothingToCheckError(_("You are writing this test. Hand it in first, then practise."))
    marked = item_from_parts(attempt.questions[slot].body, attempt.version.key[str(slot)]).mark(given)
    Mark.objects.create(attempt=attempt, slot=slot, fraction=marked.fraction or ZERO, made_at=clock.now())
    return attempt
