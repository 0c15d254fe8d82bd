"""The batch after the running one: made from it, in preparation, with one session that clashes with a running one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from courses.choices import SessionState
from courses.models import Batch, Session
from courses.services.cloning import NextBatch, clone_batch
from courses.services.timetable import change_place, keep_session
from members.models import User

NEXT = "smrt-berikutnya"
VENUE = "Aula KSOP Kelas II Bitung"
ONLINE = "https://rapat.example.go.id/smrt"


@transaction.atomic
def prepare_next_batch(running: Batch, people: dict[str, User]) -> bool:
    """Three weeks on; a briefing of its speaker falls into a session that the same speaker holds in the running one."""
    if Batch.objects.filter(code=NEXT).exists():
        return False
    organiser = people["organiser"]
    wanted = NextBatch("Angkatan IV, Bitung", NEXT, running.starts_on + timedelta(days=21))
    clone = clone_batch(batch=running, wanted=wanted, actor=organiser)
    change_place(batch=clone, venue=VENUE, city="Bitung", map_url="", notice=clone.notice, actor=organiser)
    Session.objects.filter(pk__in=clone.sessions.values("pk")).update(room=VENUE)
    held = running.sessions.filter(state=SessionState.PLANNED, speakers__isnull=False).order_by("-starts_at").first()
    if held is not None:
        _brief(clone, held, organiser)
    return True


def _brief(batch: Batch, held: Session, organiser: User) -> None:
    part = held.session_speakers.select_related("part").earliest("order").part
    briefing = Session(
        batch=batch,
        subject="Gladi daring dengan narasumber",
        room="Ruang daring",
        online_url=ONLINE,
        starts_at=held.starts_at + timedelta(minutes=30),
        ends_at=held.starts_at + timedelta(minutes=90),
    )
    own = batch.parts.get(member=part.member_id, part=part.part)
    keep_session(session=briefing, hours=Decimal(0), speakers=[own], materials=[], actor=organiser)
