"""The completion rule of a course: what it asks, said in versions, and looked at before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.listing import Filter, Listing
from courses.conditions import Condition
from courses.errors import CourseError
from courses.forms import ConditionForm
from courses.manual_forms import ManualRequirementForm
from courses.models import CoursePage
from courses.selectors.course_page import url_paths
from courses.selectors.rule_page import offers_for, rule_versions
from courses.selectors.rule_preview import COMPLETE, KEEPING, MISSING, NEWLY, RuleQuestion, starting_group
from courses.services import set_completion_rule
from courses.services.manual import delete_manual_requirement, save_manual_requirement
from courses.views.access import member_behind

NAMES_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def course_rule(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Sent with `preview`, nothing is saved. Led back from there, the form holds what was looked at."""
    course = _course(request, slug)
    sent = request.POST if request.method == "POST" else request.GET if _holds_rule(request.GET) else None
    forms = [ConditionForm(sent, offer=offer) for offer in offers_for(course)]
    refused = ""
    # A list, so that every form says what is wrong with it.
    if request.method == "POST" and False not in [form.is_valid() for form in forms]:
        conditions = _conditions(forms)
        if "preview" in request.POST and conditions:
            query = urlencode({name: value for form in forms for name, value in form.said.items()})
            return redirect(f"{reverse('courses:rule_preview', args=[slug])}?{query}")
        try:
            rule = set_completion_rule(course=course, conditions=conditions, actor=member_behind(request))
        except CourseError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Version %(number)d of the rule is in force.") % {"number": rule.number})
            return redirect("courses:rule", slug)
    context = {"course": course, "forms": forms, "refused": refused, "versions": rule_versions(course)}
    context["manual"] = course.manual_requirements.all()
    return render(request, "courses/course_rule.html", context)


@require_safe
@login_required
@cache_control(private=True)
def rule_preview(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who would complete under the rule in the address; it is saved from here or changed again."""
    course = _course(request, slug)
    forms = [ConditionForm(request.GET, offer=offer) for offer in offers_for(course)]
    if False in [form.is_valid() for form in forms] or not _conditions(forms):
        return redirect(f"{reverse('courses:rule', args=[slug])}?{request.GET.urlencode()}")
    said = {name: value for form in forms for name, value in form.said.items()}
    question = RuleQuestion(course, _conditions(forms))
    preview = question.preview()
    listing = Listing(
        {"group": starting_group(preview), **request.GET.dict()},
        filters=[
            Filter("group", _("Who"), _groups(), is_required=True),
            Filter("batch", _("Batch"), [(batch.code, batch.name) for batch in preview.batches]),
            Filter("item", _("Missing"), [(lack.condition.key, lack.label) for lack in preview.lacks]),
        ],
        search_label=_("Name or office"),
        rows_per_page=NAMES_PER_PAGE,
        kept=said,
    )
    page = listing.page_of(
        question.people(
            listing.value("group"),
            batch=listing.value("batch"),
            item=listing.value("item"),
            text=listing.text,
        )
    )
    context = {
        "course": course,
        "preview": preview,
        "said": said,
        "query": urlencode(said),
        "listing": listing,
        "page_obj": page,
        "rows": question.rows(cast("QuerySet[Any, Any]", page.object_list)),
    }
    return render(request, "courses/rule_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def manual_requirement(request: HttpRequest, slug: str, uid: UUID | None = None) -> HttpResponseBase:
    """Something that people tick off: a new one, or one that is there in other words."""
    course = _course(request, slug)
    found = get_object_or_404(course.manual_requirements, uid=uid) if uid else None
    form = ManualRequirementForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_manual_requirement(course=course, requirement=found, actor=member_behind(request), **form.cleaned_data)
        messages.success(request, _("Saved. Choose it in the rule to have it asked for."))
        return redirect("courses:rule", slug)
    return render(request, "courses/manual_requirement.html", {"course": course, "form": form, "requirement": found})


@require_POST
@login_required
def manual_requirement_delete(request: HttpRequest, slug: str, uid: UUID) -> HttpResponseBase:
    found = get_object_or_404(_course(request, slug).manual_requirements, uid=uid)
    back = reverse("courses:manual_requirement", args=[slug, uid])
    sentence = _("Take this away? It goes only where nobody was ticked off for it and no rule names it.")
    if asking := ask_first(request, about=found.label, sentence=sentence, yes=_("Take it away"), back=back):
        return asking
    try:
        delete_manual_requirement(requirement=found, actor=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect("courses:rule", slug)


def _course(request: HttpRequest, slug: str) -> CoursePage:
    runnable = CoursePage.objects.run_by(request.user).filter(url_path__in=url_paths(slug))
    course: CoursePage = get_object_or_404(runnable, slug=slug)
    return course


def _conditions(forms: list[ConditionForm]) -> list[Condition]:
    return [form.condition for form in forms if form.condition is not None]


def _holds_rule(query: Mapping[str, Any]) -> bool:
    return any(name.endswith("-asked") for name in query)


def _groups() -> list[tuple[str, str]]:
    return [
        (NEWLY, _("would newly complete")),
        (KEEPING, _("complete, and keep it though the new rule asks more")),
        (MISSING, _("would still miss something")),
        (COMPLETE, _("complete now")),
    ]
