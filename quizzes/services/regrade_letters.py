"""Whom a correction concerns hears of it by mail: what changed, from which score to which, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from members.services import Letter, send_messages
from quizzes.choices import ReviewMoment, ReviewPart
from quizzes.grading import percent
from quizzes.models import Attempt, RegradeRow, RegradeRun


def tell_changed(run: RegradeRun, rows: Sequence[RegradeRow]) -> None:
    """Once for each person and run. Scores stand in it where the test's rules let people see them at any time."""
    concerned = Attempt.objects.select_related("enrolment__member", "version").defer("version__key", "version__body")
    attempts = {attempt.pk: attempt for attempt in concerned.filter(pk__in=[row.attempt_id for row in rows])}
    letters = []
    for row in rows:
        attempt = attempts[row.attempt_id]
        member, review = attempt.enrolment.member, attempt.version.policies.review
        if not member.is_active or attempt.withheld:  # who knows no result hears of no correction
            continue
        shows = all(
            ReviewPart.MARKS in review[moment] for moment in (ReviewMoment.WHILE_OPEN, ReviewMoment.AFTER_CLOSE)
        )
        letters.append(
            Letter(
                key=f"regrade:{run.uid}:{attempt.uid}",
                recipient=member,
                context={
                    "name": member.full_name,
                    "test": attempt.version.title,
                    "number": row.number,
                    "reason": run.reason,
                    "shows": shows,
                    "old": percent(row.old_points, row.old_maximum),
                    "new": percent(row.new_points, row.new_maximum),
                    "passes": row.crosses > 0,
                    "url": f"{settings.SITE_URL}{reverse('quizzes:result', args=[attempt.uid])}",
                },
            )
        )
    send_messages(template="marks_corrected", letters=letters)
