"""Audit entries in bulk, as the services write them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from core import clock
from core.models import AuditEntry
from courses.models import CompletionRule
from members.models import User
from quizzes.models import Attempt
from quizzes.services.scoring import audit_facts


def graded_entries(attempts: list[Attempt]) -> Iterator[AuditEntry]:
    for row in attempts:
        member = row.enrolment.member
        yield AuditEntry(
            action="attempt.graded",
            actor=member,
            actor_name=member.get_username(),
            subject=f"attempt:{row.uid}",
            data=audit_facts(row),
        )


def completed_entries(attempts: list[Attempt], scores: list[Decimal], rule: CompletionRule) -> Iterator[AuditEntry]:
    for row, score in zip(attempts, scores, strict=True):
        yield AuditEntry(
            action="enrolment.completed",
            subject=f"enrolment:{row.enrolment.uid}",
            data={"rule": rule.number, "score": str(score)},
        )


def record_many(moment: datetime, actor: User | None, action: str, facts: Iterator[tuple[str, dict[str, Any]]]) -> None:
    with clock.at(moment):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                action=action,
                actor=actor,
                actor_name=actor.get_username() if actor else "",
                subject=subject,
                data=data,
            )
            for subject, data in facts
        )
