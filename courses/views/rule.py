"""The completion rule of a course: what it asks, said in versions."""

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
from courses.forms import ConditionForm
from courses.models import CoursePage
from courses.selectors.course_page import url_paths
from courses.selectors.rule_page import offers_for, rule_versions
from courses.services import set_completion_rule
from courses.views.access import member_behind


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def course_rule(request: HttpRequest, slug: str) -> HttpResponseBase:
    runnable = CoursePage.objects.run_by(request.user).filter(url_path__in=url_paths(slug))
    course = get_object_or_404(runnable, slug=slug)
    sent = request.POST if request.method == "POST" else None
    forms = [ConditionForm(sent, offer=offer) for offer in offers_for(course)]
    refused = ""
    # A list, so that every form says what is wrong with it.
    if request.method == "POST" and False not in [form.is_valid() for form in forms]:
        wanted = [form.condition for form in forms]
        try:
            rule = set_completion_rule(
                course=course,
                conditions=[condition for condition in wanted if condition is not None],
                actor=member_behind(request),
            )
        except CourseError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Version %(number)d of the rule is in force.") % {"number": rule.number})
            return redirect("courses:rule", slug)
    context = {"course": course, "forms": forms, "refused": refused, "versions": rule_versions(course)}
    return render(request, "courses/course_rule.html", context)
