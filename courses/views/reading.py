"""Courses and materials as their readers see them.

Plain views on the addresses that Wagtail's tree gives these pages: its own routing and serving cost eight queries, and
would not ask our rules. Live, privacy and audience are asked in the look-up itself.
"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from wagtail.views import serve as wagtail_serve

from core.prefetch import is_prefetch
from courses import slots
from courses.models import CourseIndexPage, CoursePage, Enrolment
from courses.offline_words import keep_texts
from courses.selectors import course_page_for, find_course, unmet_gates
from courses.selectors.changes import changes_since
from courses.selectors.course_page import courses_for, sessions_fingerprint, url_paths
from courses.selectors.material_page import MaterialScreen, material_page_for
from courses.selectors.material_parts import MaterialParts, body_for, material_parts
from courses.selectors.own_place import place_ahead_in, places_ahead, ways_in
from courses.selectors.questions import answers_with
from courses.selectors.reading import OwnAnswer, Traces, traces_of
from courses.selectors.requirements import has_completed
from courses.selectors.shared_parts import taught_in
from courses.selectors.watching import watching_of
from courses.services import record_material_opened
from courses.views.access import turned_away

COURSES_PER_PAGE = 20
LONGEST_TOPIC = 40


@require_safe
@cache_control(private=True)
def course_list(request: HttpRequest) -> HttpResponseBase:
    index = CourseIndexPage.objects.live().filter(url_path__in=url_paths()).first()
    if index is None:
        return turned_away(request)
    text = request.GET.get("q", "").strip()[:100]
    page_obj = Paginator(courses_for(request.user, text), COURSES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": index,
        "page_obj": page_obj,
        "places": [] if text or page_obj.number > 1 else places_ahead(request.user),
        "q": text,
        "query": f"q={text}" if text else "",
    }
    return render(request, "courses/course_index_page.html", context)


@require_safe
@cache_control(private=True)
def course(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = find_course(request.user, slug)
    if found is None:
        ahead = place_ahead_in(request.user, slug)
        return turned_away(request) if ahead is None else redirect("courses:own_place", ahead.uid)
    page, enrolment = found
    screen = course_page_for(page, enrolment, request.GET.get("topic", "")[:LONGEST_TOPIC])
    context = {
        "page": page,
        "screen": screen,
        "ways_in": ways_in(request.user, screen.batches),
        "sections": slots.course_sections(request, page, enrolment),
        "keep_texts": keep_texts() if request.user.is_authenticated else None,
    }
    return render(request, "courses/course_page.html", context)


@require_safe
@cache_control(private=True)
@conditional_page  # no token and no nonce stands in it, so that an unchanged page is not sent again
def material(request: HttpRequest, slug: str, material_slug: str) -> HttpResponseBase:
    found = find_course(request.user, slug)
    if found is None:
        return turned_away(request)
    page, enrolment = found
    screen = material_page_for(page, enrolment, material_slug, sessions_fingerprint(enrolment))
    if screen is None:
        # Pages of other apps hang under a course too; the tree knows how they want to be served.
        return wagtail_serve(request, request.path.lstrip("/"))  # type: ignore[no-any-return]
    if enrolment is not None:
        gates = [] if has_completed(enrolment) else unmet_gates(enrolment)
        if gates or screen.closure:
            context = {"page": screen.material, "course": page, "gates": gates, "closure": screen.closure}
            return render(request, "courses/gate.html", context, status=403)
        _note_opening(request, enrolment, screen)
    context = _material_context(request, page, enrolment, screen)
    return render(request, "courses/material_page.html", context)


def _note_opening(request: HttpRequest, enrolment: Enrolment, screen: MaterialScreen) -> None:
    """A GET that writes, for a reason: reading must count without a script and without another button.

    It adds a row about the reader alone, repeats change nothing, and browsers that fetch ahead are not believed.
    """
    if request.method == "GET" and screen.opening_is_news and not is_prefetch(request):
        record_material_opened(enrolment=enrolment, material=screen.material)


def _material_context(
    request: HttpRequest, course: CoursePage, enrolment: Enrolment | None, screen: MaterialScreen
) -> dict[str, object]:
    material, keeps = screen.material, enrolment is not None
    parts = material_parts(material, keeps=keeps)
    if enrolment is not None:
        traces = traces_of(enrolment, material, ticks=parts.has_checklists, answers=parts.has_self_checks)
    else:
        traces = Traces(answers=_tried(request, parts))
    since = changes_since(material, screen.revision_seen, screen.seen_at)
    return {
        "page": material,
        "course": course,
        "screen": screen,
        "enrolment": enrolment,
        "parts": parts,
        "watching": watching_of(enrolment, material) if enrolment is not None and parts.has_recordings else None,
        "since": since,
        "body": body_for(parts, material, traces, keeps=keeps, changed=since.blocks if since else ()),
        "answers": answers_with(material.pk),
        "taught_in": taught_in(material, enrolment, sessions_fingerprint(enrolment)) if enrolment else "",
    }


def _tried(request: HttpRequest, parts: MaterialParts) -> dict[str, OwnAnswer]:
    """A self-check answered by a reader of whom nothing is kept: the address says what was chosen."""
    asked = request.GET.get("check", "")
    check = next((block.self_check for block in parts.blocks if asked and block.id == asked), None)
    chosen = check.known(request.GET.getlist("chosen")) if check else []
    return {asked: OwnAnswer(chosen, check.is_met_by(chosen))} if check and chosen else {}
