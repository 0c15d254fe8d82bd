"""Who is missing what: one definition for the numbers on the desks, the list behind them, and its export.

Counted are those who take part and have not completed. What the rule in force asks is compared with the results on
record; who has completed stays complete, whatever a later rule asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, BatchState, EnrolmentState
from courses.conditions import Condition
from courses.models import Batch, Enrolment, RequirementResult, RuleCondition
from courses.selectors.requirements import Asked, conditions_in_force, faces_of
from courses.selectors.standing import Participant, Standing, StandingItem, standings_of
from members.models import User
from members.models.user import with_titles

# No batch has such a code.
RUNNING = "*running"


class Wanted(NamedTuple):
    """What somebody looks for: empty means all. `batch` is a code, or RUNNING for all that run."""

    text: str = ""
    batch: str = ""
    office: str = ""
    province: str = ""


@dataclass(frozen=True)
class MissingRow:
    """Somebody in a batch, with what is missing; `may_contact` says whether `email` and `phone` are the viewer's to
    use."""

    name: str
    email: str
    phone: str
    office: str
    province: str
    batch: str
    course: str
    standing: Standing
    may_contact: bool

    @property
    def items(self) -> list[StandingItem]:
        return self.standing.missing


@dataclass(frozen=True)
class Followed:
    """What somebody looks after: all its batches by code, and what the courses ask in which people are unfinished."""

    batches: list[tuple[str, str]]
    asked: Asked

    @property
    def items(self) -> list[tuple[str, str]]:
        """Keys and labels of what may be missing."""
        keys = list(dict.fromkeys(condition.key for conditions in self.asked.values() for condition in conditions))
        faces = faces_of(keys)
        return [(key, faces[key].label) for key in keys]


def what_is_followed(user: User | AnonymousUser) -> Followed:
    """Two queries; a batch is asked for one enrolment of either kind, however many it has."""
    rows = _batches_followed(user)
    courses = {course for _code, _name, course, has_unfinished in rows if has_unfinished}
    return Followed([(code, name) for code, name, _course, _unfinished in rows], conditions_in_force(courses))


@prepared
def _batches_followed(user: User | AnonymousUser) -> QuerySet[Batch, tuple[str, str, int, bool]]:
    own = Enrolment.objects.followed_by(user).filter(batch=OuterRef("pk"))
    batches = Batch.objects.filter(Exists(own)).annotate(has_unfinished=Exists(own.unfinished()))
    return batches.order_by("-starts_on", "code").values_list("code", "name", "course", "has_unfinished")


def reached(condition: RuleCondition | Condition) -> Q:
    """Of results: as `courses.conditions.holds` says it."""
    return Q(key=condition.key) & (
        Q(value__gte=condition.target) | Q(met=True, value__lt=condition.target, target__gte=condition.target)
    )


def has_met(condition: RuleCondition) -> Q:
    """Of enrolments: complete, or with a result that holds."""
    results = RequirementResult.objects.filter(reached(condition), enrolment=OuterRef("pk"))
    return Q(state=EnrolmentState.COMPLETED) | Q(Exists(results), state__in=ACTIVE_ENROLMENTS)


def people_missing(user: User | AnonymousUser, wanted: Wanted) -> QuerySet[Enrolment]:
    """Those that `user` looks after and who are missing something, or the one thing asked for."""
    found = Enrolment.objects.followed_by(user).unfinished()
    if wanted.batch == RUNNING:
        found = found.filter(batch__state=BatchState.OPEN)
    elif wanted.batch:
        found = found.filter(batch__code=wanted.batch)
    if wanted.office.isdecimal():
        found = found.filter(office=int(wanted.office))
    if wanted.province.isdecimal():
        found = found.filter(office__province__code=wanted.province)
    for word in wanted.text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return found.order_by("office__province", "office__name", "member__name", "pk")


def lacking(item: str, asked: Asked) -> Q:
    """Of enrolments: without a result that holds. Course by course, since each has its own target; those with the same
    one are asked together."""
    by_target: dict[Decimal, tuple[RuleCondition, list[int]]] = {}
    for course, conditions in asked.items():
        for condition in conditions:
            if condition.key == item:
                by_target.setdefault(condition.target, (condition, []))[1].append(course)
    lacks = Q(pk__in=[])
    for condition, courses in by_target.values():
        results = RequirementResult.objects.filter(reached(condition), enrolment=OuterRef("pk"))
        lacks |= Q(~Exists(results), batch__course__in=courses)
    return lacks


# What a row is made of: no model, since a page of fifty would build two hundred and fifty.
COLUMNS = (
    "pk", "batch__course", "member__title_before", "member__name", "member__title_after", "member__email",
    "member__phone", "office__name", "office__province__name", "batch__name", "batch__course__title",
)  # fmt: skip


def missing_rows(enrolments: QuerySet[Enrolment], user: User | AnonymousUser, asked: Asked) -> list[MissingRow]:
    """How each of them stands with what is `asked`: as many queries for one as for a thousand.

    Who moved out of the viewer's offices is still named here, but is no longer the viewer's to call.
    """
    visible = Exists(User.objects.visible_to(user).filter(pk=OuterRef("member")))
    people = list(enrolments.annotate(may_contact=visible).values_list(*COLUMNS, "may_contact"))
    standings = standings_of([Participant(person[0], person[1]) for person in people], asked=asked)
    found = []
    for enrolment, _course, before, name, after, email, phone, *places, may_contact in people:
        office, province, batch, title = (place or "" for place in places)
        person = with_titles(name, before, after)
        standing = standings[enrolment]
        found.append(MissingRow(person, email or "", phone, office, province, batch, title, standing, may_contact))
    return found
