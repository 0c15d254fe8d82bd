"""Mails about a place in a batch, through the outbox: each tells what has just been decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.shortcuts import resolve_url

from core.identifiers import uuid7
from courses.models import Batch, Enrolment
from members.services import Letter, send_messages


def tell_promoted(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """A place became free for who waited."""
    _tell("place_free", batch, enrolments)


def tell_waiting(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    _tell("place_waiting", batch, enrolments)


def tell_confirmed(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    _tell("place_confirmed", batch, enrolments)


def tell_taken_back(*, batch: Batch, enrolments: Sequence[Enrolment], reason: str) -> None:
    _tell("place_taken_back", batch, enrolments, reason=reason)


def _tell(template: str, batch: Batch, enrolments: Sequence[Enrolment], **more: object) -> None:
    """A decision is taken once, and may be taken again another day: its mail has a key of its own."""
    link = f"{settings.SITE_URL}{resolve_url(settings.LOGIN_REDIRECT_URL)}"
    send_messages(
        template=template,
        letters=[
            Letter(
                f"{template}:{uuid7().hex}",
                enrolment.member,
                {"batch": batch, "course": batch.course, "enrolment": enrolment, "link": link, **more},
            )
            for enrolment in enrolments
            if enrolment.member.is_active
        ],
    )
