"""What a regrade run would do: to which attempts, and from which mark to which."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from django.db.models import Max

from quizzes.choices import SCORED, AttemptKind, AttemptState
from quizzes.correcting import KEY_ACTIONS, WITHOUT_MARKERS, Score, corrected_score, shares_without_markers
from quizzes.grading import passes
from quizzes.items.fractions import FIVE_DECIMALS, ZERO
from quizzes.models import Answer, Attempt, Mark, QuizVersion, RegradeRow, RegradeRun
from quizzes.models.attempt import AttemptQuerySet

OF_ATTEMPT = ("pk", "uid", "version", "enrolment", "state", "points", "max_points", "layout", "corrections")


def versions_with(run: RegradeRun) -> dict[int, QuizVersion]:
    """The versions of the test in the run's scope that hold its question, whole."""
    found = QuizVersion.objects.filter(quiz=run.quiz_id, question_versions__question=run.question_id)
    if run.versions:
        found = found.filter(number__in=run.versions)
    return {version.pk: version for version in found.distinct()}


def attempts_in(run: RegradeRun, versions: Mapping[int, QuizVersion]) -> AttemptQuerySet:
    """Practice has nothing to correct; a void attempt is left as it is."""
    found: AttemptQuerySet = Attempt.objects.filter(
        quiz=run.quiz_id, version__in=list(versions), kind=AttemptKind.COUNTED
    ).exclude(state=AttemptState.VOID)
    if run.batch_id is not None:
        found = found.filter(enrolment__batch=run.batch_id)
    return found.filter(uid__in=run.chosen) if run.chosen else found


def run_data_version(run: RegradeRun) -> str:
    """Another one when any attempt in its scope was marked, corrected, handed in, opened again or made void; not when
    results were published, which changes no mark."""
    looked_at = (*SCORED, AttemptState.AWAITING_MARKING) if run.action in WITHOUT_MARKERS else SCORED
    rows = attempts_in(run, versions_with(run)).filter(state__in=looked_at).order_by("pk")
    found = rows.annotate(newest=Max("marks__pk")).values_list("pk", "state", "points", "max_points", "newest")
    told = [(pk, AttemptState.GRADED.value if state in SCORED else state, *score) for pk, state, *score in found]
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()


def waiting_for(run: RegradeRun, versions: Mapping[int, QuizVersion]) -> int:
    """Attempts that wait for marks of the question, which nobody has to give any more by the run. At most one query."""
    if run.action not in WITHOUT_MARKERS:
        return 0
    item = str(run.question.uid)
    slots = {pk: slot_of(version, item) for pk, version in versions.items()}
    waiting = attempts_in(run, versions).filter(state=AttemptState.AWAITING_MARKING).only(*OF_ATTEMPT, "awaiting")
    return sum(is_released(run, attempt, slots[attempt.version_id]) for attempt in waiting)


def is_released(run: RegradeRun, attempt: Attempt, slot: int | None) -> bool:
    """Whether the attempt waits for marks of this slot that nobody has to give any more by the run."""
    if run.action not in WITHOUT_MARKERS or attempt.state != AttemptState.AWAITING_MARKING:
        return False
    rows = [*attempt.corrections, {"slot": slot, "action": run.action}]
    unasked = shares_without_markers(rows, [place["slot"] for place in attempt.layout])
    return slot in attempt.awaiting and slot in unasked


def released_by(run: RegradeRun, versions: Mapping[int, QuizVersion]) -> int:
    """Attempts that waited for marks of the question until the run was applied to them. At most one query."""
    if run.action not in WITHOUT_MARKERS:
        return 0
    uid = str(run.uid)
    carried = attempts_in(run, versions).values_list("corrections", flat=True)
    return sum(row["run"] == uid and "released" in row for corrections in carried for row in corrections)


def slot_of(version: QuizVersion, item: str) -> int | None:
    return next((row["slot"] for row in version.body["questions"] if row["item"] == item), None)


def planned(
    run: RegradeRun,
    attempts: Sequence[Attempt],
    versions: Mapping[int, QuizVersion],
    targets: Mapping[int, Decimal],
) -> list[RegradeRow]:
    """Unsaved rows for those of the attempts whose score stands and that had the question. Two queries."""
    item = str(run.question.uid)
    slots = {pk: slot_of(version, item) for pk, version in versions.items()}
    bodies = {pk: {row["slot"]: row for row in version.body["questions"]} for pk, version in versions.items()}
    marks = _latest_marks(attempts)
    answers = Answer.objects.filter(
        attempt__in=[row.pk for row in attempts], slot__in=[slot for slot in slots.values() if slot]
    )
    given = {(attempt, slot): value for attempt, slot, value in answers.values_list("attempt", "slot", "value")}
    correction, rows = run.correction, []
    for attempt in attempts:
        slot, own = slots.get(attempt.version_id), marks[attempt.pk]
        if attempt.state not in SCORED or slot is None or slot not in own:
            continue
        fraction, by_people = own[slot]
        body = bodies[attempt.version_id]
        score = Score(
            {place: share for place, (share, _human) in own.items()},
            {place: Decimal(body[place]["marks"]) for place in own},
            attempt.max_points or ZERO,
            attempt.dropped,
        )
        new = score
        if not (by_people and run.action in KEY_ACTIONS):
            key = versions[attempt.version_id].key[str(slot)]
            share = correction.fraction(body[slot], key, given.get((attempt.pk, slot)))
            new = corrected_score(score, slot, share, upward_only=run.upward_only)
        rows.append(_row(run, attempt, slot, fraction, score, new, targets[attempt.version_id], by_people))
    return rows


def _latest_marks(attempts: Sequence[Attempt]) -> dict[int, dict[int, tuple[Decimal, bool]]]:
    """Of each slot the share that stands, and whether a person gave it."""
    found: dict[int, dict[int, tuple[Decimal, bool]]] = defaultdict(dict)
    marks = Mark.objects.filter(attempt__in=[row.pk for row in attempts]).order_by("pk")
    for attempt, slot, fraction, marker in marks.values_list("attempt", "slot", "fraction", "marker"):
        found[attempt][slot] = (fraction, marker is not None)
    return found


def _row(
    run: RegradeRun,
    attempt: Attempt,
    slot: int,
    fraction: Decimal,
    score: Score,
    new: Score,
    target: Decimal,
    by_people: bool,
) -> RegradeRow:
    old_points, old_maximum = attempt.points or ZERO, attempt.max_points or ZERO
    changes = new is not score and (new.points != score.points or new.maximum != score.maximum)
    points = new.points.quantize(FIVE_DECIMALS, rounding=ROUND_HALF_EVEN) if changes else old_points
    maximum = new.maximum if changes else old_maximum
    before, after = points * old_maximum, old_points * maximum  # both shares, multiplied out
    passed = passes(points, maximum, target) - passes(old_points, old_maximum, target)
    return RegradeRow(
        run=run,
        attempt=attempt,
        slot=slot,
        number=next((n for n, place in enumerate(attempt.layout, start=1) if place["slot"] == slot), slot),
        old_fraction=fraction,
        new_fraction=None if slot in new.dropped else new.fractions[slot],
        old_points=old_points,
        new_points=points,
        old_maximum=old_maximum,
        new_maximum=maximum,
        direction=(before > after) - (before < after),
        crosses=passed,
        by_people=by_people,
    )
