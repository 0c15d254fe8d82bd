"""The people of a batch: participants, whom an organiser enrols, confirms or withdraws, and those with a part in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.listing import Filter, Listing
from courses.choices import EnrolmentState, Part
from courses.errors import CourseError
from courses.forms import EnrolForm, EnrolmentStateForm, PartForm
from courses.models import Batch, BatchPart, Enrolment
from courses.nomination_forms import SwapForm
from courses.rules import may_run_batch
from courses.selectors.batch_page import SORTS, TAKING_PART, offices_in, participants_for, viewer_of
from courses.selectors.invitations import invitations_of
from courses.selectors.requirements import conditions_in_force, faces_of
from courses.services import change_enrolment_state, enrol_member, give_part, take_part_back
from courses.services.nominations import swap_nominee
from courses.states import RULES
from courses.views.access import batch_followed_by, batch_run_by, member_behind
from courses.views.participants_file import files_of_participants

PARTICIPANTS_PER_PAGE = 50


@require_safe
@login_required
@cache_control(private=True)
def batch_participants(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_followed_by(request, code)
    may_run = may_run_batch(request.user, batch)
    viewer = None if may_run else viewer_of(batch, request.user)
    offices = [(str(pk), name) for pk, name in offices_in(viewer, batch.pk)]
    conditions = conditions_in_force([batch.course_id]).get(batch.course_id, [])
    faces = faces_of(condition.key for condition in conditions)
    listing = Listing(
        request.GET,
        filters=[
            Filter("state", _("State"), [(TAKING_PART, _("taking part")), *EnrolmentState.choices]),
            Filter("met", _("Condition met"), [(key, face.label) for key, face in faces.items()]),
            Filter("office", _("Office"), offices),
        ],
        sorts=tuple(SORTS),
        sort="name",
        search_label=_("Name or office"),
        rows_per_page=PARTICIPANTS_PER_PAGE,
    )
    rows = participants_for(
        batch,
        viewer,
        text=listing.text,
        state=listing.value("state"),
        office=listing.value("office"),
        met=listing.value("met"),
        sort=listing.sort,
    )
    context = {
        "batch": batch,
        "listing": listing,
        "page_obj": listing.page_of(rows),
        "may_run": may_run,
        **files_of_participants(request, batch),
    }
    return render(request, "courses/batch_participants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_enrol(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = enrol_member(batch=batch, member=form.member, actor=member_behind(request))
        except CourseError as refusal:
            form.add_error("login", str(refusal))
        else:
            messages.success(request, _("%(member)s is enrolled.") % {"member": enrolment.member.full_name})
            return redirect("courses:batch_participants", code)
    return render(request, "courses/batch_enrol.html", {"batch": batch, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enrolment_state(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    enrolment = get_object_or_404(batch.enrolments.select_related("member", "office"), uid=uid)
    form = EnrolmentStateForm(request.POST or None, initial={"state": enrolment.state})
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_enrolment_state(
                enrolment=enrolment,
                state=EnrolmentState(form.cleaned_data["state"]),
                reason=form.cleaned_data["reason"],
                actor=member_behind(request),
            )
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = {"member": enrolment.member.full_name, "state": changed.state_words}
            messages.success(request, _("%(member)s: %(state)s.") % said)
            return redirect("courses:batch_participants", code)
    context = {"batch": batch, "enrolment": enrolment, "form": form, "may_swap": _may_swap(enrolment, batch)}
    return render(request, "courses/batch_enrolment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enrolment_swap(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    """Somebody else instead, whom the organiser names: at any time until the batch is closed, and beyond quotas."""
    batch = batch_run_by(request, code)
    enrolment = get_object_or_404(batch.enrolments.select_related("member", "office"), uid=uid)
    form = SwapForm(request.POST or None, today=batch.today)
    if request.method == "POST" and form.is_valid():
        try:
            after = swap_nominee(
                enrolment=enrolment,
                member=form.member,
                actor=member_behind(request),
                letter_number=form.cleaned_data["letter_number"],
                letter_date=form.cleaned_data["letter_date"],
            )
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = {"after": after.member.full_name, "before": enrolment.member.full_name}
            messages.success(request, _("%(after)s comes instead of %(before)s.") % said)
            return redirect("courses:batch_participants", code)
    context = {"batch": batch, "enrolment": enrolment, "form": form, "may_swap": _may_swap(enrolment, batch)}
    return render(request, "courses/enrolment_swap.html", context)


def _may_swap(enrolment: Enrolment, batch: Batch) -> bool:
    return not batch.is_closed and RULES[EnrolmentState(enrolment.state)].may_be_swapped


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_people(request: HttpRequest, code: str) -> HttpResponseBase:
    """Speakers, moderators and committee: naming somebody who has the part already corrects the function."""
    batch = batch_run_by(request, code)
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_part(
                batch=batch,
                member=form.member,
                part=Part(form.cleaned_data["part"]),
                function=form.cleaned_data["function"],
                actor=member_behind(request),
            )
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("courses:batch_people", code)
    context = {
        "batch": batch,
        "form": form,
        "parts": batch.parts.select_related("member").order_by("part", "pk"),
        "invitations": invitations_of(batch),
    }
    return render(request, "courses/batch_people.html", context)


@require_POST
@login_required
def part_change(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    part = _part(request, code, pk)
    function = request.POST.get("function", "").strip()[:200]
    return _after(
        request,
        code,
        lambda: give_part(
            batch=part.batch,
            member=part.member,
            part=Part(part.part),
            function=function,
            actor=member_behind(request),
        ),
    )


@require_POST
@login_required
def part_remove(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    part = _part(request, code, pk)
    asking = ask_first(
        request,
        about=part.member.full_name,
        sentence=_("Remove this person from the batch?"),
        yes=_("Remove"),
        back=reverse("courses:batch_people", args=[code]),
    )
    return asking or _after(request, code, lambda: take_part_back(part=part, actor=member_behind(request)))


def _part(request: HttpRequest, code: str, pk: int) -> BatchPart:
    parts = batch_run_by(request, code).parts.select_related("batch", "member")
    return get_object_or_404(parts, pk=pk)


def _after(request: HttpRequest, code: str, deed: Callable[[], object]) -> HttpResponseBase:
    try:
        deed()
    except CourseError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:batch_people", code)
