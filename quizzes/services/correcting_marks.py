"""A marker's own mark, otherwise than it was given: in the open, and by whoever gave it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from quizzes.choices import EventKind
from quizzes.errors import MarkingRefusedError
from quizzes.items.fractions import plain
from quizzes.models import Answer, AttemptEvent, MarkChange, MarkingTask
from quizzes.services.intervening import LONGEST_REASON, tell
from quizzes.services.marking import held_attempt_of, held_task, item_of_task, settle_task, whole_mark
from quizzes.verdicts import decided_by_third, tells_why

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def correct_mark(*, task_uid: UUID, by: User, scores: Mapping[str, str], comment: str, reason: str = "") -> MarkingTask:
    """Let the own mark be another one; what it was stays as a row. The same again changes nothing.

    Until it is compared with another's or makes a score it is corrected as it was given. After that with a reason that
    the taker reads, and the score is made anew: it may then wait for a third marker again.
    """
    attempt = held_attempt_of(task_uid, by)
    task = held_task(task_uid, by)
    task.attempt = attempt
    marks = list(task.marks.prefetch_related("changes").order_by("number"))
    own = next((one for one in marks if one.marker_id == by.pk), None)
    if own is None:
        raise MarkingRefusedError(_("You have not marked this answer."))
    answer = Answer.objects.filter(attempt=attempt, slot=task.slot).first()
    if not task.is_about(answer.value if answer else None):
        raise MarkingRefusedError(_("The answer is no longer the one that you marked."))
    if decided_by_third(marks) and own != marks[-1]:
        raise MarkingRefusedError(_("A third marker has decided; that mark stands."))
    item, before = item_of_task(task), own.standing
    given = whole_mark(task, item, scores, comment)
    if given == {name: getattr(before, name) for name in given}:
        return task
    told = tells_why(item.markers, len(marks), attempt.state)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if told and not reason:
        raise MarkingRefusedError(_("Please give a reason: the participant reads it."))
    MarkChange.objects.create(mark=own, after_comparison=told, made_at=clock.now(), **given)
    number = next(n for n, place in enumerate(attempt.places, start=1) if place.slot == task.slot)
    facts: dict[str, Any] = {"question": number, "from": plain(before.fraction), "to": plain(given["fraction"])}
    if told:
        tell(attempt, EventKind.REMARKED, reason, by, **facts, **attempt.score_facts)
    else:
        AttemptEvent.objects.create(attempt=attempt, kind=EventKind.REMARKED, actor=by, data=facts)
        audit.record(action="attempt.remarked", actor=by, subject=f"attempt:{attempt.uid}", data=facts)
    fresh = task.marks.prefetch_related("changes").order_by("number")
    settle_task(task, item, [one.standing for one in fresh], by)
    return task
