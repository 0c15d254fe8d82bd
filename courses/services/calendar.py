from __future__ import annotations

from django.db import transaction

from core import audit, clock
from courses.calendar_links import hash_of, is_in_use, token_for
from courses.models import CalendarAddress
from members.models import User


@transaction.atomic
def make_calendar_address(*, member: User) -> CalendarAddress:
    """The secret address that calendar programs fetch; who has one keeps it, unless the site's key was changed."""
    calendar, made = CalendarAddress.objects.get_or_create(
        member=member, defaults={"token_hash": hash_of(token_for(member, 1)), "made_at": clock.now()}
    )
    if made:
        audit.record(action="calendar.opened", actor=member, subject=f"member:{member.uid}")
        return calendar
    locked = CalendarAddress.objects.select_for_update().get(pk=calendar.pk)
    return locked if is_in_use(locked) else _with_new_token(locked)


@transaction.atomic
def renew_calendar_address(*, member: User) -> CalendarAddress:
    """Another address; whoever had the one before sees nothing any more."""
    if not CalendarAddress.objects.filter(member=member).exists():
        return make_calendar_address(member=member)
    calendar = CalendarAddress.objects.select_for_update().get(member=member)
    calendar.round += 1
    return _with_new_token(calendar)


def _with_new_token(calendar: CalendarAddress) -> CalendarAddress:
    member = calendar.member
    calendar.token_hash = hash_of(token_for(member, calendar.round))
    calendar.made_at = clock.now()
    calendar.save(update_fields=["round", "token_hash", "made_at"])
    audit.record(action="calendar.renewed", actor=member, subject=f"member:{member.uid}")
    return calendar
