"""The next batch, or a course made from another: what would be taken is shown first, then made, then shown again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.clone_forms import MAKE, CloneCourseForm, NextBatchForm
from courses.cloning import Fate
from courses.errors import CodeTakenError, CourseError
from courses.models import Batch, CloneRecord, CoursePage
from courses.rules import may_add_course
from courses.services.cloning import Lines, clone_batch, previewed
from courses.services.course_cloning import clone_course, preview_course_clone
from courses.views.access import batch_run_by, member_behind

HEADINGS: dict[Fate, Promise] = {
    Fate.TAKEN: gettext_lazy("Taken along"),
    Fate.CHANGED: gettext_lazy("Changed"),
    Fate.LEFT_OUT: gettext_lazy("Left out"),
}
Made = TypeVar("Made", Batch, CoursePage)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_clone(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form = NextBatchForm(request.POST if request.method == "POST" else None, batch=batch)
    context: dict[str, Any] = {"batch": batch, "form": form}
    if request.method == "POST" and form.is_valid():
        make = partial(clone_batch, batch=batch, wanted=form.wanted(), actor=member_behind(request))
        show = partial(previewed, make)
        if made := _made_or_shown(request, make, show, form, context, was_seen=MAKE in request.POST):
            return redirect("courses:batch_cloned", made.code)
    return render(request, "courses/batch_clone.html", context)


@require_safe
@login_required
def batch_cloned(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    record = get_object_or_404(CloneRecord, batch=batch)
    context = {"batch": batch, "record": record, "groups": grouped(record.lines)}
    return render(request, "courses/cloned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def course_clone(request: HttpRequest, slug: str) -> HttpResponseBase:
    course = _course(request, slug)
    if not may_add_course(request.user):
        raise Http404
    form = CloneCourseForm(request.POST if request.method == "POST" else None, course=course)
    context: dict[str, Any] = {"course": course, "form": form}
    if request.method == "POST" and form.is_valid():
        asked = {
            "course": course,
            "title": form.cleaned_data["title"],
            "slug": form.slug,
            "batch": form.cleaned_data["batch"],
            "wanted": form.wanted(),
            "actor": member_behind(request),
        }
        make, show = partial(clone_course, **asked), partial(preview_course_clone, **asked)
        if made := _made_or_shown(request, make, show, form, context, was_seen=form.is_as_shown):
            return redirect("courses:course_cloned", made.slug)
    return render(request, "courses/course_clone.html", context)


@require_safe
@login_required
def course_cloned(request: HttpRequest, slug: str) -> HttpResponseBase:
    course = _course(request, slug)
    record = get_object_or_404(CloneRecord, course=course)
    context = {"course": course, "record": record, "groups": grouped(record.lines), "batches": course.batches.all()}
    return render(request, "courses/cloned.html", context)


def grouped(lines: Sequence[Sequence[str]]) -> list[tuple[str, list[str]]]:
    """In the order of fates, those that have something to say."""
    found = [(str(heading), [text for name, text in lines if name == fate]) for fate, heading in HEADINGS.items()]
    return [group for group in found if group[1]]


def _made_or_shown(
    request: HttpRequest,
    make: Callable[[], Made],
    show: Callable[[], Lines],
    form: forms.Form,
    context: dict[str, Any],
    *,
    was_seen: bool,
) -> Made | None:
    """Made, where the organiser has seen what it will be; else what would be made is put before the organiser."""
    try:
        if was_seen:
            made = make()
            messages.success(request, _("Made. Here is what was taken, what was changed and what was left out."))
            return made
        context["groups"] = grouped(show())
    except CourseError as refusal:
        form.add_error("code" if isinstance(refusal, CodeTakenError) and "code" in form.fields else None, str(refusal))
    return None


def _course(request: HttpRequest, slug: str) -> CoursePage:
    course: CoursePage = get_object_or_404(CoursePage.objects.run_by(request.user), slug=slug)
    return course
