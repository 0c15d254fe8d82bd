"""What the landing page of a test tells its participant: rules, what may begin now or why not, what was sat."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core import clock
from quizzes import wording
from quizzes.choices import AttemptKind, AttemptState, Practice
from quizzes.errors import StartRefusedError
from quizzes.forms import FIELDS_OF_A_START, StartForm
from quizzes.group_pages import allowance_in_words
from quizzes.models import Attempt
from quizzes.selectors.standing import Standing
from quizzes.stencils import drawn_part
from quizzes.timing import Allowance


def landing_context(standing: Standing, form: StartForm | None = None) -> dict[str, object]:
    now, zone = clock.now(), standing.enrolment.batch.zone
    running = standing.open_attempt if standing.open_attempt and not standing.open_attempt.is_closed_at(now) else None
    refusal = None if running else standing.refusal(now)
    form = form or start_form(standing)
    return {
        "quiz": standing.version.quiz,
        "version": standing.version,
        "course": standing.version.course,
        "batch": standing.enrolment.batch,
        "length": wording.length_in_words(standing),
        "rules": [*wording.rules_of(standing), *_given(standing)],
        "told": [text for one in standing.attempts for text in wording.interventions_in_words(one, zone)],
        "running": running,
        "refusal": refusal,
        "possible_from": wording.moment_in_words(refusal.possible_from, zone)
        if refusal and refusal.possible_from
        else "",
        "form": form,
        # What is to be read and agreed to stands first: on a phone nobody should look for it below the rules.
        "asks_statement": bool(form and "agreed" in form.fields and not running and not refusal),
        "assurances": drawn_part(
            "quizzes/partials/assurances.html",
            timed=standing.policies.time_limit_minutes is not None and not standing.allowance.no_timer,
        ),
        "finished": _ended(standing.attempts, running, zone),
        **_practice_context(standing, rests=running is not None),
    }


def start_form(standing: Standing, data: QueryDict | None = None) -> StartForm | None:
    """None where a start asks for nothing but the tap."""
    asks_room_code = bool(standing.schedule and standing.schedule.room_code)
    if not asks_room_code and not standing.policies.honesty_statement:
        return None
    return StartForm(data, asks_room_code=asks_room_code, policies=standing.policies)


def refused_form(standing: Standing, data: QueryDict, error: StartRefusedError) -> StartForm | None:
    """As it was sent, with what was refused at its field; None where the test asks for that no longer."""
    form = start_form(standing, data)
    if form is None or FIELDS_OF_A_START[error.reason] not in form.fields:
        return None
    form.refuse(error)
    return form


def _given(standing: Standing) -> list[tuple[str, str]]:
    """What holds beside the rule of the test, which the other rows have in them already, and why for a group."""
    if standing.allowance == Allowance() or standing.policies.practice == Practice.ONLY:
        return []
    gives = allowance_in_words(standing.allowance, standing.enrolment.batch.zone)
    return [
        (
            _("Included for you"),
            format_html('{} <span lang="id">– {}</span>', gives, standing.reason) if standing.reason else gives,
        )
    ]


def _ended(attempts: list[Attempt], running: Attempt | None, zone: str) -> list[tuple[Attempt, str]]:
    return [
        (attempt, wording.moment_in_words(attempt.submitted_at, zone) if attempt.submitted_at else "")
        for attempt in attempts
        if attempt is not running and attempt.state != AttemptState.VOID
    ]


def _practice_context(standing: Standing, *, rests: bool) -> dict[str, object]:
    """What the landing page offers beside, or instead of, what counts; it `rests` while that is written."""
    zone, practising = standing.enrolment.batch.zone, standing.open_of(AttemptKind.PRACTICE)
    refusal = None if practising and not rests else standing.refusal_of_practice(clock.now())
    return {
        "practice": standing.policies.practice,
        "practice_only": standing.policies.practice == Practice.ONLY,
        "practising": None if rests else practising,
        "practice_refusal": refusal,
        "practice_from": wording.moment_in_words(refusal.possible_from, zone)
        if refusal and refusal.possible_from
        else "",
        "practised": _ended(standing.practised, practising, zone),
    }
