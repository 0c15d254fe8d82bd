from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from core import audit
from members.choices import SiteRole
from members.errors import MemberError
from members.models import CoordinatorAppointment, Office, OfficeName, Province, User
from members.models.hand_over import WRITABLE_FOR
from members.querysets import today
from members.services.hand_overs import open_hand_over
from members.services.roles import grant_role, sync_coordinator_roles


def add_office(
    *,
    code: str,
    kind: str,
    name: str,
    since: date,
    actor: User | None,
    province: Province | None = None,
    parent: Office | None = None,
    city: str = "",
    source: str = "",
    named_in_public: bool = False,
) -> Office:
    """A new office with its first dated name."""
    office = Office(
        code=code,
        kind=kind,
        name=name,
        province=province,
        parent=parent,
        city=city,
        named_in_public=named_in_public,
    )
    with transaction.atomic():
        _check(office)
        office.save()
        OfficeName.objects.create(office=office, name=name, valid_from=since, source=source)
        audit.record(action="office.added", actor=actor, subject=f"office:{code}", data={"name": name})
    return office


def change_office(*, office: Office, actor: User | None) -> Office:
    """Save an office whose code, kind or place was changed; its name changes by `rename_office`."""
    with transaction.atomic():
        before = Office.objects.select_for_update().get(pk=office.pk)
        office.name = before.name
        changed = [f.name for f in Office._meta.fields if getattr(before, f.attname) != getattr(office, f.attname)]
        if changed:
            _check(office)
            office.save()
            audit.record(
                action="office.changed", actor=actor, subject=f"office:{office.code}", data={"fields": sorted(changed)}
            )
    return office


def save_province(*, province: Province, actor: User | None) -> Province:
    """Add a province, or correct its name or zone."""
    with transaction.atomic():
        _check(province)
        province.save()
        audit.record(action="province.saved", actor=actor, subject=f"province:{province.code}")
    return province


def rename_office(
    *, office: Office, name: str, since: date | None = None, source: str = "", actor: User | None
) -> OfficeName:
    """The office is called `name` from `since` (today) on; the name until then ends the day before and stays."""
    day = since or today()
    if day > today():
        raise MemberError(
            _("Enter a new name on the day it comes into force, or later: %(day)s is in the future.")
            % {"day": day.isoformat()}
        )
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)
        current = office.names.filter(valid_to__isnull=True).first()
        if current is not None:
            if current.name == name:
                return current
            if current.valid_from >= day:
                raise MemberError(
                    _("“%(name)s” holds since %(day)s: a new name must be later than that.")
                    % {"name": current.name, "day": current.valid_from.isoformat()}
                )
            current.valid_to = day - timedelta(days=1)
            current.save(update_fields=["valid_to"])
        row = OfficeName.objects.create(office=office, name=name, valid_from=day, source=source)
        before, office.name = office.name, name
        office.save(update_fields=["name"])
        audit.record(
            action="office.renamed",
            actor=actor,
            subject=f"office:{office.code}",
            data={"name": name, "before": before, "since": day.isoformat()},
        )
    return row


def appoint_coordinator(
    *,
    province: Province,
    office: Office,
    member: User,
    decree: str,
    since: date | None = None,
    until: date | None = None,
    actor: User | None,
) -> CoordinatorAppointment:
    """By decree the member coordinates the province for the office, from `since` (today) on. The coordinator until then
    ends the day before and stays on record. The same appointment again changes nothing."""
    day = since or today()
    if office.province_id != province.pk:
        raise MemberError(
            _("%(office)s does not lie in %(province)s.") % {"office": office.name, "province": province.name}
        )
    with transaction.atomic():
        Province.objects.select_for_update().get(pk=province.pk)
        same = CoordinatorAppointment.objects.filter(
            province=province, office=office, member=member, decree=decree, valid_from=day
        ).first()
        if same is not None:
            return same
        later = CoordinatorAppointment.objects.filter(province=province, valid_from__gte=day)
        if until is not None:
            later = later.filter(valid_from__lte=until)
        if later.exists():
            raise MemberError(
                _("%(province)s has a coordinator appointed on or after %(day)s: a new one must start later.")
                % {"province": province.name, "day": day.isoformat()}
            )
        before = _predecessor(province, day)
        for current in CoordinatorAppointment.objects.in_force(day).filter(province=province):
            end_appointment(appointment=current, last_day=day - timedelta(days=1), actor=actor)
        appointment = CoordinatorAppointment(
            province=province, office=office, member=member, decree=decree, valid_from=day, valid_to=until
        )
        _check(appointment)
        appointment.save()
        audit.record(
            action="coordinator.appointed",
            actor=actor,
            subject=f"member:{member.uid}",
            data={"province": province.code, "office": office.code, "decree": decree, "since": day.isoformat()},
        )
        if until is None or until >= today():
            grant_role(member=member, role=SiteRole.COORDINATOR, actor=actor)
        if before is not None and before.member_id != member.pk and not hasattr(before, "handed_on"):
            open_hand_over(earlier=before, later=appointment)
    return appointment


def _predecessor(province: Province, day: date) -> CoordinatorAppointment | None:
    """The latest before that day, also across a vacancy: decrees seldom follow one another without a gap. Nobody, where
    the time for a note is over by today: a decree may also be entered long after the day from which it holds."""
    still_written = max(day, today()) - WRITABLE_FOR
    ends_before = Q(valid_to__lt=day, valid_to__gte=still_written)
    if day - timedelta(days=1) >= still_written:  # the last day of who is in force
        ends_before |= Q(valid_to=None) | Q(valid_to__gte=day)
    held = CoordinatorAppointment.objects.filter(ends_before, province=province, valid_from__lt=day)
    return held.select_related("member", "handed_on").order_by("-valid_from", "-pk").first()


def end_appointment(
    *, appointment: CoordinatorAppointment, last_day: date | None = None, actor: User | None
) -> CoordinatorAppointment:
    """The appointment holds to the end of `last_day` (today). Once that has passed, the coordinator's role goes too."""
    day = last_day or today()
    if day < appointment.valid_from:
        raise MemberError(_("The last day may not lie before the first."))
    with transaction.atomic():
        locked = CoordinatorAppointment.objects.select_for_update().get(pk=appointment.pk)
        if locked.valid_to != day:
            CoordinatorAppointment.objects.filter(pk=locked.pk).update(valid_to=day)
            audit.record(
                action="coordinator.ended",
                actor=actor,
                subject=f"member:{locked.member.uid}",
                data={"province": locked.province.code, "last_day": day.isoformat()},
            )
        appointment.valid_to = day
        sync_coordinator_roles()
    return appointment


def _check(row: Model) -> None:
    try:
        row.full_clean()
    except ValidationError as faults:
        raise MemberError(" ".join(faults.messages)) from faults
