"""What an organiser does to attempts on the day: more time, opening again, making void, late answers, own rules."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from members.models import User
from quizzes import wording
from quizzes.choices import SCORED, AttemptState, EventKind, LiveState
from quizzes.device_words import uses_in_words
from quizzes.errors import InterventionRefusedError
from quizzes.forms import AccommodationForm, MinutesForm, ReasonForm
from quizzes.group_pages import allowance_in_words, name_of
from quizzes.honesty import agreed_in_words
from quizzes.models import Attempt
from quizzes.selectors.live import live_state
from quizzes.selectors.live_people import further_losers
from quizzes.selectors.sitting import Sitting, schedule_run_by, sitting_run_by
from quizzes.services import (
    admit_late_answers,
    extend_attempt,
    extend_open_attempts,
    give_back_claimed,
    give_back_to_several,
    grant_accommodation,
    reopen_attempt,
    void_attempt,
)


def _organiser(request: HttpRequest) -> User:
    return cast(User, request.user)


def _sitting(request: HttpRequest, code: str, uid: UUID, person: UUID) -> Sitting:
    sitting = sitting_run_by(_organiser(request), code, uid, person)
    if sitting is None:
        raise Http404
    return sitting


@login_required
@never_cache
@require_safe
def person(request: HttpRequest, code: str, uid: UUID, person: UUID) -> HttpResponse:
    sitting = _sitting(request, code, uid, person)
    with timezone.override(ZoneInfo(sitting.schedule.batch.zone)):
        return _person_page(request, sitting, AccommodationForm(initial=_own_rules(sitting)))


def _own_rules(sitting: Sitting) -> dict[str, object]:
    """Without what groups of the person add to them."""
    row = sitting.accommodation
    return {**vars(row.own_allowance), "reason": row.reason} if row else {}


def _person_page(request: HttpRequest, sitting: Sitting, form: AccommodationForm) -> HttpResponse:
    now, batch = clock.now(), sitting.schedule.batch
    context = {
        "batch": batch,
        "quiz": sitting.schedule.quiz,
        "enrolment": sitting.enrolment,
        "sitting": sitting,
        "attempts": [_attempt_facts(attempt, sitting, now) for attempt in reversed(sitting.attempts)],
        "minutes_form": MinutesForm(auto_id=False),
        "form": form,
        "groups": [(one, name_of(one), allowance_in_words(one.allowance, batch.zone)) for one in sitting.groups],
    }
    return render(request, "quizzes/person.html", context)


def _attempt_facts(attempt: Attempt, sitting: Sitting, moment: datetime) -> dict[str, object]:
    zone = sitting.schedule.batch.zone
    is_void, is_over = attempt.state == AttemptState.VOID, attempt.is_closed_at(moment)

    def words(when: datetime | None) -> str:
        return wording.moment_in_words(when, zone) if when else ""

    return {
        "attempt": attempt,
        "state": live_state(attempt, moment).label,
        "started": words(attempt.started_at),
        "deadline": words(attempt.deadline_at),
        "ended": words(attempt.submitted_at),
        "told": wording.interventions_in_words(attempt, zone, all_of_them=True),
        "may_extend": not is_over and attempt.deadline_at is not None,
        "may_give_back": _may_get_time_back(attempt, moment),
        "is_over": is_over,
        "same_device": uses_in_words(sitting.same_device.get(attempt.pk, []), zone),
        "agreed": agreed_in_words(attempt, zone),
        "seen": wording.seen_in_words(attempt, zone),
        "minutes_claimed": -(-attempt.claimed_seconds // 60),
        "reported": wording.reports_in_words(sitting.reports.get(attempt.pk, []), zone),
        "moves": [words(moment) for moment in sitting.moves.get(attempt.pk, [])],
        "correct_url": _correct_url(attempt, sitting),
        "remarks": [wording.remark_in_words(event, zone) for event in sitting.remarks.get(attempt.pk, [])],
        "may_reopen": is_over and not is_void,
        "may_void": not is_void,
        "may_admit": not is_void and attempt.pk in sitting.with_late_answers,
    }


def _correct_url(attempt: Attempt, sitting: Sitting) -> str:
    """To a correction of this attempt alone, where it has a score."""
    if attempt.state not in SCORED:
        return ""
    return reverse("quizzes:regrade_new", args=[sitting.schedule.quiz.uid]) + f"?attempt={attempt.receipt}"


def _may_get_time_back(attempt: Attempt, moment: datetime) -> bool:
    by_hand = live_state(attempt, moment) not in (LiveState.WRITING, LiveState.BY_CLOCK)
    return not by_hand and attempt.deadline_at is not None and attempt.claimed_seconds > 0


@login_required
@require_POST
def accommodate(request: HttpRequest, code: str, uid: UUID, person: UUID) -> HttpResponse:
    sitting = _sitting(request, code, uid, person)
    with timezone.override(ZoneInfo(sitting.schedule.batch.zone)):
        form = AccommodationForm(request.POST)
        if not form.is_valid():
            return _person_page(request, sitting, form)
    grant_accommodation(
        quiz=sitting.schedule.quiz,
        enrolment=sitting.enrolment,
        allowance=form.allowance,
        reason=form.cleaned_data["reason"],
        by=_organiser(request),
    )
    messages.success(request, _("The rules of this person are saved. They hold at once."))
    return redirect("quizzes:person", code, uid, person)


@login_required
@require_POST
def extend_all(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    schedule = schedule_run_by(_organiser(request), code, uid)
    if schedule is None:
        raise Http404
    form = MinutesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the minutes and a reason."))
    else:
        try:
            number = extend_open_attempts(schedule=schedule, by=_organiser(request), **form.cleaned_data)
        except InterventionRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("%(count)d person got more time.", "%(count)d people got more time.", number)
            messages.success(request, said % {"count": number})
    return redirect("quizzes:live", code, uid)


@login_required
@require_POST
def give_back_all(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """Lost time to those chosen of whose pages report it, whether they still write or the clock has closed them."""
    schedule = schedule_run_by(_organiser(request), code, uid)
    if schedule is None:
        raise Http404
    form, chosen = ReasonForm(request.POST), _uuids(request.POST.getlist("attempt"))
    if request.POST.get("others"):
        shown = frozenset(_uuids(request.POST.getlist("shown")))
        chosen += further_losers(schedule.batch_id, schedule.quiz_id, clock.now(), shown)
    if not form.is_valid() or not chosen:
        messages.error(request, _("Choose who gets the time back, and give a reason."))
        return redirect("quizzes:live", code, uid)
    done = give_back_to_several(
        schedule=schedule, attempts=chosen, by=_organiser(request), reason=form.cleaned_data["reason"]
    )
    for name, reason in done.refused:
        messages.error(request, f"{name}: {reason}")
    said = ngettext("%(count)d person got lost time back.", "%(count)d people got lost time back.", done.number)
    (messages.success if done.number else messages.info)(request, said % {"count": done.number})
    return redirect("quizzes:live", code, uid)


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


DEEDS: dict[str, tuple[type[ReasonForm], Callable[..., Attempt]]] = {
    "extend": (MinutesForm, extend_attempt),
    "reopen": (MinutesForm, reopen_attempt),
    "void": (ReasonForm, void_attempt),
    "admit": (ReasonForm, admit_late_answers),
    "outage": (ReasonForm, give_back_claimed),
}


@login_required
@require_POST
def deed(request: HttpRequest, code: str, uid: UUID, person: UUID, attempt: UUID, name: str) -> HttpResponse:
    """One of the deeds to one attempt of this person; what is refused is said on the page it came from."""
    sitting = _sitting(request, code, uid, person)
    if name not in DEEDS or attempt not in {own.uid for own in sitting.attempts}:
        raise Http404
    form_class, service = DEEDS[name]
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason, and where minutes are asked, 1 to 600."))
    else:
        try:
            done = service(attempt_uid=attempt, by=_organiser(request), **form.cleaned_data)
        except InterventionRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            if name == "admit" and not _was_admitted(done):
                messages.info(request, _("What came late is no newer than what was saved: nothing has changed."))
            else:
                messages.success(request, _done_in_words(name, done, sitting))
    return redirect("quizzes:person", code, uid, person)


def _was_admitted(attempt: Attempt) -> bool:
    return any(said["kind"] == EventKind.LATE_ADMITTED for said in attempt.interventions)


def _done_in_words(name: str, attempt: Attempt, sitting: Sitting) -> str:
    until = wording.moment_in_words(attempt.deadline_at, sitting.schedule.batch.zone) if attempt.deadline_at else ""
    return {
        "extend": _("More time is given, until %(until)s.") % {"until": until},
        "reopen": _("The attempt is open again, until %(until)s.") % {"until": until},
        "void": _("The attempt does not count any more."),
        "admit": _("The late answers are counted and marked."),
        "outage": _("The lost time is given back, until %(until)s.") % {"until": until},
    }[name]
