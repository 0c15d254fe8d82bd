"""System checks: what this machine lacks for issuing certificates. Warnings only, the site serves all the same."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils import timezone
from django.utils.translation import gettext as _

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


@register(Tags.security)
def the_seal_stays_invisible(**_kwargs: Any) -> list[CheckMessage]:
    if settings.CERTIFICATE_SIGNING_BACKEND == "bsre" and settings.BSRE_APPEARANCE == "VISIBLE":
        return [
            Warning(
                _("A visible seal breaks PDF/UA and PDF/A: set BSRE_APPEARANCE to INVISIBLE."), id="certificates.W005"
            )
        ]
    return []
