"""Results on record, and the completions that rest on them: for one participant or many, by the same steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from core import audit, clock
from core.prepared import prepared
from courses.choices import EnrolmentState
from courses.conditions import Condition, Result, is_poorer, judge, kept_result, settled
from courses.models import Completion, CompletionRule, Enrolment, RequirementResult, RuleCondition
from courses.signals import course_completed

AT_ONCE = 256  # of the enrolments that are held together
WRITTEN = ["value", "target", "met", "is_test", "recorded_at", "counted"]


@transaction.atomic
def record_requirement(
    *, enrolment: Enrolment, key: str, met: bool, value: Decimal, target: Decimal, is_test: bool = False
) -> None:
    """Keep what a participant reached and look whether the rule holds now.

    Once a completion rests on it, what was met stays met: a later, poorer value is not taken over.
    """
    locked = _held([enrolment.pk])
    _record(locked, key, {enrolment.pk: Result(value, target, met)}, is_test)
    _complete_who_meet(locked)


def record_requirements(*, key: str, results: Mapping[int, Result], is_test: bool = False) -> int:
    """As `record_requirement` for many, by the number of the enrolment; how many results that changed.

    What is on record already is not written again. In portions, each in a transaction of its own, so it may be stopped
    and run again at any time.
    """
    return record_reached(key=key, enrolments=results, reached=lambda portion: results, is_test=is_test)


def record_reached(
    *,
    key: str,
    enrolments: Collection[int],
    reached: Callable[[Sequence[int]], Mapping[int, Result]],
    is_test: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """As `record_requirements`, where the facts may change meanwhile: `reached` is asked about each portion once it is
    locked, so nothing stale is written over what somebody recorded since. Whom it leaves out stays as on record."""
    changed = done = 0
    for portion in portions(enrolments):
        with transaction.atomic():
            locked = _held(portion)
            changed += _record(locked, key, reached(portion), is_test)
            _complete_who_meet(locked)
        done += len(portion)
        progress(done, len(enrolments))
    return changed


@transaction.atomic
def withdraw_requirement(*, enrolment: Enrolment, key: str) -> None:
    """Nothing was reached after all; once a completion rests on it, it stays."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not Completion.objects.filter(enrolment=locked).exists():
        RequirementResult.objects.filter(enrolment=locked, key=key).delete()


@transaction.atomic
def evaluate_completion(*, enrolment: Enrolment) -> Completion | None:
    """The completion, written when the rule in force holds for the first time; None while something is missing."""
    return _complete_who_meet(_held([enrolment.pk])).get(enrolment.pk)


def complete_who_meet(*, enrolments: Collection[int]) -> int:
    """Those among these who meet the rule in force and are not complete yet; how many that completed."""
    completed = 0
    for portion in portions(enrolments):
        with transaction.atomic():
            had = len(_completions(tuple(portion)))
            completed += len(_complete_who_meet(_held(portion))) - had
    return completed


def portions(numbers: Collection[int], size: int = AT_ONCE) -> Iterator[list[int]]:
    """In the order in which everybody locks them."""
    rest = iter(sorted(numbers))
    while portion := list(islice(rest, size)):
        yield portion


def _held(enrolments: Sequence[int]) -> list[Enrolment]:
    return _to_judge(tuple(enrolments))


def _record(locked: Sequence[Enrolment], key: str, results: Mapping[int, Result], is_test: bool) -> int:
    numbers = tuple(enrolment.pk for enrolment in locked if enrolment.pk in results)
    if not numbers:
        return 0
    before = {row.enrolment_id: row for row in _results_of(numbers, key)}
    poorer = [pk for pk, row in before.items() if is_poorer(row.plain, results[pk])]
    complete = {row.enrolment_id for row in _completions(tuple(poorer))} if poorer else set()
    moment = clock.now()
    rows = []
    for pk in numbers:
        had, now = before.get(pk), results[pk]
        if had is None or (stands := kept_result(had.plain, now, has_completed=pk in complete)) is now:
            if had is None or (had.plain, had.is_test, had.counted) != (now, is_test, None):
                rows.append(_row(pk, key, now, is_test, moment))
        elif had.counted != now.value:
            rows.append(_row(pk, key, stands, had.is_test, had.recorded_at, counted=now.value))
    if rows:
        RequirementResult.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["enrolment", "key"], update_fields=WRITTEN
        )
    return len(rows)


