"""Who taught a session: kept with its delivery, because names and functions are corrected afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from courses.choices import Part
from courses.models import BatchPart, DeliveredBy, Session, SessionSpeaker

LONGEST = 250


def printed_speakers(rows: Iterable[SessionSpeaker]) -> str:
    """Functions as printed on paper; a name where nobody wrote a function."""
    return "; ".join(_printed(row.part) for row in rows)[:LONGEST]


def keep_who_taught(session: Session, *, before: str) -> None:
    """Anew from what was confirmed; `before` is what was confirmed until now: the same words mean the same people, and
    no words those who are planned."""
    planned = list(session.session_speakers.select_related("part__member").order_by("order", "pk"))
    kept = list(session.delivered_by.select_related("part__member").order_by("order", "pk"))
    confirmed = session.delivered_speaker
    if kept and confirmed and confirmed == before and confirmed != printed_speakers(planned):
        return
    parts = BatchPart.objects.filter(batch=session.batch_id, part=Part.SPEAKER).select_related("member").order_by("pk")
    found = who_taught(session, planned=planned, parts=list(parts), kept=kept)
    session.delivered_by.all().delete()
    DeliveredBy.objects.bulk_create(found)


def who_taught(
    session: Session,
    *,
    planned: Sequence[SessionSpeaker],
    parts: Sequence[BatchPart],
    kept: Sequence[DeliveredBy] = (),
) -> list[DeliveredBy]:
    """As rows that are not saved. What was written down may be functions or names, of one or of several; several may
    share a function, so nobody is found twice."""
    confirmed = session.delivered_speaker
    at_hand = [row.part for row in planned]
    if confirmed in ("", printed_speakers(planned)):  # which may be cut
        return [
            DeliveredBy(session=session, part=part, written=_printed(part)[:LONGEST], order=order)
            for order, part in enumerate(at_hand)
        ]
    known = [(row.part, {row.written}) for row in kept if row.part is not None]
    known += [(part, {part.function, part.member.full_name}) for part in (*at_hand, *parts)]
    found: list[DeliveredBy] = []
    for written in filter(None, (text.strip() for text in confirmed.split(";"))):
        named = {row.part_id for row in found}
        part = next((part for part, words in known if written in words and part.pk not in named), None)
        found.append(DeliveredBy(session=session, part=part, written=written, order=len(found)))
    return found


def _printed(part: BatchPart) -> str:
    return part.function or part.member.full_name
