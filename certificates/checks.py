"""System checks: what this machine lacks for issuing certificates. Warnings only, the site serves all the same."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.badges.keys import badges_unavailable_because
from certificates.rendering import slow_because, unavailable_because
from certificates.signing import chain_in_use

WARN_BEFORE = timedelta(days=60)


@register(Tags.compatibility)
def rendering_is_possible(**_kwargs: Any) -> list[CheckMessage]:
    if reason := unavailable_because():
        return [Warning(reason, id="certificates.W001")]
    if reason := slow_because():
        return [Warning(reason, id="certificates.W002")]
    return []


@register(Tags.security)
def the_key_holds_for_long(**_kwargs: Any) -> list[CheckMessage]:
    """By the machine's own clock, as signing goes by it. A key that is not there yet is told where it is used."""
    chain = chain_in_use()
    if chain is None:
        return []
    told = {"name": chain.subject, "day": chain.not_after.date().isoformat()}
    cure = _("How to change it stands in docs/operations.md, under Keys.")
    if chain.not_after < timezone.now():
        ended = _("The key that signs certificates, %(name)s, ended on %(day)s: nothing is issued any more.") % told
        return [Warning(ended, hint=cure, id="certificates.W004")]
    if chain.not_after < timezone.now() + WARN_BEFORE:
        soon = _("The key that signs certificates, %(name)s, ends on %(day)s.") % told
        return [Warning(soon, hint=cure, id="certificates.W003")]
    return []


@register(Tags.security, deploy=True)
def the_seal_is_asked_for_safely(**_kwargs: Any) -> list[CheckMessage]:
    if settings.CERTIFICATE_SIGNING_BACKEND != "bsre":
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.BSRE_URL)
    if address.scheme != "https" and not _is_near(address.hostname or ""):
        asked = _("BSRE_URL sends the password and every paper openly: use https, or a service on this machine.")
        found.append(Warning(asked, id="certificates.W006"))
    if not settings.BSRE_SEAL_SUBJECT:
        anybody = _("Any seal of BSrE counts as this office's: set BSRE_SEAL_SUBJECT to the names in your certificate.")
        found.append(Warning(anybody, id="certificates.W007"))
    return found


def _is_near(host: str) -> bool:
    """This machine, or its own network: what stands beside it in one container project has a name without a dot."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_loopback or address.is_private


@register(Tags.compatibility)
def badges_can_be_signed(**_kwargs: Any) -> list[CheckMessage]:
    """Told, and no more: a paper is not less valid for lacking a badge, and gets one later."""
    reason = badges_unavailable_because()
    return [Info(reason, id="certificates.I001")] if reason else []


@register(Tags.security)
def the_seal_stays_invisible(**_kwargs: Any) -> list[CheckMessage]:
    if settings.CERTIFICATE_SIGNING_BACKEND == "bsre" and settings.BSRE_APPEARANCE == "VISIBLE":
        return [
            Warning(
                _("A visible seal breaks PDF/UA and PDF/A: set BSRE_APPEARANCE to INVISIBLE."), id="certificates.W005"
            )
        ]
    return []
