"""What participants get beside the rule of a test: by own rules, and by those of groups that they are in.

What both come to stands on one row of each person; an attempt that is open gets its new deadline at once.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from core import audit, clock
from courses.models import Enrolment
from quizzes.choices import AttemptKind, EventKind, LatePolicy
from quizzes.models import Accommodation, Attempt, AttemptEvent, GroupShare, QuizPage, QuizSchedule
from quizzes.timing import Allowance, Window, deadline_for, hard_close_for, together

if TYPE_CHECKING:
    from members.models import User

# What somebody who is writing keeps where rules take time back.
LEAST_LEFT = timedelta(minutes=5)


@dataclass(frozen=True)
class Change:
    """What becomes of one participant; `after` is what groups and own rules come to."""

    enrolment: Enrolment
    before: Allowance
    after: Allowance
    own: Allowance
    row: Accommodation | None
    is_grouped: bool
    is_elsewhere: bool
    """Whether another group gives something as well."""
    attempt: Attempt | None = None
    deadline: datetime | None = None
    beside: timedelta = timedelta(0)

    @property
    def moves_attempt(self) -> bool:
        return self.attempt is not None and self.attempt.deadline_at != self.deadline

    @property
    def is_needed(self) -> bool:
        return self.before != self.after


@transaction.atomic
def grant_accommodation(
    *, quiz: QuizPage, enrolment: Enrolment, allowance: Allowance, reason: str, by: User | None
) -> Accommodation:
    """Give one participant more; an attempt that is open gets its new deadline at once.

    What an organiser gave on the day beside it stays: the deadline moves by the difference between the rules. What a
    group of the person has holds on beside it.
    """
    # Held, so that a second tap on the first rules of a person finds them made and does not give the minutes twice.
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    given = Accommodation.objects.filter(quiz=quiz, enrolment=enrolment).first()
    before = given.allowance if given else Allowance()
    groups = list(allowances_of_groups(quiz.pk, enrolment=enrolment)) if given and given.own is not None else []
    schedule = QuizSchedule.objects.filter(quiz=quiz, batch=enrolment.batch_id).first()
    after = together(allowance, *(_widening(one, schedule) for _enrolment, _group, one in groups))
    accommodation, _created = Accommodation.objects.update_or_create(
        quiz=quiz,
        enrolment=enrolment,
        defaults={
            **vars(after), "own": allowance.to_json() if groups else None, "reason": reason, "given_by": by,
        },
    )  # fmt: skip
    audit.record(
        action=_action(given.own_allowance if given else Allowance(), allowance),
        actor=by,
        subject=f"enrolment:{enrolment.uid}",
        data=facts_of(quiz, allowance),
    )
    now = clock.now()
    mine = Attempt.objects.open().filter(quiz=quiz, enrolment=enrolment, kind=AttemptKind.COUNTED)
    for attempt in mine.select_for_update(of=("self",)):
        if attempt.is_closed_at(now):
            continue  # the clock has ended it, whether or not anybody has read it since
        deadline, beside = deadline_after(attempt, schedule, before, after, now)
        if deadline != attempt.deadline_at:
            event = move_deadline(attempt, deadline, beside, "", by, now)
            attempt.save(update_fields=MOVED)
            event.save()
    return accommodation


def facts_of(quiz: QuizPage, allowance: Allowance) -> dict[str, Any]:
    """For the trail, which takes no reason."""
    return {
        "quiz": str(quiz.uid),
        "factor": str(allowance.factor),
        "extra_minutes": allowance.extra_minutes,
        "extra_attempts": allowance.extra_attempts,
        "no_timer": allowance.no_timer,
        "opens_at": allowance.opens_at.isoformat() if allowance.opens_at else None,
        "closes_at": allowance.closes_at.isoformat() if allowance.closes_at else None,
    }


def _action(before: Allowance, after: Allowance) -> str:
    if after == Allowance():
        return "accommodation.taken_back"
    return "accommodation.granted" if before == Allowance() else "accommodation.changed"


def allowances_of_groups(quiz: int, **limits: Any) -> Iterable[tuple[int, int, Allowance]]:
    """Enrolment, group and what the group gives, of the rules that were not taken back. One query."""
    shares = GroupShare.objects.filter(group__quiz=quiz, group__taken_back_at=None, **limits).select_related("group")
    return [(share.enrolment_id, share.group_id, share.group.allowance) for share in shares]


def changes_by(
    schedule: QuizSchedule,
    people: Sequence[Enrolment],
    *,
    group: int | None,
    allowance: Allowance | None,
    held: bool = False,
) -> list[Change]:
    """What becomes of these participants when this group gives them `allowance`, or nothing any more.

    Three queries, however many there are. Whoever is to write holds `people` first, and has attempts `held` here.
    """
    of_batch = {"enrolment__batch": schedule.batch_id}
    rows = {row.enrolment_id: row for row in Accommodation.objects.filter(quiz=schedule.quiz_id, **of_batch)}
    others: dict[int, list[Allowance]] = defaultdict(list)
    for enrolment, number, given in allowances_of_groups(schedule.quiz_id, **of_batch):
        if number != group:
            others[enrolment].append(_widening(given, schedule))
    given_now = [_widening(allowance, schedule)] if allowance else []
    now = clock.now()
    # Of these alone: the others of the batch go on saving meanwhile.
    writing = {"kind": AttemptKind.COUNTED, "enrolment__in": [person.pk for person in people]}
    found = Attempt.objects.open().filter(quiz=schedule.quiz_id, **writing)
    found = found.select_for_update(of=("self",)) if held else found
    found = found.select_related("version").defer("version__body", "version__key", "layout").order_by("pk")
    attempts = {attempt.enrolment_id: attempt for attempt in found}
    changes = []
    for person in people:
        row, attempt = rows.get(person.pk), attempts.get(person.pk)
        own = row.own_allowance if row else Allowance()
        before = row.allowance if row else Allowance()
        grouped = [*others[person.pk], *given_now]
        after = together(own, *grouped)
        change = Change(person, before, after, own, row, bool(grouped), bool(others[person.pk]))
        if attempt is not None and not attempt.is_closed_at(now):
            deadline, beside = deadline_after(attempt, schedule, before, after, now)
            change = replace(change, attempt=attempt, deadline=deadline, beside=beside)
        changes.append(change)
    return changes


def digest_of(changes: Sequence[Change], *more: object) -> str:
    """Of the people and what they have and get: whoever confirms a preview confirms this. Who writes comes and goes."""
    people = sorted((str(one.enrolment.uid), one.before.to_json(), one.after.to_json()) for one in changes)
    return hashlib.sha256(repr((people, more)).encode()).hexdigest()[:40]


def write_changes(quiz: QuizPage, changes: Sequence[Change], reason: str, by: User) -> None:
    """Rows, deadlines, events and the trail, in as many statements for one person as for all.

    The trail takes one for each of given, changed and taken back.
    """
    now = clock.now()
    kept, gone = [], []
    for change in changes:
        row, is_own = change.row, bool(change.row and change.row.has_own)
        if not change.is_grouped and not is_own:
            gone.extend([row.pk] if row else [])
            continue
        row = row or Accommodation(quiz=quiz, enrolment=change.enrolment, given_by=by, given_at=now)
        for name, value in vars(change.after).items():
            setattr(row, name, value)
        row.own = (change.own.to_json() if is_own else {}) if change.is_grouped else None
        kept.append(row)
    Accommodation.objects.filter(pk__in=gone).delete()
    Accommodation.objects.bulk_update([row for row in kept if row.pk], [*vars(Allowance()), "own"])
    Accommodation.objects.bulk_create([row for row in kept if not row.pk])
    moved, events = [], []
    for change in changes:
        if change.attempt is not None and change.moves_attempt:
            events.append(move_deadline(change.attempt, change.deadline, change.beside, reason, by, now))
            moved.append(change.attempt)
    Attempt.objects.bulk_update(moved, MOVED)
    AttemptEvent.objects.bulk_create(events)
    said: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for one in changes:
        if one.is_needed:
            facts = facts_of(quiz, one.after)
            said[_action(one.before, one.after)].append((f"enrolment:{one.enrolment.uid}", facts))
    for action, entries in said.items():
        audit.record_many(action=action, actor=by, entries=entries)


MOVED = ["deadline_at", "hard_close_at", "interventions"]


def deadline_after(
    attempt: Attempt, schedule: QuizSchedule | None, was_allowed: Allowance, allowed: Allowance, now: datetime
) -> tuple[datetime | None, timedelta]:
    """The deadline of an open attempt when its rules change, and what of it was given on the day beside them: that
    stays. What is left to somebody when rules are taken back is no gift, and counts when there are more rules again."""
    by_rule, by_old_rule = (_deadline(attempt, schedule, allowance) for allowance in (allowed, was_allowed))
    before = attempt.deadline_at
    beside = _given_beside(attempt, by_old_rule)
    if was_allowed == allowed:
        return before, beside
    after = by_rule + beside if by_rule is not None else None
    if after and before and by_rule and by_old_rule and by_rule >= by_old_rule:
        return max(before, after), beside
    if after is not None and (before is None or after < before):
        least = now + LEAST_LEFT
        after = max(after, min(before, least) if before else least)
    return after, beside


def _given_beside(attempt: Attempt, by_old_rule: datetime | None) -> timedelta:
    """Without a deadline, and where somebody was left more than the rules say, the last change of rules tells it."""
    told, before = None, attempt.deadline_at
    for deed in attempt.interventions:
        if deed["kind"] == EventKind.REOPENED:
            told = None  # with a deadline of its own
        elif "beside" in deed:
            told = deed
    if told is not None and told["to"] is None:
        return timedelta(seconds=told["beside"])
    if told is not None and before is not None:
        return timedelta(seconds=told["beside"]) + (before - datetime.fromisoformat(told["to"]))
    return before - by_old_rule if before is not None and by_old_rule is not None else timedelta(0)


def move_deadline(
    attempt: Attempt, deadline: datetime | None, beside: timedelta, reason: str, by: User | None, now: datetime
) -> AttemptEvent:
    """On the row alone, with the event that goes with it; the caller writes both."""
    before, until = attempt.deadline_at, deadline.isoformat() if deadline else None
    attempt.deadline_at, attempt.hard_close_at = deadline, hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS)
    said = {
        "kind": "accommodated", "at": now.isoformat(), "reason": reason, "to": until, "beside": beside.total_seconds()
    }  # fmt: skip
    attempt.interventions = [*attempt.interventions, said]
    return AttemptEvent(
        attempt=attempt,
        kind=EventKind.EXTENDED,
        actor=by,
        data={"from": before.isoformat() if before else None, "to": until},
    )


def _widening(allowance: Allowance, schedule: QuizSchedule | None) -> Allowance:
    """What a group gives: its window adds to that of the test, wherever that has been moved since."""
    return schedule.window.widened_by(allowance) if schedule else allowance


def _deadline(attempt: Attempt, schedule: QuizSchedule | None, allowance: Allowance) -> datetime | None:
    policies = attempt.version.policies
    return deadline_for(
        started_at=attempt.started_at,
        limit_minutes=policies.time_limit_minutes,
        policy=LatePolicy(schedule.late_policy) if schedule and schedule.late_policy else policies.late_policy,
        window=schedule.window if schedule else Window(attempt.started_at, None),
        allowance=allowance,
    )
