import logging
import re
import time
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.identifiers import uuid7
from core.logs import request_id

access_log = logging.getLogger("access")

ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id that stands in every log line and in the answer's X-Request-ID header.

    Writes the access log: one line for each request, with the user only where the request asked who it is. The query
    string is left out, because it may hold a token or a name. A view that sets `request.logged_as` is named by that
    alone, without path and user: nobody's log tells who looked at whom.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-ID", "")
        identifier = offered if ACCEPTABLE_ID.fullmatch(offered) else uuid7().hex
        token = request_id.set(identifier)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            if access_log.isEnabledFor(logging.INFO):
                log_access(request, response, time.perf_counter() - begun)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = identifier
        return response


def log_access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    logged_as = getattr(request, "logged_as", "")
    user = None if logged_as else getattr(request, "_cached_user", None)
    path = logged_as or request.path
    facts = {
        "method": request.method,
        "path": path,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": user.pk if user is not None else None,
    }
    access_log.info("%s %s %s", request.method, path, response.status_code, extra={"facts": facts})


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy for the site, a looser one under /admin/, whose pages write inline scripts."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return parts


class FollowedRedirectMiddleware:
    """Where a script sent a form and follows by itself, a redirect stands in X-Location: the browser would follow it
    unseen, and what the next page has to say once would be said to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Location") and request.headers.get("X-Follow") == "header":
            response["X-Location"] = response["Location"]
            del response["Location"]
            response.status_code = 200
        return response


class OnlyFormsMiddleware:
    """A page where somebody opens an address that only takes forms: who logs in again after a form was sent, too late,
    is led there. The browser would show an empty window."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or not request.accepts("text/html"):
            return response
        page = render(request, "405.html", status=405)
        if response.has_header("Allow"):
            page["Allow"] = response["Allow"]
        return page
