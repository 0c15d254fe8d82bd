from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core import audit
from courses.models import Competency, Topic
from members.models import User


@transaction.atomic
def save_topic(*, topic: Topic, competencies: Iterable[Competency], actor: User | None) -> Topic:
    """Make or rename it, and say which competencies it leads to."""
    made = topic.pk is None
    topic.save()
    topic.competencies.set(competencies)
    audit.record(action="topic.made" if made else "topic.changed", actor=actor, subject=f"topic:{topic.code}")
    return topic


@transaction.atomic
def save_competency(*, competency: Competency, actor: User) -> Competency:
    made = competency.pk is None
    competency.save()
    action = "competency.made" if made else "competency.changed"
    audit.record(action=action, actor=actor, subject=f"competency:{competency.code}")
    return competency
