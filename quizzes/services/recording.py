"""From attempts to the course's own record: whether the test is passed, by the rule about several attempts."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.db.models import QuerySet

from core import clock
from core.prepared import prepared
from courses.models import Enrolment, RuleCondition
from courses.services import record_requirement, withdraw_requirement
from quizzes.choices import AttemptKind, AttemptState
from quizzes.items.fractions import FIVE_DECIMALS
from quizzes.models import Attempt, QuizVersion
from quizzes.policies import counted_percent
from quizzes.services.tallying import count_draw

READ_OF_SCORES = (
    "number", "state", "withheld", "points", "max_points", "interventions", "version__quiz", "version__course",
    "version__rules",
)  # fmt: skip


def requirement_key(quiz_id: int) -> str:
    return f"quiz:{quiz_id}"


def target_for(version: QuizVersion) -> Decimal:
    """The pass mark of the course's rule in force where it names the test, else the test's own; 0 of a pre-test."""
    targets = _targets(version.course_id, requirement_key(version.quiz_id))
    return targets[0] if targets else version.policies.target


@prepared
def _targets(course: int, key: str) -> QuerySet[RuleCondition, Decimal]:
    conditions = RuleCondition.objects.filter(rule__course=course, key=key).order_by("-rule__number")
    return conditions.values_list("target", flat=True)[:1]


@prepared
def _scores(quiz: int, enrolment: int) -> QuerySet[Attempt]:
    counted = Attempt.objects.filter(quiz=quiz, enrolment=enrolment).counted().order_by("number")
    return counted.select_related("version").only(*READ_OF_SCORES)


@transaction.atomic
def record_result(*, attempt: Attempt) -> None:
    """Tell the course what the counted attempts come to. May run again at any time with the same outcome."""
    # Held, so that of two attempts recorded at once the later one sees both.
    enrolment: Enrolment = Enrolment.objects.select_for_update().only("pk").get(pk=attempt.enrolment_id)
    if attempt.kind == AttemptKind.COUNTED:
        rows = _scores(attempt.quiz_id, attempt.enrolment_id)
        # What is kept back the course does not hear, as it hears nothing of what waits to be marked: checklist,
        # completion and certificate would tell it.
        # One that was opened again counts with what it had: another's void or correction must not put it aside.
        ended = [(row, row.known_percent) for row in rows if row.known_percent is not None or row.is_to_be_known]
        # The rules that the person sat under last, whichever attempt is recorded.
        known = [row for row, percent in ended if percent is not None]
        version = known[-1].version if known else attempt.version
        value = counted_percent(version.policies.counting, [percent for _row, percent in ended])
        if value is not None:
            target = target_for(version)
            record_requirement(
                enrolment=enrolment,
                key=requirement_key(attempt.quiz_id),
                met=value >= target,
                value=value.quantize(FIVE_DECIMALS, rounding=ROUND_DOWN),
                target=target,
                is_test=True,
            )
        elif attempt.state == AttemptState.VOID and not known:
            withdraw_requirement(enrolment=enrolment, key=requirement_key(attempt.quiz_id))
    # One that was opened again since is recorded when it is handed in again.
    unrecorded = Attempt.objects.filter(pk=attempt.pk, recorded_at=None).exclude(state=AttemptState.OPEN)
    if unrecorded.update(recorded_at=clock.now()):
        count_draw(attempt=attempt)
