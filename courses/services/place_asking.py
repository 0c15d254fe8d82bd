"""Asking by mail about a place: each mail has a link of its own, which opens a page where one accepts or declines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import AskedAs, EnrolmentState
from courses.errors import BatchClosedError, NotAllowedError
from courses.invitation_links import hash_of
from courses.models import Batch, Enrolment, PlaceLink
from courses.place_links import token_of
from courses.rules import may_run_batch
from courses.selectors.nominators import heads_of
from courses.services.place_mails import place_context
from members.message_kinds import ONE_TIME_LINK
from members.models import User
from members.services import Letter, send_messages

LINK_DAYS = 14
AGAIN_AFTER = timedelta(hours=1)
LASTS, NO_LATER = timedelta(days=3), timedelta(days=1)  # a link with less time than that asks nobody any more
TEMPLATES = {
    AskedAs.NOMINEE: "place_asked",
    AskedAs.SUPERIOR: "place_approval",
    AskedAs.PROMOTED: "place_free",
}


def ask_nominees(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Whether they come; who nominated them is not asked again. Asked once more, the link before is worth nothing."""
    _ask(batch, AskedAs.NOMINEE, [(enrolment, enrolment.member) for enrolment in enrolments])


def ask_superiors(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Whether somebody may come who asked for a place: the heads of the office, each as long as no link of theirs is
    open for some days yet, however often somebody joins and leaves; a link that ends before ends with the new one.
    Where there is no head, the organiser sees it among the nominations.
    """
    heads = heads_of({row.office_id for row in enrolments if row.office_id is not None})
    links = _open_links(AskedAs.SUPERIOR, enrolments)
    enough = min(clock.now() + LASTS, _end(batch, AskedAs.SUPERIOR) - NO_LATER)
    asked = {(link.enrolment_id, link.asked_id) for link in links if link.expires_at > enough}
    whom = [
        (enrolment, head)
        for enrolment in enrolments
        for head in heads.get(enrolment.office_id or 0, ())
        if head.pk != enrolment.member_id and (enrolment.pk, head.pk) not in asked
    ]
    anew = {(enrolment.pk, head.pk) for enrolment, head in whom}
    shorter = [link.pk for link in links if (link.enrolment_id, link.asked_id) in anew]
    if shorter:
        _end_links(PlaceLink.objects.filter(pk__in=shorter))
    _ask(batch, AskedAs.SUPERIOR, whom)


def ask_promoted(*, batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Tell that a place is theirs now, with the way to decline it; whoever has to approve is asked, too."""
    _ask(batch, AskedAs.PROMOTED, [(enrolment, enrolment.member) for enrolment in enrolments])
    ask_superiors(batch=batch, enrolments=[row for row in enrolments if row.awaits_approval])


def nominator_of(enrolment: Enrolment) -> str:
    """Who sends the person, in the words of a letter: the office."""
    return enrolment.office.name if enrolment.office is not None else ""


@transaction.atomic
def ask_again(*, batch: Batch, enrolments: Sequence[Enrolment], actor: User) -> list[Enrolment]:
    """Send those their mail anew who are nominated and have not answered, with a new link: the ones before end. Where a
    superior has to approve, the superior gets it. Whom it was just sent to is left out; those who were asked come back.
    """
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may change its participants."))
    locked: Batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    if locked.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its participants are fixed.") % {"batch": locked.name})
    silent = locked.enrolments.select_related("member", "office").filter(
        pk__in=[row.pk for row in enrolments], state=EnrolmentState.NOMINATED, accepted_at=None
    )
    lately = PlaceLink.objects.filter(enrolment__batch=locked, sent_at__gt=clock.now() - AGAIN_AFTER)
    rows = list(silent.exclude(pk__in=lately.values("enrolment")).order_by("pk"))
    own_wish = [row for row in rows if row.awaits_approval]
    _end_links(PlaceLink.objects.filter(enrolment__in=own_wish, asked_as=AskedAs.SUPERIOR))
    before = set(PlaceLink.objects.filter(enrolment__in=rows).values_list("pk", flat=True))
    ask_superiors(batch=locked, enrolments=own_wish)
    ask_nominees(batch=locked, enrolments=[row for row in rows if not row.awaits_approval])
    sent = PlaceLink.objects.filter(enrolment__in=rows).exclude(pk__in=before)
    asked = set(sent.values_list("enrolment", flat=True))
    again = [row for row in rows if row.pk in asked]
    audit.record_many(
        action="enrolment.asked_again", actor=actor, entries=[(f"enrolment:{row.uid}", {}) for row in again]
    )
    return again


def _open_links(asked_as: AskedAs, enrolments: Sequence[Enrolment]) -> list[PlaceLink]:
    links = PlaceLink.objects.filter(enrolment__in=enrolments, asked_as=asked_as)
    return list(links.filter(answered_at=None, expires_at__gt=clock.now()))


def _end_links(links: QuerySet[PlaceLink]) -> None:
    links.filter(answered_at=None, expires_at__gt=clock.now()).update(expires_at=clock.now())


def _ask(batch: Batch, asked_as: AskedAs, whom: Sequence[tuple[Enrolment, User]]) -> None:
    expires = _end(batch, asked_as)
    if not whom or expires <= clock.now():
        return  # nobody is sent a link that is dead on arrival
    if asked_as != AskedAs.SUPERIOR:
        rows = [row for row, _member in whom]
        _end_links(PlaceLink.objects.filter(enrolment__in=rows).exclude(asked_as=AskedAs.SUPERIOR))
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


def _end(batch: Batch, asked_as: AskedAs) -> datetime:
    """Fourteen days, or when places are no longer filled; for a nominee, who may come by a swap at any time, when the
    batch is over."""
    last = batch.last_filled_on
    if asked_as == AskedAs.NOMINEE:
        last = max(last, batch.last_swaps_on or last, batch.ends_on)
    over = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(batch.zone))
    return min(clock.now() + timedelta(days=LINK_DAYS), over)
