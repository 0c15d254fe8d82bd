"""From attempts to the course's own record: whether the test is passed, by the rule about several attempts."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from django.db import transaction

from core import clock
from courses.models import Enrolment, RuleCondition
from courses.services import record_requirement, withdraw_requirement
from quizzes.choices import AttemptKind, AttemptState
from quizzes.items.fractions import FIVE_DECIMALS
from quizzes.models import Attempt, QuizVersion
from quizzes.policies import counted_percent
from quizzes.services.tallying import count_draw

READ_OF_SCORES = (
    "number", "state", "points", "max_points", "interventions", "version__quiz", "version__course", "version__rules",
)  # fmt: skip


def requirement_key(quiz_id: int) -> str:
    return f"quiz:{quiz_id}"


def target_for(version: QuizVersion) -> Decimal:
    """The pass mark of the course's rule in force where it names the test, else the test's own; 0 of a pre-test."""
    condition = (
        RuleCondition.objects.filter(rule__course=version.course_id, key=requirement_key(version.quiz_id))
        .order_by("-rule__number")
        .first()
    )
    return condition.target if condition else version.policies.target


@transaction.atomic
def record_result(*, attempt: Attempt) -> None:
    """Tell the course what the counted attempts come to. May run again at any time with the same outcome."""
    # Held, so that of two attempts recorded at once the later one sees both.
    enrolment: Enrolment = Enrolment.objects.select_for_update().only("pk").get(pk=attempt.enrolment_id)
    if attempt.kind == AttemptKind.COUNTED:
        counted = Attempt.objects.filter(quiz=attempt.quiz_id, enrolment=enrolment).counted().order_by("number")
        rows = counted.select_related("version").only(*READ_OF_SCORES)
        # One that was opened again counts with what it had: another's void or correction must not put it aside.
        known = [(row, percent) for row in rows if (percent := row.known_percent) is not None]
        # The rules that the person sat under last, whichever attempt is recorded.
        version = known[-1][0].version if known else attempt.version
        value = counted_percent(version.policies.counting, [percent for _row, percent in known])
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
        elif attempt.state == AttemptState.VOID:
            withdraw_requirement(enrolment=enrolment, key=requirement_key(attempt.quiz_id))
    # One that was opened again since is recorded when it is handed in again.
    ended = Attempt.objects.filter(pk=attempt.pk, recorded_at=None).exclude(state=AttemptState.OPEN)
    if ended.update(recorded_at=clock.now()):
        count_draw(attempt=attempt)
