"""What machines are told of badges: public keys, which are withdrawn, and what an achievement is."""

from __future__ import annotations

from certificates.badges.credential import common_to_all
from certificates.badges.keys import BadgesUnavailableError, PublicBadgeKey, badge_signer
from certificates.badges.places import LENGTH
from certificates.choices import CertificateState
from certificates.facts import Facts
from certificates.models import Achievement, BadgeKey, BadgeStatusList, Certificate

WITHDRAWN = (CertificateState.REVOKED, CertificateState.REPLACED, CertificateState.VOID)
HOLDING = (CertificateState.ISSUED, CertificateState.EXPIRED)


def public_badge_keys() -> list[PublicBadgeKey]:
    """The one in use first, as soon as its file is there, then all that ever signed."""
    known = [PublicBadgeKey(row.key_id, row.x) for row in BadgeKey.objects.all()]
    try:
        current = badge_signer().public
    except BadgesUnavailableError:
        return known
    return [current, *(key for key in known if key != current)]


def withdrawn_places(number: int) -> list[int] | None:
    """The bits to set in one status list; None when there is no such list."""
    if not BadgeStatusList.objects.filter(number=number).exists():
        return None
    first = number * LENGTH
    rows = Certificate.objects.filter(
        status_index__gte=first, status_index__lt=first + LENGTH, state__in=WITHDRAWN
    ).order_by("status_index")
    return [place - first for place in rows.values_list("status_index", flat=True) if place is not None]


def achievement_facts(slug: str) -> Facts | None:
    """What all badges for it have in common, by the newest that holds; None before one was given. A paper that was
    withdrawn, or whose holder shows its status only, tells nothing here."""
    achievement = Achievement.objects.filter(slug=slug).first()
    if achievement is None:
        return None
    holding = Certificate.objects.filter(state__in=HOLDING, hidden=False).exclude(credential="")
    certificate = holding.filter(batch=achievement.batch_id, kind=achievement.kind).order_by("-pk").first()
    return common_to_all(certificate.facts) if certificate else None
