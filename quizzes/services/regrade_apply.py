"""What a committed run decided, done attempt by attempt: each under its own lock, by its state at that moment.

So whatever happens meanwhile (opened again, made void, handed in), one legal score comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Q

from core import audit, clock
from core.kill_points import kill_point
from core.services import submit_jobs
from quizzes.choices import SCORED, AttemptState, EventKind, RegradeAction
from quizzes.correcting import KEY_ACTIONS, with_outcome
from quizzes.grading import percent
from quizzes.items.fractions import plain
from quizzes.models import Attempt, AttemptEvent, Mark, QuizVersion, RegradeRow, RegradeRun
from quizzes.selectors.regrades import (
    OF_ATTEMPT,
    attempts_in,
    is_released,
    planned,
    released_by,
    slot_of,
    versions_with,
)
from quizzes.services.recording import target_for
from quizzes.services.regrade_letters import tell_changed
from quizzes.services.scoring import RECORD_RESULT, release_from_marking

if TYPE_CHECKING:
    from members.models import User

APPLY = "quizzes.apply_regrade"
HANDFUL = 100
TO_RELEASE = ("kind", "awaiting", "receipt", "closed_by_clock", "interventions")

Progress = Callable[[int, int], None]
Something = TypeVar("Something")


def targets_of(versions: dict[int, QuizVersion]) -> dict[int, Decimal]:
    return {pk: target_for(version) for pk, version in versions.items()}


def handfuls(rows: Sequence[Something]) -> Iterator[Sequence[Something]]:
    for start in range(0, len(rows), HANDFUL):
        yield rows[start : start + HANDFUL]


def counts_of(rows: Sequence[RegradeRow], released: int) -> dict[str, int]:
    """`released`: attempts that wait for marks of the question, and need none by the correction."""
    return {
        "all": len(rows),
        "up": sum(row.direction > 0 for row in rows),
        "down": sum(row.direction < 0 for row in rows),
        "now_passed": sum(row.crosses > 0 for row in rows),
        "no_longer": sum(row.crosses < 0 for row in rows),
        "by_people": sum(row.by_people for row in rows),
        "released": released,
    }


def apply_regrade(*, run: RegradeRun, by: User | None, progress: Progress | None = None) -> None:
    """What a committed run decided, for every attempt in its scope; those that are done already are passed over."""
    versions = versions_with(run)
    targets = targets_of(versions)
    everybody = list(attempts_in(run, versions).order_by("pk").values_list("pk", flat=True))
    done = 0
    for handful in handfuls(everybody):
        _apply_to(run, handful, versions, targets, by)
        kill_point("quiz.regrade.after_handful")
        done += len(handful)
        if progress is not None:
            progress(done, len(everybody))
    with transaction.atomic():
        locked = RegradeRun.objects.select_for_update().get(pk=run.pk)
        if locked.applied_at is None:
            locked.applied_at = clock.now()
            looked_at = RegradeRow.objects.filter(Q(applied_at__isnull=False) | Q(by_people=True), run=locked)
            locked.counts = counts_of(list(looked_at), released_by(run, versions))
            locked.save(update_fields=["applied_at", "counts"])


@transaction.atomic
def _apply_to(
    run: RegradeRun,
    identifiers: Sequence[int],
    versions: dict[int, QuizVersion],
    targets: dict[int, Decimal],
    by: User | None,
) -> None:
    locked = Attempt.objects.select_for_update(of=("self",)).filter(pk__in=identifiers).order_by("pk")
    left = [
        attempt
        for attempt in locked.only(*OF_ATTEMPT, *TO_RELEASE)
        if attempt.state != AttemptState.VOID and all(row["run"] != str(run.uid) for row in attempt.corrections)
    ]
    now, item = clock.now(), str(run.question.uid)
    rows = {row.attempt_id: row for row in planned(run, left, versions, targets)}
    corrected, released = [], []
    for attempt in left:
        slot, row = slot_of(versions[attempt.version_id], item), rows.get(attempt.pk)
        if slot is None or (row is None and attempt.state in SCORED):
            continue
        if all(place["slot"] != slot for place in attempt.layout):
            continue  # still open, and drew other questions
        entry = {"run": str(run.uid), "slot": slot, "action": run.action, "at": now.isoformat(), "reason": run.reason}
        if is_released(run, attempt, slot):
            attempt.version = versions[attempt.version_id]
            attempt.corrections = [*attempt.corrections, {**entry, "released": True}]
            released.append((attempt, slot))
            continue
        if row is not None:
            row.applied_at = now
            if row.by_people and run.action in KEY_ACTIONS:
                continue  # a person's mark stands against a key
            entry = with_outcome(entry, is_dropped=row.new_fraction is None)
            entry["from"] = plain(percent(row.old_points, row.old_maximum))
            entry["to"] = plain(percent(row.new_points, row.new_maximum))
            attempt.points, attempt.max_points = row.new_points, row.new_maximum
        attempt.corrections = [*attempt.corrections, entry]
        corrected.append(attempt)
    _write(run, corrected, rows, by)
    for attempt, slot in released:
        _release(run, attempt, slot, by)


def _release(run: RegradeRun, attempt: Attempt, slot: int, by: User | None) -> None:
    facts = {"run": str(run.uid)}
    AttemptEvent.objects.create(attempt=attempt, kind=EventKind.REGRADED, actor=by, data=facts)
    subject = f"attempt:{attempt.uid}"
    audit.record(action="attempt.regraded", actor=by, subject=subject, data={**facts, "slot": slot})
    release_from_marking(attempt=attempt, slot=slot, actor=by)


def _is_spared(run: RegradeRun, row: RegradeRow) -> bool:
    """What dropping the question would lower: it counts on, until a later marking may find the drop the better."""
    return run.action == RegradeAction.DROP and row.new_fraction is not None


def _write(run: RegradeRun, attempts: list[Attempt], rows: dict[int, RegradeRow], by: User | None) -> None:
    Attempt.objects.bulk_update(attempts, ["points", "max_points", "corrections"])
    told = [rows[attempt.pk] for attempt in attempts if attempt.pk in rows and not _is_spared(run, rows[attempt.pk])]
    RegradeRow.objects.bulk_create(
        list(rows.values()),
        update_conflicts=True,
        unique_fields=["run", "attempt"],
        update_fields=[
            "old_fraction", "new_fraction", "old_points", "new_points", "old_maximum", "new_maximum", "direction",
            "crosses", "by_people", "applied_at",
        ],
    )  # fmt: skip
    Mark.objects.bulk_create(
        Mark(
            attempt=row.attempt,
            slot=row.slot,
            run=run,
            fraction=row.old_fraction if row.new_fraction is None else row.new_fraction,
            made_at=row.applied_at or clock.now(),
        )
        for row in told
    )
    changed = [row for row in told if row.direction]
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=row.attempt, kind=EventKind.REGRADED, actor=by, data={"run": str(run.uid)}) for row in told
    )
    audit.record_many(
        action="attempt.regraded",
        actor=by,
        entries=[
            (
                f"attempt:{row.attempt.uid}",
                {
                    "run": str(run.uid),
                    "slot": row.slot,
                    "from": f"{row.old_points} / {row.old_maximum}",
                    "to": f"{row.new_points} / {row.new_maximum}",
                },
            )
            for row in told
        ],
    )
    submit_jobs(
        kind=RECORD_RESULT,
        payloads={f"{RECORD_RESULT}:{row.attempt.uid}:{run.uid}": {"attempt": row.attempt_id} for row in changed},
    )
    if run.tells_people:
        tell_changed(run, changed)