def _row(
    enrolment: int, key: str, result: Result, is_test: bool, moment: datetime, counted: Decimal | None = None
) -> RequirementResult:
    return RequirementResult(
        enrolment_id=enrolment,
        key=key,
        value=result.value,
        target=result.target,
        met=result.met,
        is_test=is_test,
        recorded_at=moment,
        counted=counted,
    )


def _complete_who_meet(locked: Sequence[Enrolment]) -> dict[int, Completion]:
    """The completions of these: those that were, and those of whom the rule in force holds now."""
    found = {row.enrolment_id: row for row in _completions(tuple(enrolment.pk for enrolment in locked))}
    pending = [enrolment for enrolment in locked if enrolment.is_active and enrolment.pk not in found]
    if not pending:
        return found
    asked: dict[int, list[tuple[int, int, Condition]]] = defaultdict(list)
    for course, rule, number, *rest in _asked(tuple({enrolment.batch.course_id for enrolment in pending})):
        asked[course].append((rule, number, Condition(*rest)))
    if not asked:
        return found
    rows: dict[int, dict[str, RequirementResult]] = defaultdict(dict)
    for row in _results(tuple(enrolment.pk for enrolment in pending)):
        rows[row.enrolment_id][row.key] = row
    met, rests_on, audited = [], [], []
    for enrolment in pending:
        conditions = asked.get(enrolment.batch.course_id, [])
        results = {key: row.plain for key, row in rows[enrolment.pk].items()}
        verdict = judge([condition for _rule, _number, condition in conditions], results)
        if not verdict.met:
            continue
        rule, number, _condition = conditions[0]
        completion = Completion(
            enrolment=enrolment,
            rule_id=rule,
            passed_test=verdict.passed_test,
            score=verdict.score,
            completed_at=clock.now(),
        )
        met.append(completion)
        for _rule, _number, condition in conditions:
            row, result = rows[enrolment.pk][condition.key], settled(condition, results[condition.key])
            if result != row.plain:
                row.target, row.met = result.target, result.met
                rests_on.append(row)
        score = None if verdict.score is None else str(verdict.score)
        audited.append((f"enrolment:{enrolment.uid}", {"rule": number, "score": score}))
    if met:
        _write(met, rests_on, audited)
    return found | {completion.enrolment_id: completion for completion in met}


def _write(
    completions: list[Completion], rests_on: list[RequirementResult], audited: list[tuple[str, dict[str, Any]]]
) -> None:
    Completion.objects.bulk_create(completions)
    if rests_on:
        RequirementResult.objects.bulk_update(rests_on, ["target", "met"])
    numbers = [completion.enrolment_id for completion in completions]
    Enrolment.objects.filter(pk__in=numbers).update(state=EnrolmentState.COMPLETED)
    audit.record_many(action="enrolment.completed", actor=None, entries=audited)
    for number in numbers:
        transaction.on_commit(
            partial(course_completed.send_robust, sender=Completion, enrolment_id=number), robust=True
        )


# What is asked whenever somebody reaches something.


@prepared
def _to_judge(enrolments: tuple[int, ...]) -> QuerySet[Enrolment]:
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("batch").filter(pk__in=enrolments)
    return held.only("uid", "member", "state", "batch__course").order_by("pk")


@prepared
def _completions(enrolments: tuple[int, ...]) -> QuerySet[Completion]:
    return Completion.objects.filter(enrolment__in=enrolments).order_by()


@prepared
def _asked(courses: tuple[int, ...]) -> QuerySet[Any, Any]:
    """The conditions of each course's newest rule, in their order, with the rule and its number."""
    newest = CompletionRule.objects.filter(course=OuterRef("rule__course")).order_by("-number").values("pk")[:1]
    rows = RuleCondition.objects.filter(rule=Subquery(newest), rule__course__in=courses).order_by("order", "pk")
    return rows.annotate(course=F("rule__course"), number=F("rule__number")).values_list(
        "course", "rule", "number", "key", "target", "is_test", "gates_materials"
    )


@prepared
def _results(enrolments: tuple[int, ...]) -> QuerySet[RequirementResult]:
    return RequirementResult.objects.filter(enrolment__in=enrolments).order_by()


@prepared
def _results_of(enrolments: tuple[int, ...], key: str) -> QuerySet[RequirementResult]:
    return RequirementResult.objects.filter(enrolment__in=enrolments, key=key).order_by()
