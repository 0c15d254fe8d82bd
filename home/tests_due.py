"""A participant's tests as the desk tells them: what is under way first, then what is open, then what opens later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from courses.models import Enrolment
from quizzes import wording
from quizzes.selectors.overviews import standings_of
from quizzes.selectors.standing import Standing


@dataclass(frozen=True)
class DueTest:
    """`rules` are terms and values in plain words; `ends_at` is when the attempt under way closes."""

    label: str
    url: str
    status: str
    tone: str
    rules: list[tuple[str, str]]
    key: str
    is_running: bool = False
    is_open: bool = False
    ends_at: datetime | None = None
    note: str = ""


def tests_due(enrolment: Enrolment) -> list[DueTest]:
    """Those of the course that this participant has not passed and can sit, now or later. One query."""
    due = [test for standing in standings_of(enrolment.batch.course, enrolment) if (test := _due(standing))]
    return sorted(due, key=lambda test: (not test.is_running, not test.is_open))


def _due(standing: Standing) -> DueTest | None:
    now = clock.now()
    attempt = standing.open_attempt
    key = f"quiz:{standing.version.quiz_id or standing.version.quiz.pk}"
    if attempt is not None and not attempt.is_closed_at(now):
        return DueTest(
            label=standing.version.title,
            url=reverse("quizzes:attempt", args=[attempt.uid]),
            status=_("in progress"),
            tone="warning",
            rules=_rules(standing),
            key=key,
            is_running=True,
            is_open=True,
            ends_at=attempt.hard_close_at,
            note=_("Your answers are kept. The time goes on while you are away."),
        )
    if _is_passed(standing):
        return None
    refusal = standing.refusal(now)
    if refusal is not None and refusal.possible_from is None:
        return None
    later = refusal.possible_from if refusal else None
    zone = standing.enrolment.batch.zone
    return DueTest(
        label=standing.version.title,
        url=reverse("quizzes:landing", args=[standing.version.quiz.uid]),
        status=_("open now") if later is None else _("not open yet"),
        tone="success" if later is None else "neutral",
        rules=_rules(standing),
        key=key,
        is_open=later is None,
        note=""
        if later is None
        else _("You can begin from %(moment)s.") % {"moment": wording.moment_in_words(later, zone)},
    )


def _rules(standing: Standing) -> list[tuple[str, str]]:
    """What decides whether to begin now; all rules stand on the test's own page."""
    zone, window = standing.enrolment.batch.zone, standing.window
    until = window.closes_at if window else None
    return [
        (_("Open until"), wording.moment_in_words(until, zone) if until else _("no end set")),
        (_("Time"), wording.time_limit_in_words(standing)),
        (_("Attempts left"), _attempts_left(standing)),
        (_("Pass mark"), wording.mark_in_words(standing.policies)),
    ]


def _attempts_left(standing: Standing) -> str:
    allowed = standing.attempts_allowed
    if allowed is None:
        return _("as many as you like")
    left = max(0, allowed - len(standing.finished) - (standing.open_attempt is not None))
    return ngettext("%(left)d of %(count)d", "%(left)d of %(count)d", allowed) % {"left": left, "count": allowed}


def _is_passed(standing: Standing) -> bool:
    mark = standing.policies.target
    return any(attempt.percent is not None and attempt.percent >= mark for attempt in standing.scored)
