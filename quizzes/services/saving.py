from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.models import Case, F, When
from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from quizzes.choices import EventKind, QuestionType
from quizzes.errors import AttemptClosedError, LeaseLostError
from quizzes.kept_papers import questions_of
from quizzes.models import Answer, AnswerFile, Attempt, LateAnswer
from quizzes.selectors.attempts import checked_in
from quizzes.services.events import note_event
from quizzes.sql import Saved, upsert_answers

if TYPE_CHECKING:
    from quizzes.paper import PaperQuestion

HIGHEST_REV = 2**31 - 1


@dataclass(frozen=True)
class Incoming:
    rev: int
    value: list[str]


@dataclass
class SaveResult:
    """`revs`: what stands in each slot sent. `late`: kept apart, not counted. `refused`: not an answer to that slot.
    `gone`: it names a file that was replaced since, what stands is another. `others`: of the same revision another
    answer stands, which another device gave. `is_open`: what the statement found; None where none was sent."""

    moment: datetime
    revs: dict[int, int] = field(default_factory=dict)
    late: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    is_open: bool | None = None


def save_answers(*, attempt: Attempt, answers: Mapping[int, Incoming], lease: str = "") -> SaveResult:
    """Take the answers in one statement. `attempt` is read fresh by the caller, limited to its owner.

    After the hard close nothing is thrown away: what arrives is kept apart for staff, and the caller hears so.
    """
    if lease and attempt.lease and lease != attempt.lease:
        raise LeaseLostError(_("This attempt is being continued in another tab or on another device."))
    result = SaveResult(clock.now())
    questions, locked = questions_of(attempt), checked_in(attempt)
    good: dict[int, tuple[int, object]] = {}
    for slot, answer in answers.items():
        question = questions.get(slot)
        if (
            question is None
            or slot in locked
            or not 0 < answer.rev <= HIGHEST_REV
            or not question.accepts(answer.value)
        ):
            result.refused.append(slot)
        else:
            good[slot] = (answer.rev, answer.value)
    if any(questions[slot].type == QuestionType.UPLOAD and value for slot, (_rev, value) in good.items()):
        with transaction.atomic():
            _set_aside_what_is_gone(attempt, questions, good, result)
            _write(attempt, good, result)
    else:
        _write(attempt, good, result)
    return result


def _write(attempt: Attempt, good: Mapping[int, tuple[int, object]], result: SaveResult) -> None:
    if not good:
        return
    # The statement itself asks whether the attempt is open: since it was read, somebody may have given more time.
    stands = upsert_answers(attempt.pk, good, result.moment)
    kill_point("quiz.save.after_statement")
    result.is_open = bool(stands)
    result.revs = {saved.slot: saved.rev for saved in stands}
    result.others = [saved.slot for saved in stands if _is_another(saved, *good[saved.slot])]
    if not stands:
        _keep_late(attempt, good, result)


def _is_another(saved: Saved, rev: int, value: object) -> bool:
    return saved.rev == rev and saved.value != value


def _set_aside_what_is_gone(
    attempt: Attempt,
    questions: Mapping[int, PaperQuestion],
    good: dict[int, tuple[int, object]],
    result: SaveResult,
) -> None:
    """A device that was long without a signal may name a file that another one has replaced: it is there no more, and
    would take the place of the one that is. The attempt is held, so that nobody replaces it in this moment."""
    Attempt.objects.select_for_update().only("pk").get(pk=attempt.pk)
    files = AnswerFile.objects.filter(attempt=attempt).exclude(file="").values_list("slot", "uid")
    known = {(slot, str(uid)) for slot, uid in files}
    for slot, (_rev, value) in list(good.items()):
        named = cast(list[str], value) if questions[slot].type == QuestionType.UPLOAD else []
        if any((slot, uid) not in known for uid in named):
            del good[slot]
            result.gone.append(slot)


def _keep_late(attempt: Attempt, sent: Mapping[int, tuple[int, object]], result: SaveResult) -> None:
    """But for what was saved in time, and is sent again because the page never heard of it."""
    rows = Answer.objects.filter(attempt=attempt, slot__in=sent).values_list("slot", "rev", "value")
    stands = {slot: (rev, value) for slot, rev, value in rows}
    result.revs = {slot: rev for slot, (rev, _value) in sent.items() if stands.get(slot) == sent[slot]}
    answers = {slot: answer for slot, answer in sent.items() if slot not in result.revs}
    if not answers:
        return
    kept: dict[int, dict[int, object]] = {slot: {} for slot in answers}
    for row in LateAnswer.objects.filter(attempt=attempt, slot__in=answers):
        kept[row.slot][row.rev] = row.value
    late = [
        LateAnswer(
            attempt=attempt, slot=slot, rev=_late_rev(rev, value, kept[slot]), value=value, arrived_at=result.moment
        )
        for slot, (rev, value) in answers.items()
    ]
    LateAnswer.objects.bulk_create(late, ignore_conflicts=True)
    result.late = sorted(answers)


def _late_rev(rev: int, value: object, kept: Mapping[int, object]) -> int:
    """An attempt that was opened again counts on from what was saved: it may come to a revision that came late before,
    with another answer. That one is kept behind the others, and a replay of it once only."""
    if kept.get(rev, value) == value:
        return rev
    newest = max(kept)
    return newest if kept[newest] == value else min(newest + 1, HIGHEST_REV)


def take_lease(*, attempt: Attempt, lease: str) -> None:
    """From now on the tab that calls itself `lease` writes, and every other one becomes read-only.

    One write; where it was another's, one more tells the organiser when. `attempt` is read fresh by the caller.
    """
    stays = When(lease__in=["", lease], then=F("lease_changes"))
    changes = Case(stays, default=F("lease_changes") + 1)
    if not Attempt.objects.open().filter(pk=attempt.pk).update(lease=lease, lease_changes=changes):
        raise AttemptClosedError(_("This attempt takes no more answers."))
    if attempt.lease not in ("", lease):
        note_event(attempt, EventKind.LEASE_TAKEN)
