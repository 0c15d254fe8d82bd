"""Badges of certificates: the place in the status lists is drawn with the number, the credential made with the file.

Without a badge key everything goes on without them: a certificate is not less valid for lacking a badge.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from certificates.badges.credential import BadgeOrder, claims_for
from certificates.badges.keys import BadgesUnavailableError, badge_signer
from certificates.choices import CertificateKind
from certificates.models import Achievement, BadgeKey, Certificate
from certificates.sql import take_places
from courses.choices import Audience
from courses.models import Batch

HANDFUL = 500
TRIES = 3
LONGEST_SLUG = 60
logger = logging.getLogger(__name__)


def draw_places(certificates: Sequence[Certificate]) -> None:
    """Give each unsaved certificate its place, inside the transaction that inserts it. It needs no key: what is issued
    while there is none gets its badge later."""
    if not certificates:
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
        slug = slugs.get((certificate.batch_id, certificate.kind))
        if slug is None:
            logger.error("certificate %s has no badge: its batch has no achievement of this kind", certificate.number)
            continue
        try:
            certificate.credential = signer.sign(_claims(certificate, slug))
        except Exception:  # facts that cannot be read: making the paper says so of this person, and stops nobody else
            logger.exception("certificate %s has no badge", certificate.number)


def sign_missing_credentials() -> int:
    """What was issued while there was no key gets its badge: beside the paper, which stays as it is."""
    lacking = Certificate.objects.public().filter(credential="", status_index__isnull=False)
    pks = list(lacking.order_by("pk").values_list("pk", flat=True))
    signed = 0
    for start in range(0, len(pks), HANDFUL):
        rows = list(Certificate.objects.filter(pk__in=pks[start : start + HANDFUL]))
        sign_credentials(rows)
        for row in rows:
            if row.credential:
                signed += Certificate.objects.filter(pk=row.pk, credential="").update(credential=row.credential)
    return signed


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
    """The batch's code as it is at the first issue; another batch that had this code before keeps its address. Of a
    course that is not for everybody the address cannot be guessed."""
    mine = Achievement.objects.filter(batch=batch, kind=kind)
    if mine.exists():
        return
    plain = batch.code if kind == CertificateKind.PARTICIPANT else f"{batch.code}-{kind}"
    slug = plain if batch.course.audience == Audience.PUBLIC else _with_chance(plain)
    for _again in range(TRIES):
        Achievement.objects.bulk_create([Achievement(slug=slug, batch=batch, kind=kind)], ignore_conflicts=True)
        if mine.exists():
            return
        slug = _with_chance(plain)  # taken, perhaps a moment ago


def _with_chance(slug: str) -> str:
    chance = secrets.token_hex(8)
    return f"{slug[: LONGEST_SLUG - len(chance) - 1]}-{chance}"
