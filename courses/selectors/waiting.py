"""What a member may not read yet, in all own courses at once: for lists that cross courses, such as the search."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core.prepared import prepared
from courses.models import Enrolment
from courses.selectors.opening import closures_of
from courses.selectors.requirements import has_completed, with_rule_in_force
from courses.selectors.standing import unmet_gates
from members.models import User

# What tells whether anything is closed, and why.
NEEDED = ("batch__uid", "batch__changed_at", "batch__zone", "batch__course__path", "batch__course__depth",
          "batch__course__slug", "completion__rule")  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """By material, and by the path of a course whose materials are all closed: what opens them, in words."""

    materials: dict[int, str] = field(default_factory=dict)
    courses: dict[str, str] = field(default_factory=dict)

    def sentence_for(self, pk: int, course_path: str) -> str | None:
        """None where nothing stands before the material."""
        return self.courses.get(course_path, self.materials.get(pk))


def waiting_for(user: User | AnonymousUser) -> Waiting:
    """A few queries for each course that the member takes part in, none for how much there is to read in it."""
    waiting = Waiting()
    if not user.is_authenticated:
        return waiting
    seen: set[int] = set()
    for enrolment in _enrolments(user.pk):
        enrolment.member = user  # found by it: spares asking for the same person
        course = enrolment.batch.course
        if course.pk in seen:
            continue
        seen.add(course.pk)
        if has_completed(enrolment):
            continue
        if gates := unmet_gates(enrolment):
            waiting.courses[course.path] = _("Opens after: %(what)s") % {"what": gates[0].label}
            continue
        for pk, closure in closures_of(enrolment).items():
            needed = _("Opens after: %(what)s") % {"what": ", ".join(need.title for need in closure.needed)}
            waiting.materials[pk] = closure.opens or needed
    return waiting


@prepared
def _enrolments(member: int) -> QuerySet[Enrolment]:
    """The latest first."""
    own = Enrolment.objects.active().filter(member=member).select_related("batch__course", "completion").only(*NEEDED)
    return with_rule_in_force(own).order_by(F("batch__closed_at").asc(nulls_first=True), "-batch__starts_on", "-pk")
