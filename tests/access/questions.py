"""A question at the world's session, by the participant from the other province: made when an address asks for it."""

from __future__ import annotations

from collections.abc import Callable

from core import clock
from courses.models import SessionQuestion
from tests.access.world import FROM_ELSEWHERE, World

ASKED = "tanya-rahasia"


def asked(path: str) -> Callable[[World], str]:
    """`{session}` and `{question}` stand for their identifiers."""

    def address(world: World) -> str:
        asker = world.batch.enrolments.get(member__name=FROM_ELSEWHERE).member
        question, _new = SessionQuestion.objects.get_or_create(
            session=world.session, asked_by=asker, defaults={"text": ASKED, "asked_at": clock.now()}
        )
        return path.format(session=world.session.uid, question=question.uid)

    return address
