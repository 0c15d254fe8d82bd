"""The open page of an attempt, beside its answers: the clock, who writes, what could not be sent or saved."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from members.models import User
from quizzes import wording
from quizzes.errors import AttemptClosedError
from quizzes.models import Attempt
from quizzes.outages import Span
from quizzes.selectors.attempts import attempt_to_contact
from quizzes.services import hear_from, report_outages, take_lease

MOST_WAITING = 500
LEASE = re.compile(r"[\w-]{1,40}", re.ASCII)


def _attempt(request: HttpRequest, uid: UUID) -> Attempt:
    attempt = attempt_to_contact(cast(User, request.user), uid)
    if attempt is None:
        raise Http404
    return attempt


@login_required
@require_POST
def lease(request: HttpRequest, uid: UUID) -> HttpResponse:
    own = _attempt(request, uid)
    name = request.POST.get("lease", "")
    if not LEASE.fullmatch(name):
        return JsonResponse({"state": "unreadable"}, status=400)
    try:
        take_lease(attempt=own, lease=name)
    except AttemptClosedError:
        return JsonResponse(clock_facts(own) | {"state": "closed"}, status=409)
    return JsonResponse(clock_facts(own))


@login_required
@never_cache
@require_safe
def clock_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The server's time and the deadline as they are now, for a page that slept or got more time."""
    return JsonResponse(clock_facts(_attempt(request, uid)))


@login_required
@never_cache
@require_POST
def contact(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answers with the clock, and with what organisers did where the page does not know it yet."""
    attempt = _attempt(request, uid)
    try:
        waiting, told, spans = _read(request.body)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"state": "unreadable"}, status=400)
    if spans:
        report_outages(attempt=attempt, spans=spans)
        attempt = _attempt(request, uid)
    hear_from(attempt=attempt, waiting=waiting)
    return JsonResponse(clock_facts(attempt) | _news(attempt, told))


def _read(body: bytes) -> tuple[int, int, list[Span]]:
    data: dict[str, Any] = json.loads(body)
    spans = [Span.from_json([str(moment) for moment in pair]) for pair in data.get("unreached", [])]
    if any(moment.tzinfo is None for span in spans for moment in (span.start, span.end)):
        raise ValueError("a moment without its zone")
    return min(max(int(data.get("waiting", 0)), 0), MOST_WAITING), int(data.get("told", 0)), spans


def _news(attempt: Attempt, told: int) -> dict[str, Any]:
    if told == len(attempt.interventions):
        return {}
    zone = attempt.enrolment.batch.zone
    sentences = wording.interventions_in_words(attempt, zone)
    returned = [span for deed in attempt.interventions[max(0, told) :] for span in deed.get("spans", [])]
    ends = wording.end_in_words(attempt, zone)
    return {
        "told": len(attempt.interventions),
        "opened": attempt.last_opening,
        "sentences": sentences,
        "returned": returned,
        "ends": ends,
    }


def clock_facts(attempt: Attempt) -> dict[str, object]:
    now: datetime = clock.now()
    return {
        "state": "closed" if attempt.is_closed_at(now) else "open",
        "now": now.isoformat(),
        "deadline": attempt.deadline_at.isoformat() if attempt.deadline_at else None,
    }
