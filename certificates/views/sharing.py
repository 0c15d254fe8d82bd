"""The page that a holder leads others to, and its pictures. There only while it is shared and not hidden; of a paper
that does not hold any more it says just this."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.badges.card import card_png
from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.page_picture import has_picture, picture_address
from certificates.selectors import certificate_by_token, public_face
from certificates.storage import private_storage
from certificates.views.badges import kept_picture, picture_of, send_bytes
from certificates.views.discretion import discreet
from core.rate_limits import rate_limited

limited = rate_limited("sharing", limit=120, seconds=60)


@require_safe
@discreet
@limited
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    certificate = _shared(token)
    face = public_face(certificate)
    if certificate.standing != CertificateState.ISSUED:
        return render(request, "certificates/shared_no_more.html", {"face": face, "token": certificate.token})
    address = f"{settings.SITE_URL}{reverse('certificates:shared', args=[certificate.token])}"
    context = {
        "face": face,
        "facts": certificate.facts,
        "token": certificate.token,
        "own_uid": certificate.uid,
        "address": address,
        "has_badge": bool(certificate.credential),
        "has_picture": has_picture(certificate.uid),
        "is_own": certificate.holder_id is not None and certificate.holder_id == request.user.pk,
        "ways": _ways(face.course, address),
        "add_to_profile": _profile_link(certificate),
    }
    return render(request, "certificates/shared.html", context)


@require_safe
@discreet
@limited
def shared_picture(request: HttpRequest, token: str, picture: str) -> HttpResponseBase:
    certificate = _shared(token)
    if certificate.standing != CertificateState.ISSUED:
        raise Http404
    if picture == "card":
        content = kept_picture(f"card:{certificate.uid}", lambda: card_png(certificate.facts))
    elif picture == "badge":
        content = picture_of(certificate.facts)
    elif has_picture(certificate.uid):
        with private_storage().open(picture_address(certificate.uid)) as file:
            content = file.read()
    else:
        raise Http404
    return send_bytes(request, content, content_type="image/png", seconds=300)


def _shared(token: str) -> Certificate:
    certificate = certificate_by_token(token)
    if certificate is None or not certificate.shared or certificate.hidden:
        raise Http404
    return certificate


def _ways(course: str, address: str) -> dict[str, str]:
    """Plain links: nothing of theirs is loaded here."""
    return {
        "linkedin": "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address}),
        "whatsapp": "https://wa.me/?" + urlencode({"text": f"{course}\n{address}"}),
    }


def _profile_link(certificate: Certificate) -> str:
    facts = certificate.facts
    details = {
        "startTask": "CERTIFICATION_NAME",
        "name": facts.course,
        "organizationName": facts.organiser,
        "issueYear": facts.issued_on.year,
        "issueMonth": facts.issued_on.month,
        "certUrl": f"{settings.SITE_URL}{reverse('certificates:shared', args=[certificate.token])}",
        "certId": certificate.number,
    }
    return "https://www.linkedin.com/profile/add?" + urlencode(details)
