"""Badges of certificates: the place in the status lists is drawn with the number, the credential made with the file.

Without a badge key everything goes on without them: a certificate is not less valid for lacking a badge.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from certificates.badges.credential import BadgeOrder, claims_for
from certificates.badges.keys import BadgesUnavailableError, badge_signer, badges_unavailable_because
from certificates.choices import CertificateKind
from certificates.models import Achievement, BadgeKey, Certificate
from certificates.sql import take_places
from courses.models import Batch

logger = logging.getLogger(__name__)


def draw_places(certificates: Sequence[Certificate]) -> None:
    """Give each unsaved certificate its place, inside the transaction that inserts it."""
    if not certificates or badges_unavailable_because():
        return
    for batch, kind in {(certificate.batch, certificate.kind) for certificate in certificates}:
        _keep_achievement(batch, kind)
    for certificate, place in zip(certificates, take_places(len(certificates)), strict=True):
        certificate.status_index = place


def sign_credentials(certificates: Iterable[Certificate]) -> None:
    """Set the credential of each that has a place, without saving; the same facts give the same credential."""
    placed = [certificate for certificate in certificates if certificate.status_index is not None]
    if not placed:
        return
    try:
        signer = badge_signer()
    except BadgesUnavailableError as error:
        logger.warning("%d certificates are made without a badge: %s", len(placed), error)
        return
    BadgeKey.objects.get_or_create(key_id=signer.public.key_id, defaults={"x": signer.public.x})
    batches = {certificate.batch_id for certificate in placed}
    slugs = {
        (batch, kind): slug
        for batch, kind, slug in Achievement.objects.filter(batch__in=batches).values_list("batch", "kind", "slug")
    }
    for certificate in placed:
        try:
            certificate.credential = signer.sign(_claims(certificate, slugs[certificate.batch_id, certificate.kind]))
        except Exception:  # facts that cannot be read: making the paper says so of this person, and stops nobody else
            logger.exception("certificate %s has no badge", certificate.number)


def _claims(certificate: Certificate, achievement: str) -> dict[str, Any]:
    assert certificate.status_index is not None  # noqa: S101  the caller has chosen those
    order = BadgeOrder(
        facts=certificate.facts,
        token=certificate.token,
        achievement=achievement,
        place=certificate.status_index,
        expires_on=certificate.expires_on,
    )
    return claims_for(order)


def _keep_achievement(batch: Batch, kind: str) -> None:
    """The batch's code as it is at the first issue; another batch that had this code before keeps its address."""
    if Achievement.objects.filter(batch=batch, kind=kind).exists():
        return
    slug = batch.code if kind == CertificateKind.PARTICIPANT else f"{batch.code}-{kind}"
    if Achievement.objects.filter(slug=slug).exists():
        slug = f"{slug}-{secrets.token_hex(3)}"
    Achievement.objects.bulk_create([Achievement(slug=slug, batch=batch, kind=kind)], ignore_conflicts=True)
