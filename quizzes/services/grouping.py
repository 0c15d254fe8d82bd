"""One accommodation for a chosen group of a batch: given, changed, extended to newcomers, and taken back as one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Batch, Enrolment
from courses.rules import may_run_batch
from quizzes.choices import GroupKind
from quizzes.errors import InterventionRefusedError, PreviewOutdatedError
from quizzes.models import GroupAccommodation, GroupShare, QuizSchedule
from quizzes.services.accommodating import Change, changes_by, digest_of, facts_of, write_changes
from quizzes.services.intervening import checked_reason
from quizzes.timing import MOMENTS, Allowance

if TYPE_CHECKING:
    from courses.querysets import EnrolmentQuerySet
    from members.models import User


@dataclass(frozen=True)
class Group:
    """Who of a batch: an office or a province by its id, or chosen people by their enrolments."""

    kind: GroupKind
    place: int | None = None
    people: frozenset[UUID] = frozenset()

    def members_of(self, batch: int) -> EnrolmentQuerySet:
        """Those who take part now, in a fixed order; a completed enrolment outlives an account that was erased."""
        found: EnrolmentQuerySet = Enrolment.objects.filter(
            batch=batch, state__in=ACTIVE_ENROLMENTS, member__erased_at=None
        )
        if self.kind == GroupKind.OFFICE:
            found = found.filter(office=self.place)
        elif self.kind == GroupKind.PROVINCE:
            found = found.filter(office__province=self.place)
        else:
            found = found.filter(uid__in=self.people)
        return found.order_by("pk")


def group_of(given: GroupAccommodation) -> Group:
    """Chosen people gain nobody by themselves."""
    place = given.office_id if given.kind == GroupKind.OFFICE else given.province_id
    return Group(GroupKind(given.kind), place)


@transaction.atomic
def grant_to_group(
    *, schedule: QuizSchedule, group: Group, allowance: Allowance, reason: str, by: User, once: str, seen: str = ""
) -> GroupAccommodation:
    """Give all who are in the group now the same; nobody loses own rules. The same from the same form (`once`) changes
    nothing; something else from it is another group.

    `seen`, here and below, is the digest of the preview that was confirmed: where it is not what would be written,
    PreviewOutdatedError is raised.
    """
    reason = _checked(schedule, allowance, reason, by)
    _hold_batch(schedule)
    done = given_before(schedule=schedule, group=group, allowance=allowance, reason=reason, once=once)
    if done is not None:
        return done
    people = _held(group.members_of(schedule.batch_id))
    if not people:
        raise InterventionRefusedError(_("Nobody of this batch is in this group."))
    given = GroupAccommodation.objects.create(
        quiz=schedule.quiz,
        batch=schedule.batch,
        kind=group.kind,
        office_id=group.place if group.kind == GroupKind.OFFICE else None,
        province_id=group.place if group.kind == GroupKind.PROVINCE else None,
        reason=reason,
        given_by=by,
        given_at=clock.now(),
        once=_once(once, group, allowance, reason),
        **vars(allowance),
    )
    _let_hold(schedule, given, people, allowance, reason, by, seen, is_new=True)
    GroupShare.objects.bulk_create(GroupShare(group=given, enrolment=person) for person in people)
    _record("granted", given, schedule, len(people), by)
    return given


def given_before(
    *, schedule: QuizSchedule, group: Group, allowance: Allowance, reason: str, once: str
) -> GroupAccommodation | None:
    """What the same form made of the same order."""
    made_as = _once(once, group, allowance, reason.strip())
    found = GroupAccommodation.objects.filter(quiz=schedule.quiz_id, batch=schedule.batch_id, once=made_as)
    return found.first()


@transaction.atomic
def change_group_accommodation(
    *,
    schedule: QuizSchedule,
    group: GroupAccommodation,
    allowance: Allowance,
    reason: str,
    by: User,
    seen: str = "",
) -> GroupAccommodation:
    """For all who are in it already. The same again changes nothing."""
    reason = _checked(schedule, allowance, reason, by)
    _hold_batch(schedule)
    given = _held_group(schedule, group)
    if (given.allowance, given.reason) == (allowance, reason):
        return given
    people = _held(Enrolment.objects.filter(group_shares__group=given).order_by("pk"))
    _let_hold(schedule, given, people, allowance, reason, by, seen)
    for name, value in {**vars(allowance), "reason": reason, "given_by": by, "given_at": clock.now()}.items():
        setattr(given, name, value)
    given.save()
    _record("changed", given, schedule, len(people), by)
    return given


@transaction.atomic
def add_to_group(*, schedule: QuizSchedule, group: GroupAccommodation, by: User, seen: str = "") -> int:
    """Those of its office or province who were enrolled since; how many these are. A second time there is nobody."""
    _check_may(schedule, by)
    _hold_batch(schedule)
    given = _held_group(schedule, group)
    people = _held(newcomers_to(given))
    if people:
        _let_hold(schedule, given, people, given.allowance, given.reason, by, seen)
        GroupShare.objects.bulk_create(GroupShare(group=given, enrolment=person) for person in people)
        _record("extended", given, schedule, len(people), by)
    return len(people)


@transaction.atomic
def take_back_group_accommodation(
    *, schedule: QuizSchedule, group: GroupAccommodation, reason: str, by: User, seen: str = ""
) -> GroupAccommodation:
    """Each keeps the own rules and those of other groups; who writes keeps five minutes. A second time nothing."""
    reason = checked_reason(reason)
    _check_may(schedule, by)
    _hold_batch(schedule)
    held = _held_whatever_state(schedule, group)
    if held.taken_back_at is not None:
        return held
    people = _held(Enrolment.objects.filter(group_shares__group=held).order_by("pk"))
    _let_hold(schedule, held, people, None, reason, by, seen)
    held.taken_back_at, held.why_taken_back = clock.now(), reason
    held.save(update_fields=["taken_back_at", "why_taken_back"])
    _record("taken_back", held, schedule, len(people), by)
    return held


def newcomers_to(group: GroupAccommodation) -> EnrolmentQuerySet:
    there = GroupShare.objects.filter(group=group).values("enrolment")
    return group_of(group).members_of(group.batch_id).exclude(pk__in=there)


def seen_in(group: GroupAccommodation | None, changes: Sequence[Change]) -> str:
    """The digest of a preview: of what becomes of the people and, where there is one already, of what the group has."""
    has = (group.allowance.to_json(), group.reason) if group else ()
    return digest_of(changes, *has)


def narrowed_by(schedule: QuizSchedule, allowance: Allowance) -> list[str]:
    """The moments by which the group could sit the test for a shorter time than the batch."""
    widened = schedule.window.widened_by(allowance)
    return [name for name in MOMENTS if getattr(widened, name) != getattr(allowance, name)]


def _hold_batch(schedule: QuizSchedule) -> None:
    """Before its enrolments, as whoever enrols and withdraws does; of two taps the second finds what the first made."""
    Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=schedule.batch_id)


def _once(once: str, group: Group, allowance: Allowance, reason: str) -> str:
    whom = (group.kind.value, group.place, sorted(map(str, group.people)))
    return hashlib.sha256(repr((once, whom, allowance.to_json(), reason)).encode()).hexdigest()[:40]


def _held(people: EnrolmentQuerySet) -> list[Enrolment]:
    return list(people.select_for_update(of=("self",)))


def _held_whatever_state(schedule: QuizSchedule, group: GroupAccommodation) -> GroupAccommodation:
    held: GroupAccommodation = GroupAccommodation.objects.select_for_update(of=("self",)).get(
        pk=group.pk, quiz=schedule.quiz_id, batch=schedule.batch_id
    )
    return held


def _held_group(schedule: QuizSchedule, group: GroupAccommodation) -> GroupAccommodation:
    held = _held_whatever_state(schedule, group)
    if held.taken_back_at is not None:
        raise InterventionRefusedError(_("These rules were taken back meanwhile."))
    return held


def _let_hold(
    schedule: QuizSchedule,
    group: GroupAccommodation,
    people: Sequence[Enrolment],
    allowance: Allowance | None,
    reason: str,
    by: User,
    seen: str,
    *,
    is_new: bool = False,
) -> None:
    changes: list[Change] = changes_by(schedule, people, group=group.pk, allowance=allowance, held=True)
    if seen and seen != seen_in(None if is_new else group, changes):
        raise PreviewOutdatedError(_("Something has changed since you looked. Look once more before it holds."))
    write_changes(schedule.quiz, changes, reason, by)


def _check_may(schedule: QuizSchedule, by: User) -> None:
    if not may_run_batch(by, schedule.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))


def _checked(schedule: QuizSchedule, allowance: Allowance, reason: str, by: User) -> str:
    reason = checked_reason(reason)
    _check_may(schedule, by)
    if allowance == Allowance():
        raise InterventionRefusedError(_("Say what the group gets."))
    if narrowed_by(schedule, allowance):
        raise InterventionRefusedError(_("A window of a group may only be longer than that of the test."))
    return reason


def _record(deed: str, group: GroupAccommodation, schedule: QuizSchedule, people: int, by: User) -> None:
    facts: dict[str, Any] = facts_of(schedule.quiz, group.allowance)
    audit.record(
        action=f"group_accommodation.{deed}",
        actor=by,
        subject=f"group_accommodation:{group.uid}",
        data={**facts, "batch": schedule.batch.code, "kind": group.kind, "people": people},
    )
