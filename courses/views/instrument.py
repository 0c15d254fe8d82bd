"""What a course asks in its evaluations: written by its organisers, in versions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.errors import CourseError
from courses.evaluation_forms import InstrumentEditor
from courses.models import CoursePage
from courses.selectors.course_page import url_paths
from courses.selectors.evaluation import instrument_in_force, plain_instrument
from courses.selectors.instruments import instrument_versions
from courses.services import set_instrument
from courses.views.access import member_behind


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def evaluation_form(request: HttpRequest, slug: str) -> HttpResponseBase:
    runnable = CoursePage.objects.run_by(request.user).filter(url_path__in=url_paths(slug))
    course = get_object_or_404(runnable, slug=slug)
    stored = instrument_in_force(course)
    editor = InstrumentEditor(request.POST if request.method == "POST" else None, plain_instrument(stored))
    refused = ""
    if request.method == "POST" and editor.is_valid():
        try:
            made = set_instrument(course=course, instrument=editor.instrument, actor=member_behind(request))
        except CourseError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Version %(number)d of the form is in force.") % {"number": made.number})
            return redirect("courses:evaluation_form", slug)
    context = {
        "course": course,
        "editor": editor,
        "refused": refused,
        "versions": instrument_versions(course),
        "is_default": stored is None,
    }
    return render(request, "courses/evaluation_form.html", context)
