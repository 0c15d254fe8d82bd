from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.identifiers import uuid7
from members import nip
from members.choices import NumberKind, Zone
from members.errors import MemberError, WrongPasswordError
from members.models import Membership, Office, User
from members.querysets import today
from members.services.messages import ADDRESS_CHANGED, send_message


def register_member(
    *,
    name: str,
    actor: User | None,
    email: str = "",
    title_before: str = "",
    title_after: str = "",
    number_kind: str = NumberKind.NONE,
    number: str = "",
    rank: str = "",
    position: str = "",
    phone: str = "",
    zone: str | None = None,
    language: str = "id",
    office: Office | None = None,
    since: date | None = None,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Make an account, with a first office when one is given. Without a password nobody can log in until one is set by
    the reset mail. A taken number or address, or a number with a fault, is refused with its sentence."""
    member = User(
        name=name.strip(),
        email=email or None,
        title_before=title_before,
        title_after=title_after,
        number_kind=number_kind,
        number=nip.normalise(number),
        rank=rank,
        position=position,
        phone=phone,
        zone=zone or (office.province.zone if office and office.province else Zone.WIB),
        language=language,
        is_demo=is_demo,
    )
    member.set_password(password)
    with transaction.atomic():
        _check_and_save(member)
        audit.record(action="member.registered", actor=actor, subject=_subject(member))
        if office is not None:
            move_member(member=member, office=office, since=since, actor=actor)
    return member


def change_member(*, member: User, actor: User | None) -> User:
    """Save a member whose fields were changed; the trail names the changed fields, never their values."""
    with transaction.atomic():
        before = User.objects.select_for_update().get(pk=member.pk)
        changed = [
            field.name
            for field in User._meta.fields
            if getattr(before, field.attname) != getattr(member, field.attname)
        ]
        if changed:
            _check_and_save(member)
            audit.record(
                action="member.changed", actor=actor, subject=_subject(member), data={"fields": sorted(changed)}
            )
    return member


def correct_own_data(
    *, member: User, email: str, phone: str, zone: str, language: str, current_password: str = ""
) -> User:
    """What members correct by themselves; name, number and office, on which papers rest, are corrected by asking.

    Whoever has the e-mail address can take the account: another one asks for the password, and the old one is told.
    """
    with transaction.atomic():
        before = User.objects.select_for_update().get(pk=member.pk)
        if email.casefold() != (before.email or "").casefold():
            if not before.check_password(current_password):
                raise WrongPasswordError(
                    _("Type your current password: without it the e-mail address stays as it was.")
                )
            if before.email:
                send_message(
                    key=f"address-changed:{uuid7().hex}", recipient=before, template=ADDRESS_CHANGED, context={}
                )
        member.email, member.phone, member.zone, member.language = email or None, phone, zone, language
        return change_member(member=member, actor=member)


def move_member(*, member: User, office: Office, since: date | None = None, actor: User | None) -> Membership:
    """The member works in `office` from `since` (today) on; the office until then ends the day before. A member who is
    there already stays as is."""
    day = since or today()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=member.pk)
        current = Membership.objects.filter(member=member, valid_to__isnull=True).select_related("office").first()
        if current is not None:
            if current.office_id == office.pk:
                return current
            if current.valid_from >= day:
                raise MemberError(
                    _("%(name)s works at %(office)s since %(day)s: a move must be later than that.")
                    % {"name": member.name, "office": current.office.name, "day": current.valid_from.isoformat()}
                )
            current.valid_to = day - timedelta(days=1)
            current.save(update_fields=["valid_to"])
        moved = Membership.objects.create(member=member, office=office, valid_from=day)
        audit.record(
            action="member.moved",
            actor=actor,
            subject=_subject(member),
            data={"office": office.code, "from": current.office.code if current else None, "since": day.isoformat()},
        )
    return moved


def _subject(member: User) -> str:
    return f"member:{member.uid}"


def _check_and_save(member: User) -> None:
    """Whether a number or an address is free, the database says while it saves: asking it first costs five questions
    for each person, and another may come between."""
    try:
        member.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
        with transaction.atomic():  # a savepoint: what was done before stays where the database refuses
            member.save()
    except ValidationError as faults:
        raise MemberError(" ".join(faults.messages)) from faults
    except IntegrityError as error:
        raise MemberError(_what_is_taken(member)) from error


def _what_is_taken(member: User) -> str:
    try:
        member.full_clean(exclude=["password"])
    except ValidationError as faults:
        return " ".join(faults.messages)
    return _("Another account has this number or e-mail address.")
