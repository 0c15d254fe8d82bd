"""What stands in the way of a timetable: the same room, the same speaker, the same participants at the same time.

As many queries for one session as for forty. Of batches that the viewer does not oversee, nothing is told but when
their session is and whom to call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from courses.choices import BatchState, ClashKind, SessionState
from courses.models import Batch, BatchPart, Enrolment, Session, SessionSpeaker
from courses.overlaps import Slot, meetings
from members.models import User

if TYPE_CHECKING:
    from courses.querysets import SessionQuerySet

NAMES_SHOWN = 5
# What is read of who speaks: the names, and the function as it is printed.
OF_SPEAKERS = (
    "session",
    "order",
    "part__function",
    "part__member__title_before",
    "part__member__name",
    "part__member__title_after",
)


@dataclass(frozen=True)
class Clash:
    """`names` are the first of `count` people; of the whole batch where both sessions are its own."""

    kind: ClashKind
    session: Session
    other: Session
    is_open_book: bool
    """Whether the viewer may read what the other session is."""
    names: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def of_whole_batch(self) -> bool:
        return self.kind == ClashKind.PARTICIPANTS and self.session.batch_id == self.other.batch_id

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def clashes_in(batch: Batch, user: User | AnonymousUser, own: Sequence[Session] | None = None) -> list[Clash]:
    """Of everything that is planned in the batch; `own` are its sessions, where they are known with their speakers."""
    sessions = list(with_speakers(batch.sessions.all())) if own is None else own
    planned = [(session, speakers_in(session)) for session in sessions if session.state == SessionState.PLANNED]
    return _clashes(batch, planned, sessions, user)


def clashes_of(
    session: Session, speakers: Iterable[BatchPart], user: User | AnonymousUser, *, moved: Sequence[Session] = ()
) -> list[Clash]:
    """Of one session as it would be kept, with these speakers; and of those that it moves along, as they would be."""
    batch, changed = session.batch, [session, *moved]
    begin, end = min(one.starts_at for one in changed), max(one.ends_at for one in changed)
    beside = batch.sessions.filter(starts_at__lt=end, ends_at__gt=begin)
    beside = beside.exclude(pk__in=[one.pk for one in changed if one.pk])
    names = {part.member_id: part.member.full_name for part in speakers}
    mine = [(session, names), *((one, speakers_in(one)) for one in moved)]
    return _clashes(batch, mine, list(with_speakers(beside)), user)


def with_speakers(sessions: SessionQuerySet | QuerySet[Session]) -> QuerySet[Session]:
    rows = SessionSpeaker.objects.select_related("part__member").only(*OF_SPEAKERS).order_by("order", "pk")
    return sessions.order_by("starts_at", "order", "pk").prefetch_related(Prefetch("session_speakers", rows))


def speakers_in(session: Session) -> dict[int, str]:
    return {row.part.member_id: row.part.member.full_name for row in session.session_speakers.all()}


def _clashes(
    batch: Batch,
    mine: Sequence[tuple[Session, dict[int, str]]],
    own_sessions: Sequence[Session],
    user: User | AnonymousUser,
) -> list[Clash]:
    if not mine:
        return []
    own = {session.pk or 0: session for session, _ in mine}
    names = {number: name for _, speakers in mine for number, name in speakers.items()}
    slots = [_slot(session, batch, speakers) for session, speakers in mine]
    beside = [session for session in own_sessions if session.state != SessionState.CANCELLED]
    others = {session.pk: session for session in (*beside, *_elsewhere(batch, slots))}
    meeting = list(meetings(slots, [_slot(one, one.batch, speakers_in(one)) for one in others.values()]))
    met = {other.batch for _, other in meeting} - {batch.pk}
    people = _shared_participants(batch, met) if met else {}
    open_books = {batch.pk, *Batch.objects.overseen_by(user).filter(pk__in=met).values_list("pk", flat=True)}
    found = []
    for slot, other in meeting:
        told: dict[str, Any] = {
            "session": own[slot.key],
            "other": others[other.key],
            "is_open_book": other.batch in open_books,
        }
        if both := slot.speakers & other.speakers:
            shared = sorted(names[number] for number in both)
            found.append(Clash(ClashKind.SPEAKER, names=shared, count=len(shared), **told))
        if slot.shares_room_with(other):
            found.append(Clash(ClashKind.ROOM, **told))
        if other.batch == batch.pk:
            found.append(Clash(ClashKind.PARTICIPANTS, **told))
        elif shared_people := people.get(other.batch):
            found.append(Clash(ClashKind.PARTICIPANTS, names=shared_people[0], count=shared_people[1], **told))
    return found


def _slot(session: Session, batch: Batch, speakers: Collection[int]) -> Slot:
    return Slot(
        key=session.pk or 0,
        batch=batch.pk,
        starts=session.starts_at,
        ends=session.ends_at,
        room=session.room,
        place=f"{batch.venue} {batch.city}",
        speakers=frozenset(speakers),
    )


def _elsewhere(batch: Batch, slots: Sequence[Slot]) -> list[Session]:
    """What other batches have at that time in the same house, by the same speakers, or for the same participants."""
    begin, end = min(slot.starts for slot in slots), max(slot.ends for slot in slots)
    speakers = {number for slot in slots for number in slot.speakers}
    at_that_time = Session.objects.filter(starts_at__lt=end, ends_at__gt=begin).exclude(state=SessionState.CANCELLED)
    same_house = Q(batch__city__iexact=batch.city, batch__venue__iexact=batch.venue)
    taught = SessionSpeaker.objects.filter(part__member__in=speakers).values("session")
    found = at_that_time.exclude(Q(batch__state=BatchState.CLOSED) | Q(batch=batch.pk)).filter(
        same_house | Q(pk__in=taught) | Q(batch__in=_batches_sharing(batch, begin, end))
    )
    return list(with_speakers(found).select_related("batch").annotate(organiser=F("batch__course__organiser_name")))


def _batches_sharing(batch: Batch, begin: datetime, end: datetime) -> QuerySet[Enrolment, int]:
    """Other batches, on at that time, with somebody who takes part here, too."""
    elsewhere = Enrolment.objects.active().filter(
        batch__starts_on__lte=end.date(), batch__ends_on__gte=begin.date(), member__in=_members_of(batch)
    )
    return elsewhere.exclude(batch=batch.pk).values_list("batch", flat=True)


def _members_of(batch: Batch) -> QuerySet[Enrolment, Any]:
    return Enrolment.objects.active().filter(batch=batch.pk).values("member")


def _shared_participants(batch: Batch, batches: Collection[int]) -> dict[int, tuple[list[str], int]]:
    """By batch: the first names of those who take part in both, and how many they are."""
    here = Enrolment.objects.active().filter(batch=batch.pk, member=OuterRef("member"))
    both: Any = Enrolment.objects.active().filter(Exists(here), batch__in=batches).select_related("member")
    first = both.annotate(
        place=Window(RowNumber(), partition_by=F("batch"), order_by=["member__name", "pk"]),
        number=Window(Count("pk"), partition_by=F("batch")),
    ).filter(place__lte=NAMES_SHOWN)
    found: dict[int, tuple[list[str], int]] = {}
    for row in first.order_by("batch", "place"):
        names, _ = found.setdefault(row.batch_id, ([], row.number))
        names.append(row.member.full_name)
    return found
