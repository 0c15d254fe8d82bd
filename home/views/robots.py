from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

PERSONAL = (
    "admin", "account", "desk", "search", "attempts", "quizzes", "batches", "certificates", "invitations", "v", "V",
    "achievements", "badges",
)  # fmt: skip
CLOSED = [f"/{name}/" for name in PERSONAL]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read the public courses and nothing that belongs to a person; a demo is not for them at all."""
    closed = ["/"] if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('home:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
