"""Answers that reached the organiser as a file, from a device that never came to a signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.rules import may_run_batch
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError, SealedFileError
from quizzes.models import Answer, Attempt, LateAnswer
from quizzes.services.intervening import held_attempt, tell
from quizzes.services.saving import Incoming, save_answers

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models import QuizSchedule


@dataclass(frozen=True)
class HandedOver:
    """`taken` counts, `late` is kept apart, `gone` names files that were replaced since; all 0 where everything was
    here already."""

    attempt: Attempt
    taken: int
    late: int
    gone: int = 0


@transaction.atomic
def hand_over_answers(
    *, schedule: QuizSchedule, attempt_uid: UUID, person: str, answers: Mapping[int, Incoming], by: User
) -> HandedOver:
    """Save what a file holds, as if its device had sent it now. The same file again changes nothing."""
    if not may_run_batch(by, schedule.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))
    _check_place(schedule, attempt_uid, person)
    attempt = held_attempt(attempt_uid, by)
    if attempt.state == AttemptState.VOID:
        raise SealedFileError(_("This attempt is void and takes no answers."))
    stored = dict(Answer.objects.filter(attempt=attempt).values_list("slot", "rev"))
    late_before = LateAnswer.objects.filter(attempt=attempt).count()
    # What the server has, newer or the same, is not late.
    newer = {slot: answer for slot, answer in answers.items() if answer.rev > stored.get(slot, 0)}
    if not newer:
        return HandedOver(attempt, 0, 0)
    saved = save_answers(attempt=attempt, answers=newer)
    late = LateAnswer.objects.filter(attempt=attempt).count() - late_before if saved.late else 0
    if saved.revs or late:
        tell(attempt, EventKind.FILE_HANDED_IN, "", by, answers=len(saved.revs), late=late)
    return HandedOver(attempt, len(saved.revs), late, len(saved.gone))


def _check_place(schedule: QuizSchedule, attempt_uid: UUID, person: str) -> None:
    """A sentence for each way in which a file that opens may yet not belong here."""
    found = Attempt.objects.select_related("enrolment__member").filter(uid=attempt_uid).first()
    if found is None:
        raise SealedFileError(_("The attempt in this file is not known here."))
    if str(found.enrolment.member.uid) != person:
        raise SealedFileError(_("The file does not belong to the person who wrote this attempt."))
    if found.quiz_id != schedule.quiz_id:
        raise SealedFileError(_("The file belongs to another test. Hand it in on that test's page."))
    if found.enrolment.batch_id != schedule.batch_id:
        raise SealedFileError(_("The file belongs to another batch. Hand it in on that batch's page of this test."))
