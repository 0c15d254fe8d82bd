"""Urgent notices of head office: written, sent once to whom they are for, read by each, taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit, clock
from core.identifiers import uuid7
from core.selectors import jobs_with_prefix
from core.services import submit_job
from members import rules
from members.choices import NoticeState
from members.errors import MemberError
from members.models import Membership, Message, NoticeReceipt, Office, Province, UrgentNotice, User
from members.querysets import ReceiptQuerySet, UserQuerySet
from members.services.messages import Letter, send_messages

TEMPLATE = "urgent_notice"
SEND_NOTICE, REMIND_UNREAD = "members.send_notice", "members.remind_unread"
HANDFUL = 200
Progress = Callable[[int, int, str], None]


def write_notice(
    *,
    notice: UrgentNotice | None,
    title: str,
    text: str,
    to_everybody: bool,
    provinces: Collection[Province],
    offices: Collection[Office],
    expires_on: date,
    actor: User,
) -> UrgentNotice:
    """A draft, or a draft changed: nothing is sent yet."""
    _check_writer(actor)
    if not (to_everybody or provinces or offices):
        raise MemberError(_("Choose whom the notice is for."))
    if expires_on < clock.site_day():
        raise MemberError(_("The last day is over already."))
    with transaction.atomic():
        written = _locked(notice) if notice is not None else UrgentNotice(written_by=actor)
        if written.state != NoticeState.DRAFT:
            raise MemberError(_("A notice that was sent is not changed any more: withdraw it and write another."))
        written.title, written.text = title.strip(), text.strip()
        written.to_everybody, written.expires_on = to_everybody, expires_on
        written.save()
        written.provinces.set(() if to_everybody else provinces)
        written.offices.set(() if to_everybody else offices)
    return written


def receivers_of(notice: UrgentNotice) -> UserQuerySet:
    """Everybody active whom it is for, by the office of today; who writes it needs no notice of it."""
    found: UserQuerySet = User.objects.active()
    if notice.written_by_id is not None:
        found = found.exclude(pk=notice.written_by_id)
    if notice.to_everybody:
        return found
    works = Membership.objects.in_force().filter(member=OuterRef("pk"))
    there = works.filter(office__in=notice.offices.values("pk")) | works.filter(
        office__province__in=notice.provinces.values("pk")
    )
    return found.filter(Exists(there))


def send_notice(*, notice: UrgentNotice, actor: User) -> UrgentNotice:
    """On its way once, however often this is called; a job writes to people."""
    _check_writer(actor)
    with transaction.atomic():
        sent = _locked(notice)
        if sent.state == NoticeState.SENT:
            return sent
        if sent.state != NoticeState.DRAFT:
            raise MemberError(_("This notice was withdrawn."))
        if sent.expires_on < clock.site_day():
            raise MemberError(_("The last day is over already."))
        sent.state, sent.sent_at = NoticeState.SENT, clock.now()
        sent.save(update_fields=["state", "sent_at"])
        aims = {
            "everybody": sent.to_everybody,
            "provinces": sorted(sent.provinces.values_list("code", flat=True)),
            "offices": sorted(sent.offices.values_list("code", flat=True)),
        }
        audit.record(action="notice.sent", actor=actor, subject=f"notice:{sent.uid}", data=aims)
        submit_job(kind=SEND_NOTICE, payload={"notice": sent.pk}, key=f"{SEND_NOTICE}:{sent.uid}")
    return sent


def deliver_notice(*, notice: UrgentNotice, progress: Progress | None = None) -> int:
    """Receipts and messages for whom it is for, in handfuls; run again, it writes to nobody twice."""
    if notice.state != NoticeState.SENT:
        return 0
    known = NoticeReceipt.objects.filter(notice=notice).values("member")
    office = Membership.objects.in_force().filter(member=OuterRef("pk")).values("office")[:1]
    people = list(receivers_of(notice).exclude(pk__in=known).annotate(office_now=Subquery(office)).order_by("pk"))
    for start in range(0, len(people), HANDFUL):
        handful = people[start : start + HANDFUL]
        with transaction.atomic():
            if not UrgentNotice.objects.select_for_update().filter(pk=notice.pk, state=NoticeState.SENT).exists():
                return start
            rows = [NoticeReceipt(notice=notice, member=one, office_id=one.office_now) for one in handful]  # type: ignore[attr-defined]
            NoticeReceipt.objects.bulk_create(rows, ignore_conflicts=True)
            send_messages(template=TEMPLATE, letters=[_letter(notice, one) for one in handful])
        if progress is not None:
            progress(min(start + HANDFUL, len(people)), len(people), notice.title)
    return len(people)


def read_notice(*, notice: UrgentNotice, member: User) -> bool:
    """Says that the member has read it; whether it was the first time."""
    now = clock.now()
    with transaction.atomic():
        key = _key(notice, member)
        letters = Message.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"), recipient=member)
        letters.filter(read_at=None).update(read_at=now)
        unread = NoticeReceipt.objects.filter(notice=notice, member=member, read_at=None)
        return bool(unread.update(read_at=now))


def withdraw_notice(*, notice: UrgentNotice, reason: str, actor: User) -> UrgentNotice:
    """It goes from the desks; who got it by mail has it still, so the page says why it does not hold."""
    _check_writer(actor)
    if not reason.strip():
        raise MemberError(_("Say why the notice is withdrawn."))
    with transaction.atomic():
        gone = _locked(notice)
        if gone.state == NoticeState.WITHDRAWN:
            return gone
        gone.state, gone.withdrawn_reason = NoticeState.WITHDRAWN, reason.strip()
        gone.save(update_fields=["state", "withdrawn_reason"])
        audit.record(
            action="notice.withdrawn", actor=actor, subject=f"notice:{gone.uid}", data={"reason": reason.strip()}
        )
    return gone


def remind_unread(*, notice: UrgentNotice, actor: User) -> int:
    """Has a job write once more to who has not read it, among those whose receipts the actor may see; to each once a
    day at most. How many these are; 0 while such a job of the same actor is at work."""
    if not notice.is_shown:
        raise MemberError(_("This notice is not shown any more."))
    day = clock.site_day().isoformat()
    prefix = f"{REMIND_UNREAD}:{notice.uid}:{actor.pk}:"
    with transaction.atomic():
        _locked(notice)  # whoever presses twice waits here for the first press
        if jobs_with_prefix(prefix).unfinished().exists():
            return 0
        count = _to_remind(notice, actor, day).count()
        if count:
            audit.record(
                action="notice.reminded", actor=actor, subject=f"notice:{notice.uid}", data={"messages": count}
            )
            payload = {"notice": notice.pk, "actor": actor.pk, "day": day}
            submit_job(kind=REMIND_UNREAD, payload=payload, key=f"{prefix}{uuid7().hex}")
    return count


def deliver_reminders(*, notice: UrgentNotice, actor: User, day: str, progress: Progress | None = None) -> int:
    """In handfuls, to who has still not read it; run again, to nobody twice. How many messages that made."""
    receipts = list(_to_remind(notice, actor, day).order_by("pk").values_list("pk", flat=True))
    sent = 0
    for start in range(0, len(receipts), HANDFUL):
        handful = (
            _to_remind(notice, actor, day).filter(pk__in=receipts[start : start + HANDFUL]).select_related("member")
        )
        with transaction.atomic():
            if not _locked(notice).is_shown:
                return sent
            letters = [_letter(notice, row.member, again=day) for row in handful.order_by("pk")]
            sent += len(send_messages(template=TEMPLATE, letters=letters))
        if progress is not None:
            progress(min(start + HANDFUL, len(receipts)), len(receipts), notice.title)
    return sent


def _to_remind(notice: UrgentNotice, viewer: User, day: str) -> ReceiptQuerySet:
    """Who has not read it and was not reminded on that day, by whomever."""
    reminded = Message.objects.filter(
        recipient=OuterRef("member"), key__startswith=f"notice:{notice.uid}:", key__endswith=f":{day}"
    )
    mine: ReceiptQuerySet = NoticeReceipt.objects.visible_to(viewer)
    return mine.filter(~Exists(reminded), notice=notice, read_at=None, member__is_active=True)


def link_to_notice(notice: UrgentNotice) -> str:
    return f"{settings.SITE_URL}{reverse('members:notice', args=[notice.uid])}"


def _letter(notice: UrgentNotice, person: User, *, again: str = "") -> Letter:
    context = {"title": notice.title, "text": notice.text, "link": link_to_notice(notice)}
    return Letter(f"{_key(notice, person)}{f':{again}' if again else ''}", person, context)


def _key(notice: UrgentNotice, person: User) -> str:
    return f"notice:{notice.uid}:{person.pk}"


def _check_writer(actor: User) -> None:
    if not rules.may_write_notices(actor):
        raise MemberError(_("Only head office sends urgent notices."))


def _locked(notice: UrgentNotice) -> UrgentNotice:
    found: UrgentNotice = UrgentNotice.objects.select_for_update().get(pk=notice.pk)
    return found
