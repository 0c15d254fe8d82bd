"""One's own place in a batch: how it stands, accepting it, giving it up; and the page behind a mail's link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.rate_limits import rate_limited
from courses.errors import CourseError
from courses.forms import LeaveForm
from courses.models import Enrolment
from courses.place_links import place_link_by
from courses.selectors.leaving import may_leave
from courses.selectors.own_place import batches_to_join, may_accept, own_places, place_words, turns_of
from courses.services import withdraw_enrolment
from courses.services.joining import join_batch
from courses.services.place_answers import accept_own_place, answer_place_link, answers_now
from courses.views.access import member_behind

LONGEST_REASON = 250
ACCEPT, DECLINE = "accept", "decline"


@require_safe
@login_required
@never_cache
def own_place(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    enrolment = _own(request, uid)
    context = {
        "enrolment": enrolment,
        "batch": enrolment.batch,
        "words": place_words(enrolment, turns_of([enrolment]).get(enrolment.pk)),
        "may_accept": may_accept(enrolment),
        "may_leave": may_leave(enrolment, enrolment.batch),
    }
    return render(request, "courses/own_place.html", context)


@require_POST
@login_required
def own_place_accept(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    try:
        accept_own_place(enrolment=_own(request, uid), member=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Your answer is kept."))
    return redirect("courses:own_place", uid)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def own_place_leave(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Asks once, on a page of its own, which also takes the reason."""
    enrolment = _own(request, uid)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_enrolment(enrolment=enrolment, actor=member_behind(request), reason=form.cleaned_data["reason"])
        except CourseError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You have given your place up. Thank you for saying so."))
        return redirect("courses:own_place", uid)
    if not may_leave(enrolment, enrolment.batch):
        return redirect("courses:own_place", uid)
    return render(
        request, "courses/own_place_leave.html", {"enrolment": enrolment, "batch": enrolment.batch, "form": form}
    )


@require_POST
@login_required
@rate_limited("batch-join", limit=10, seconds=3600)  # heads of offices get a mail for it
def batch_join(request: HttpRequest, code: str) -> HttpResponseBase:
    """Of a course that the member may read; where the batch lets nobody in, it is not there."""
    batch = get_object_or_404(batches_to_join(request.user), code=code)
    try:
        enrolment = join_batch(batch=batch, member=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:course", batch.course.slug)
    return redirect("courses:own_place", enrolment.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limited("place-link", limit=60, seconds=600)
def place_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind the link. Opening it changes nothing, whoever opens it: one of its two buttons does, and nothing
    that is neither. Unknown and spent ones get one and the same answer."""
    link = place_link_by(token)
    if link is not None and link.answer:
        return render(request, "courses/place_answered.html", {"link": link, "batch": link.enrolment.batch})
    if link is None or not answers_now(link):
        return render(request, "courses/place_gone.html", status=404)
    answer = request.POST.get("answer", "")
    if answer not in (ACCEPT, DECLINE):
        status = 400 if request.method == "POST" else 200
        return render(request, "courses/place_link.html", {"link": link, "batch": link.enrolment.batch}, status=status)
    reason = request.POST.get("reason", "")[:LONGEST_REASON] if answer == DECLINE else ""
    try:
        answer_place_link(link=link, accepts=answer == ACCEPT, reason=reason)
    except CourseError:
        return render(request, "courses/place_gone.html", status=404)
    return redirect("courses:place_link", token)


def _own(request: HttpRequest, uid: UUID) -> Enrolment:
    return get_object_or_404(own_places(member_behind(request).pk), uid=uid)
