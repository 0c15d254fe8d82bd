from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.device_cookie import remember_device, token_of
from core.kill_points import kill_point
from members.models import User
from quizzes import exchange, wording
from quizzes.bands import said_about
from quizzes.choices import MARKED_BY_PEOPLE, AttemptKind, AttemptState, Purpose, QuestionType, ReviewPart
from quizzes.contact_views import clock_facts
from quizzes.devices import device_mark
from quizzes.drawn_questions import drawn_attempt
from quizzes.drawn_reviews import drawn_review
from quizzes.errors import AttemptClosedError, LeaseLostError, StartRefusedError
from quizzes.forms import FIELDS_OF_A_START
from quizzes.grading import passes
from quizzes.kept_papers import questions_of
from quizzes.landing import landing_context, refused_form
from quizzes.models import Attempt
from quizzes.page_data import attempt_page_data, parcel_data
from quizzes.plain_form import FormSaved, answers_by_slot, save_form, tell_saved
from quizzes.readings import readings_of
from quizzes.selectors.answers import answers_of
from quizzes.selectors.attempts import (
    attempt_to_review,
    attempt_to_save,
    attempt_to_write,
    checked_in,
    corrections_of,
    held_back_until,
    is_written_meanwhile,
    parts_allowed,
    parts_shown,
    standing_marks,
)
from quizzes.selectors.standing import standing_for
from quizzes.services import (
    close_overdue_attempt,
    note_learnt_in_practice,
    note_result_seen,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.stencils import drawn_part
from quizzes.written_faces import WrittenReview


def _member(request: HttpRequest) -> User:
    return cast(User, request.user)


def _own_attempt(request: HttpRequest, uid: UUID) -> Attempt:
    attempt = attempt_to_write(_member(request), uid)
    if attempt is None:
        raise Http404
    return attempt


def _attempt_to_save(request: HttpRequest, uid: UUID) -> Attempt:
    attempt = attempt_to_save(_member(request), uid)
    if attempt is None:
        raise Http404
    return attempt


@login_required
@never_cache
@require_safe
def landing(request: HttpRequest, uid: UUID) -> HttpResponse:
    standing = standing_for(_member(request), uid)
    if standing is None:
        raise Http404
    return render(request, "quizzes/landing.html", landing_context(standing))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    if request.method != "POST":  # the page of a refused start stands here, and is asked for in another language
        return redirect("quizzes:landing", uid=uid)
    kind = AttemptKind.PRACTICE if request.POST.get("kind") == AttemptKind.PRACTICE else AttemptKind.COUNTED
    device = token_of(request)
    try:
        attempt = start_attempt(
            member=_member(request),
            quiz_uid=uid,
            room_code=request.POST.get("room_code", "")[:40],
            agreed_to=request.POST.get("agreed", "")[:40],
            device=device,
            kind=kind,
        )
    except StartRefusedError as error:
        if error.reason == "not_enrolled":
            raise Http404 from error
        standing = standing_for(_member(request), uid) if error.reason in FIELDS_OF_A_START else None
        if standing and (form := refused_form(standing, request.POST, error)):
            return render(request, "quizzes/landing.html", landing_context(standing, form))
        messages.error(request, str(error))
        return redirect("quizzes:landing", uid=uid)
    response = redirect("quizzes:attempt", uid=attempt.uid)
    if attempt.device == device_mark(device, uid):  # begun in this browser, by this tap or an earlier one
        remember_device(response, device)
    return response


@login_required
@never_cache
@require_safe
def attempt(request: HttpRequest, uid: UUID) -> HttpResponse:
    own = _own_attempt(request, uid)
    now = clock.now()
    if own.is_closed_at(now):
        return redirect("quizzes:result", uid=uid)
    if is_written_meanwhile(own):
        messages.info(request, _("You are writing this test. Practice goes on when you have handed it in."))
        return redirect("quizzes:landing", uid=own.quiz.uid)
    given = answers_of(own)
    drawn = drawn_attempt(own, given, checked_in(own))
    kinds = {question.type for question in own.questions.values()}
    context = {
        "attempt": own,
        "version": own.version,
        "drawn": drawn,
        "is_practice": own.kind == AttemptKind.PRACTICE,
        "paging": own.version.policies.paging.value,
        "notices": drawn_part("quizzes/partials/attempt_notices.html", timed=own.deadline_at is not None),
        "closing": drawn_part(
            "quizzes/partials/submit.html",
            attempt=own.uid,
            confirming="confirm" in request.GET,
            unanswered=drawn.unanswered if "confirm" in request.GET else 0,
        ),
        "now": now,
        "told": wording.interventions_in_words(own, own.enrolment.batch.zone),
        "ends": wording.end_in_words(own, own.enrolment.batch.zone),
        "page_data": attempt_page_data(own, given, now),
        "has_written": not MARKED_BY_PEOPLE.isdisjoint(kinds),
        "takes_files": QuestionType.UPLOAD in kinds,
    }
    return render(request, "quizzes/attempt.html", context)


@login_required
@never_cache
@require_POST
def answers(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    own = _attempt_to_save(request, uid)
    if not exchange.wants_json(request):
        tell_saved(request, save_form(request, own))
        return redirect("quizzes:attempt", uid=uid)
    try:
        parcel = exchange.parcel_from_json(request.body)
    except exchange.UnreadableError:
        return JsonResponse({"state": "unreadable"}, status=400)
    try:
        saved = save_answers(attempt=own, answers=parcel.answers, lease=parcel.lease)
    except LeaseLostError:
        return JsonResponse(clock_facts(own) | {"state": "elsewhere"}, status=409)
    names = ("revs", "late", "refused", "gone", "others")
    facts = clock_facts(own) | {name: getattr(saved, name) for name in names}
    facts["readings"] = readings_of(questions_of(own), parcel.answers)
    if saved.is_open is not None:  # the save knows better than the row, which was read before
        facts["state"] = "open" if saved.is_open else "closed"
    return JsonResponse(facts)


@login_required
@require_POST
def submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    if exchange.wants_json(request):
        _submit_or_404(request, uid)
        kill_point("quiz.submit.before_answer")
        return JsonResponse({"state": "submitted", "next": reverse("quizzes:result", args=[uid])})
    own = _own_attempt(request, uid)
    was_open = not own.is_closed_at(clock.now())
    # Too late, it is kept apart.
    saved = save_form(request, own) if own.state == AttemptState.OPEN else FormSaved()
    if was_open and saved.needs_look:  # who is told to check something is not handed in over it
        tell_saved(request, saved)
        return redirect("quizzes:attempt", uid=uid)
    if was_open:
        given = answers_by_slot(own)
        missing = any(not value for _rev, value in given.values()) or len(given) < len(own.layout)
        if missing and "confirmed" not in request.POST:
            tell_saved(request, saved)
            return redirect(reverse("quizzes:attempt", args=[uid]) + "?confirm=1#submit")
    _submit_or_404(request, uid)
    return redirect("quizzes:result", uid=uid)


def _submit_or_404(request: HttpRequest, uid: UUID) -> Attempt:
    try:
        return submit_attempt(attempt_uid=uid, member=_member(request))
    except (Attempt.DoesNotExist, AttemptClosedError) as error:
        raise Http404 from error


@login_required
@never_cache
@require_safe
def result(request: HttpRequest, uid: UUID) -> HttpResponse:
    own = attempt_to_review(_member(request), uid)
    now = clock.now()
    if own is not None and ((own.state == AttemptState.OPEN and own.is_closed_at(now)) or own.state == "submitted"):
        close_overdue_attempt(attempt_id=own.pk)
        own = attempt_to_review(_member(request), uid)
    if own is None:
        raise Http404
    if own.state == AttemptState.VOID:
        return redirect("quizzes:landing", uid=own.quiz.uid)  # which tells why
    if own.state == AttemptState.OPEN:
        return redirect("quizzes:attempt", uid=uid)
    if not _note_what_is_seen(own):  # it goes on; or, of practice, what counts does, and this is drawn anew
        return redirect("quizzes:result", uid=uid)
    leftovers = drawn_part("quizzes/partials/leftovers.html", attempt=own.uid, token=get_token(request))
    return render(request, "quizzes/result.html", _result_context(own) | {"leftovers": leftovers})


def _note_what_is_seen(own: Attempt, *, asked: bool = False) -> bool:
    """Once, where the clock closed it and its taker now reads what was right. False where it goes on instead."""
    if own.kind == AttemptKind.PRACTICE:
        return not parts_shown(own, clock.now()) or note_learnt_in_practice(practice=own)
    if not own.closed_by_clock or own.seen_at is not None:
        return True
    now = clock.now()
    parts = (parts_allowed if asked else parts_shown)(own, now) - {ReviewPart.ANSWERS}
    return not parts or note_result_seen(attempt=own, parts=parts)


@login_required
@require_POST
def see_result(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whom the clock closed asks for the result, though an outage might still give time back."""
    own = attempt_to_review(_member(request), uid)
    if own is None:
        raise Http404
    _note_what_is_seen(own, asked=True)
    return redirect("quizzes:result", uid=uid)


def _result_context(own: Attempt) -> dict[str, object]:
    policies, zone = own.version.policies, own.enrolment.batch.zone
    ended = own.submitted_at or own.started_at
    now = clock.now()
    parts = allowed = parts_allowed(own, now)
    held_until = held_back_until(own, now) if allowed - {ReviewPart.ANSWERS} else None
    if held_until:
        parts = allowed & {ReviewPart.ANSWERS}
    answers = answers_of(own)
    given = {slot: one.value for slot, one in answers.items()}
    stood = standing_marks(own)
    corrections = corrections_of(stood.values())
    marks = {slot: mark.fraction for slot, mark in stood.items()}
    is_practice = own.kind == AttemptKind.PRACTICE
    shows_marks = ReviewPart.MARKS in parts and own.points is not None and bool(own.max_points)
    return {
        "attempt": own,
        "version": own.version,
        "told": wording.interventions_in_words(own, zone),
        "parcel_data": parcel_data(own),
        "withheld": own.withheld,
        "corrected": [] if own.withheld else wording.corrections_in_words(own, zone, with_scores=shows_marks),
        "held_until_iso": held_until.isoformat() if held_until else "",
        "held_until": wording.moment_in_words(held_until, zone) if held_until else "",
        "ended": wording.moment_in_words(ended, zone),
        "shows_marks": shows_marks,
        "passed": is_practice or passes(own.points, own.max_points, policies.target)
        if own.points is not None and own.max_points is not None
        else None,
        "percent": wording.number_in_words(own.percent) if own.percent is not None else "",
        "points": wording.number_in_words(own.points) if own.points is not None else "",
        "max_points": wording.number_in_words(own.max_points) if own.max_points is not None else "",
        "is_practice": is_practice,
        "is_scored": policies.target > 0 and not is_practice,
        "said": said_about(own.version.bands, own.points, own.max_points) if ReviewPart.FEEDBACK in parts else "",
        "pass_mark": wording.number_in_words(policies.target),
        "tells_gain": shows_marks and policies.purpose == Purpose.POST_TEST and getattr(own, "has_pre_test", False),
        "being_checked": own.recorded_at is None and not (is_practice or own.awaiting or own.withheld),
        "waiting": len(own.awaiting),
        "waits_for_third": getattr(own, "waits_for_third", False) and not own.withheld,
        "marked_by_now": wording.marked_by_now(own, marks) if own.awaiting and ReviewPart.MARKS in parts else "",
        "answered": sum(bool(value) for value in given.values()),
        "reviewed": drawn_review(own, given, marks, parts, WrittenReview(answers, stood), corrections),
        "shows_verdicts": ReviewPart.RIGHT_WRONG in parts,
        "shows_key": ReviewPart.KEY in parts,
    }
