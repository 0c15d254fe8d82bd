"""What certificates keep about a person, for the copy of the own data that members take out."""

from __future__ import annotations

from typing import Any

from certificates.models import Certificate, CorrectionRequest, PaperPart
from members.models import User


def part_data(member: User) -> list[dict[str, Any]]:
    """Where the member is named for a speaker's or a committee's paper, whether or not one was made. Two queries."""
    parts = PaperPart.objects.filter(member=member).select_related("batch").prefetch_related("taught__session")
    return [
        {
            "batch": part.batch.name,
            "as": part.kind,
            "role": part.role,
            "sessions": [{"subject": row.session.subject, "jp": row.jp} for row in part.taught.all()],
        }
        for part in parts.order_by("pk")
    ]


def certificate_data(member: User) -> list[dict[str, Any]]:
    """Every one that was handed out, as printed and as it stands today. One query."""
    rows = Certificate.objects.for_holder(member).public().select_related("replaced_by").order_by("pk")
    return [
        {
            "number": row.number,
            "edition": row.edition,
            "kind": row.kind,
            "state": row.standing,
            "holder": row.facts_data["holder"],
            "course": row.facts.course,
            "batch": row.facts.batch,
            "starts_on": row.facts.starts_on,
            "ends_on": row.facts.ends_on,
            "total_jp": row.facts.total_jp,
            "passed": row.facts.passed,
            "issued_on": row.facts.issued_on,
            "issued_at": row.issued_at,
            "expires_on": row.expires_on,
            "changed_at": row.changed_at,
            "reason": row.reason,
            "replaced_by": row.replaced_by.number if row.replaced_by else None,
            "shows_status_only": row.hidden,
            "shared_by_holder": row.shared,
            "badge": row.credential,
            "verified_at": row.facts.verify_url,
            "sha256": row.sha256,
        }
        for row in rows
    ]


def correction_data(member: User) -> list[dict[str, Any]]:
    """What the member asked to have corrected, with the answers. One query."""
    rows = CorrectionRequest.objects.filter(asked_by=member).select_related("certificate").order_by("pk")
    return [
        {
            "certificate": row.certificate.number,
            "subject": row.subject,
            "wanted": row.wanted,
            "note": row.note,
            "state": row.state,
            "answer": row.answer,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
        }
        for row in rows
    ]
