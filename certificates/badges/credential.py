"""Open Badges 3.0: what a certificate says, as a credential that machines read. From frozen facts alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from certificates import wording
from certificates.badges.keys import issuer_did
from certificates.badges.places import LENGTH
from certificates.choices import CertificateKind
from certificates.facts import Facts

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
CONTEXT = [
    VC_CONTEXT,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
ROLES = {
    CertificateKind.PARTICIPANT: "Peserta",
    CertificateKind.SPEAKER: "Narasumber",
    CertificateKind.COMMITTEE: "Panitia",
    CertificateKind.AWARD: "Penerima penghargaan",
}
TYPES = {
    CertificateKind.PARTICIPANT: "CertificateOfCompletion",
    CertificateKind.AWARD: "Award",
}


@dataclass(frozen=True)
class BadgeOrder:
    """All that a credential needs, fixed when the number was drawn. `place` counts through all status lists."""

    facts: Facts
    token: str
    achievement: str
    place: int
    expires_on: date | None = None


def claims_for(order: BadgeOrder) -> dict[str, Any]:
    """The credential with the registered claims that must repeat it. No number of a person, no address, no key of ours.

    The person is named as on the paper, and identified by the paper's own address.
    """
    facts, url = order.facts, f"{settings.SITE_URL}/v/{order.token}"
    subject, starts = f"{url}#holder", _midnight(facts.issued_on)
    claims: dict[str, Any] = {
        "@context": CONTEXT,
        "id": url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.course,
        "issuer": issuer_of(facts),
        "validFrom": stamp(starts),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": facts.holder.full_name,
                    "identityType": "name",
                }
            ],
            "activityStartDate": facts.starts_on.isoformat(),
            "activityEndDate": facts.ends_on.isoformat(),
            "creditsEarned": float(facts.total_jp),
            "licenseNumber": facts.number,
            "role": facts.role or ROLES[CertificateKind(facts.kind)],
            "narrative": _narrative(facts),
            "achievement": achievement_of(facts, order.achievement),
        },
        "credentialSchema": [SCHEMA],
        "credentialStatus": _status(order.place),
        "iss": issuer_did(),
        "jti": url,
        "nbf": int(starts.timestamp()),
        "sub": subject,
    }
    if order.expires_on is not None:
        ends = _midnight(order.expires_on + timedelta(days=1))
        claims |= {"validUntil": stamp(ends), "exp": int(ends.timestamp())}
    return claims


def achievement_of(facts: Facts, slug: str) -> dict[str, Any]:
    """What is earned, without who earned it: stands in each credential, and alone at its own address."""
    facts, url = common_to_all(facts), achievement_url(slug)
    kind = CertificateKind(facts.kind)
    hours = facts.total_jp
    said = f", {wording.jp_words(hours)} jam pelajaran (JP)" if hours else ""
    return {
        "id": url,
        "type": ["Achievement"],
        "achievementType": TYPES.get(kind, "Certificate"),
        "name": facts.course,
        "description": f"{facts.course}, {facts.batch}: "
        f"{wording.period_words(facts.starts_on, facts.ends_on)} di {facts.venue}{said}.",
        "criteria": {"id": url, "narrative": criteria_of(facts)},
        **({"creditsAvailable": float(hours)} if hours else {}),
        "image": {"id": f"{url}badge.png", "type": "Image"},
        "inLanguage": "id",
    }


def common_to_all(facts: Facts) -> Facts:
    """What a batch's papers of this kind have in common. Each speaker taught other sessions, for other hours; what
    these were stands with the person, not with the achievement."""
    if facts.kind in (CertificateKind.SPEAKER, CertificateKind.COMMITTEE):
        return replace(facts, sessions=(), total_jp=Decimal(0))
    return facts


def criteria_of(facts: Facts) -> str:
    if facts.kind == CertificateKind.SPEAKER:
        return "Menyampaikan materi sebagai narasumber pada kegiatan ini."
    if facts.kind == CertificateKind.COMMITTEE:
        return "Menyelenggarakan kegiatan ini sebagai panitia."
    if facts.kind == CertificateKind.AWARD:
        return "Meraih penghargaan pada kegiatan ini."
    return "Mengikuti seluruh kegiatan dan memenuhi syarat kelulusan yang ditetapkan penyelenggara."


def issuer_of(facts: Facts) -> dict[str, Any]:
    return {"id": issuer_did(), "type": ["Profile"], "name": facts.organiser, "url": f"{settings.SITE_URL}/"}


def achievement_url(slug: str) -> str:
    return f"{settings.SITE_URL}/achievements/{slug}/"


def status_list_url(number: int) -> str:
    return f"{settings.SITE_URL}/badges/status/{number}/"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _status(place: int) -> dict[str, Any]:
    number, bit = divmod(place, LENGTH)
    url = status_list_url(number)
    return {
        "id": f"{url}#{bit}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(bit),
        "statusListCredential": url,
    }


def _narrative(facts: Facts) -> str:
    hours = [f"{wording.jp_words(facts.total_jp)} jam pelajaran (JP)"] if facts.total_jp else []
    if facts.kind == CertificateKind.PARTICIPANT:
        result = "Telah mengikuti dan dinyatakan lulus" if facts.passed else "Telah mengikuti"
        return ", sebanyak ".join([result, *hours]) + "."
    return ", ".join([ROLES[CertificateKind(facts.kind)], *hours]) + "."


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))
