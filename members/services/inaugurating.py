"""Many coordinators by one decree, as they are inaugurated together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.errors import InaugurationRefusedError, MemberError
from members.models import CoordinatorAppointment, Province, User
from members.rules import may_manage_offices
from members.selectors import current_office
from members.services.offices import appoint_coordinator


@transaction.atomic
def inaugurate_coordinators(
    *, decree: str, since: date, people: Mapping[Province, User], actor: User
) -> list[CoordinatorAppointment]:
    """Each person coordinates the province from `since` on, for the office where that person works then. All of them or
    none: InaugurationRefusedError holds a sentence for each province that stands in the way."""
    if not may_manage_offices(actor):
        raise MemberError(_("Only an administrator appoints coordinators."))
    if not decree.strip():
        raise MemberError(_("Give the number of the decree."))
    made: list[CoordinatorAppointment] = []
    refused: dict[str, str] = {}
    for province, member in people.items():
        office = current_office(member, since)
        if office is None:
            refused[province.code] = _("%(member)s belongs to no office on that day.") % {"member": member.full_name}
            continue
        try:
            made.append(
                appoint_coordinator(
                    province=province, office=office, member=member, decree=decree.strip(), since=since, actor=actor
                )
            )
        except MemberError as refusal:
            refused[province.code] = str(refusal)
    if refused:
        raise InaugurationRefusedError(refused)
    return made
