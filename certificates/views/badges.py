"""What machines and wallets ask for: keys, status lists, achievements, and a badge by its certificate's token."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from certificates import typography
from certificates.badges.baking import bake
from certificates.badges.card import badge_line
from certificates.badges.credential import CONTEXT, achievement_of, criteria_of
from certificates.badges.keys import BadgesUnavailableError, badge_signer, did_document
from certificates.badges.picture import badge_png
from certificates.badges.published import achievement_facts, public_badge_keys, withdrawn_places
from certificates.badges.status import status_list_claims
from certificates.facts import Facts
from certificates.models import Certificate
from certificates.selectors import certificate_by_token
from certificates.views.discretion import discreet, guarded
from certificates.views.verification import wants_json
from core import clock
from core.rate_limits import rate_limited
from courses.models import CoursePage

logger = logging.getLogger(__name__)
limited = rate_limited("badges", limit=120, seconds=60)


@require_safe
@limited
def did(request: HttpRequest) -> HttpResponse:
    keys = public_badge_keys()
    if not keys:
        raise Http404
    return _open(JsonResponse(did_document(keys), content_type="application/did+json"), seconds=300)


@require_safe
@limited
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Made anew for each question: a bit is set at once."""
    withdrawn = withdrawn_places(number)
    if withdrawn is None:
        raise Http404
    try:
        token = badge_signer().sign(status_list_claims(number, withdrawn, clock.now()))
    except BadgesUnavailableError as reason:
        logger.error("a status list cannot be signed: %s", reason)
        sentence = _("The list cannot be signed at the moment. Please ask again later.")
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    return send_bytes(request, token.encode(), content_type="application/vc+jwt", seconds=60)


@require_safe
@limited
def achievement(request: HttpRequest, slug: str) -> HttpResponse:
    """A stranger reads what stands in each credential; the sessions are for whoever may read the course."""
    facts = _given(slug)
    if wants_json(request):
        response: HttpResponse = JsonResponse({"@context": CONTEXT, **achievement_of(facts, slug)})
    else:
        response = render(
            request,
            "certificates/achievement.html",
            {
                "facts": facts,
                "slug": slug,
                "criteria": criteria_of(facts),
                "sessions": facts.sessions if _may_read_course(request, slug) else (),
            },
        )
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@limited
def achievement_picture(request: HttpRequest, slug: str) -> HttpResponse:
    return send_bytes(request, picture_of(_given(slug)), content_type="image/png", seconds=3600)


@require_safe
@discreet
@limited
def public_badge(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """For whoever may see the whole page of the certificate: never of a hidden one."""
    certificate = certificate_by_token(token)
    if certificate is None or certificate.hidden:
        raise Http404
    return _badge(request, certificate, form)


@require_safe
@login_required
def own_badge(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """For the holder, also of a hidden one."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).public(), uid=uid)
    return _badge(request, certificate, form)


def picture_of(facts: Facts) -> bytes:
    """Drawn once and kept in the cache: it takes a quarter of a second."""
    line = badge_line(facts)
    return kept_picture(f"badge:{facts.course}\n{line}", lambda: badge_png(facts.course, line))


def kept_picture(name: str, draw: Callable[[], bytes]) -> bytes:
    key = "certificates:" + hashlib.sha256(name.encode()).hexdigest()
    picture: bytes | None = cache.get(key)
    if picture is None:
        if typography.missing_fonts():
            raise Http404
        picture = draw()
        cache.set(key, picture, timeout=24 * 3600)
    return picture


def _badge(request: HttpRequest, certificate: Certificate, form: str) -> HttpResponse:
    if not certificate.credential or form not in ("jwt", "png"):
        raise Http404
    if form == "jwt":
        content, kind = certificate.credential.encode(), "text/plain"
    else:
        content, kind = bake(picture_of(certificate.facts), certificate.credential), "image/png"
    response = HttpResponse(content, content_type=kind)
    name = certificate.filename.removesuffix(".pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}-badge.{form}"'
    return guarded(response)


def _may_read_course(request: HttpRequest, slug: str) -> bool:
    readable: bool = CoursePage.objects.visible_to(request.user).filter(batches__achievements__slug=slug).exists()
    return readable


def _given(slug: str) -> Facts:
    facts = achievement_facts(slug)
    if facts is None:
        raise Http404
    return facts


def send_bytes(request: HttpRequest, content: bytes, *, content_type: str, seconds: int) -> HttpResponse:
    """304 to whoever has these very bytes."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'

    @condition(etag_func=lambda *_args, **_kwargs: etag)
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type=content_type)

    return _open(answer(request), seconds=seconds)


def _open(response: HttpResponse, *, seconds: int) -> HttpResponse:
    """For anybody's program, whatever page it runs in; kept for as long as a change may go unseen."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
