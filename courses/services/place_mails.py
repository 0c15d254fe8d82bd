"""Mails about a place in a batch, through the outbox: each tells what has just been decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.identifiers import uuid7
from courses.models import Batch, Enrolment
from members.services import Letter, send_messages


def place_context(batch: Batch, enrolment: Enrolment) -> dict[str, Any]:
    """What every mail about a place knows."""
    return {"course": batch.course.title, "batch_name": batch.name, "batch": batch, "enrolment": enrolment}


def tell_waiting(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    _tell("place_waiting", batch, enrolments)


def tell_confirmed(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    _tell("place_confirmed", batch, enrolments)


def tell_taken_back(*, batch: Batch, enrolments: Sequence[Enrolment], reason: str = "", swapped: bool = False) -> None:
    """For a reason, or because somebody else of the office takes the place."""
    _tell("place_taken_back", batch, enrolments, reason=reason, swapped=swapped)


def _tell(template: str, batch: Batch, enrolments: Sequence[Enrolment], **more: object) -> None:
    """A decision is taken once, and may be taken again another day: its mail has a key of its own."""
    send_messages(
        template=template,
        letters=[
            Letter(
                f"{template}:{uuid7().hex}",
                enrolment.member,
                {**place_context(batch, enrolment), "link": _own_page(enrolment), **more},
                about=batch.code,
            )
            for enrolment in enrolments
            if enrolment.member.is_active
        ],
    )


def _own_page(enrolment: Enrolment) -> str:
    return f"{settings.SITE_URL}{reverse('courses:own_place', args=[enrolment.uid])}"
