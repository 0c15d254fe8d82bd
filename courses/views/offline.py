"""What the page of a course asks before it keeps the course on the reader's device."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.selectors import find_course
from courses.selectors.offline_course import offline_course
from courses.views.access import turned_away


@require_safe
@never_cache
def course_to_keep(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = find_course(request.user, slug) if request.user.is_authenticated else None
    if found is None:
        return turned_away(request)
    course, enrolment = found
    wanted = offline_course(request.user, course, enrolment)
    return JsonResponse(
        {
            "title": course.title,
            "version": wanted.version,
            "pages": wanted.pages,
            "closed": wanted.closed,
            "bytes": {"reading": wanted.bytes_to_read, "recordings": wanted.bytes_of_recordings},
        }
    )
