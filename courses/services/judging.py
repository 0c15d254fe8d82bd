"""Facts that got lost on their way are recorded again, and who meets the rule by them is completed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from courses import requirements
from courses.models import Batch, CoursePage, Enrolment
from courses.services.completion import complete_who_meet, portions


@dataclass
class Judged:
    """`repaired` counts by the kind of requirement the results that were missing or differed."""

    looked_at: int = 0
    completed: int = 0
    repaired: Counter[str] = field(default_factory=Counter)


def judge_pending(
    *,
    course: CoursePage | int | None = None,
    batch: Batch | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Judged:
    """Have every app record anew what the active enrolments without completion reached, and judge them by the rule in
    force now. Takes no completion away; run again, it changes nothing.

    In portions, each in a transaction of its own, so it may be stopped at any time. A dry run does the same and takes
    each of them back.
    """
    pending = Enrolment.objects.active().filter(completion__isnull=True)
    if course is not None:
        pending = pending.filter(batch__course=course)
    if batch is not None:
        pending = pending.filter(batch=batch)
    numbers = list(pending.values_list("pk", flat=True))
    outcome = Judged()
    for portion in portions(numbers):
        with transaction.atomic():
            _judge(portion, outcome)
            transaction.set_rollback(dry_run)
        outcome.looked_at += len(portion)
        progress(outcome.looked_at, len(numbers))
    return outcome


def _judge(numbers: list[int], outcome: Judged) -> None:
    """By the record of before, whose completions count as well, when all is recorded anew.

    All are locked first, in the one order: each kind writes of some of them only, and would take these locks in turns.
    """
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("batch")
    enrolments = list(held.filter(pk__in=numbers).order_by("pk"))
    for kind in requirements.all_kinds():
        if changed := kind.refresh(enrolments):
            outcome.repaired[kind.name] += changed
    complete_who_meet(enrolments=numbers)
    outcome.completed += Enrolment.objects.filter(pk__in=numbers, completion__isnull=False).count()
