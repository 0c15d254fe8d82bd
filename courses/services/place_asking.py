"""Asking by mail about a place: each mail has a link of its own, which opens a page where one accepts or declines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import clock
from courses.choices import AskedAs
from courses.invitation_links import hash_of
from courses.models import Batch, Enrolment, PlaceLink
from courses.place_links import token_of
from courses.selectors.nominators import heads_of
from courses.services.place_mails import place_context
from members.message_kinds import ONE_TIME_LINK
from members.models import User
from members.services import Letter, send_messages

LINK_DAYS = 14
TEMPLATES = {
    AskedAs.NOMINEE: "place_asked",
    AskedAs.SUPERIOR: "place_approval",
    AskedAs.PROMOTED: "place_free",
}


def ask_nominees(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Whether they come; who nominated them is not asked again."""
    _ask(batch, AskedAs.NOMINEE, [(enrolment, enrolment.member) for enrolment in enrolments])


def ask_superiors(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Whether somebody may come who asked for a place: the heads of the office. Where there is none, the organiser sees
    it among the nominations."""
    _ask(
        batch,
        AskedAs.SUPERIOR,
        [
            (enrolment, head)
            for enrolment in enrolments
            for head in heads_of(enrolment.office)
            if head.pk != enrolment.member_id
        ],
    )


def ask_promoted(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Tell that a place is theirs now, with the way to decline it; whoever has to approve is asked, too."""
    _ask(batch, AskedAs.PROMOTED, [(enrolment, enrolment.member) for enrolment in enrolments])
    ask_superiors(batch=batch, enrolments=[row for row in enrolments if row.awaits_approval])


def nominator_of(enrolment: Enrolment) -> str:
    """Who sends the person, in the words of a letter: the office."""
    return enrolment.office.name if enrolment.office is not None else ""


def _ask(batch: Batch, asked_as: AskedAs, whom: Iterable[tuple[Enrolment, User]]) -> None:
    expires = _end(batch)
    links = [
        PlaceLink(enrolment=enrolment, asked=member, asked_as=asked_as, sent_at=clock.now(), expires_at=expires)
        for enrolment, member in whom
        if member.is_active
    ]
    for link in links:
        link.token_hash = hash_of(token_of(link))
    PlaceLink.objects.bulk_create(links)
    send_messages(
        template=TEMPLATES[asked_as],
        letters=[
            Letter(
                link.message_key,
                link.asked,
                {
                    **place_context(batch, link.enrolment),
                    "name": link.enrolment.member.full_name,
                    "nominator": nominator_of(link.enrolment),
                    "letter": link.enrolment.letter_number,
                    "letter_date": link.enrolment.letter_date,
                    "expires_at": expires,
                    "link": ONE_TIME_LINK,
                },
                about=batch.code,
            )
            for link in links
        ],
    )


def _end(batch: Batch) -> datetime:
    """Fourteen days, or when places are no longer filled."""
    over = datetime.combine(batch.last_filled_on + timedelta(days=1), time(), ZoneInfo(batch.zone))
    return min(clock.now() + timedelta(days=LINK_DAYS), over)
