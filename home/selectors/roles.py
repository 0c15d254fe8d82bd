from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.prepared import prepared
from courses.choices import Part
from courses.models import BatchPart, CourseOrganiser, Enrolment
from members.choices import SiteRole
from members.models import CoordinatorAppointment, User
from members.rules import remember_no_province, site_roles


@dataclass(frozen=True)
class Desk:
    name: str
    label: str | Promise

    @property
    def url(self) -> str:
        return reverse(f"home:{self.name}_desk")


PARTICIPANT = Desk("participant", _("Participant"))
SPEAKER = Desk("speaker", _("Speaker"))
ORGANISER = Desk("organiser", _("Organiser"))
COORDINATOR = Desk("coordinator", _("Coordinator"))
OFFICE = Desk("office", _("My office"))
RUNS_OR_READS_ALL = {SiteRole.ORGANISER, SiteRole.ADMINISTRATOR, SiteRole.AUDITOR}


def desks_of(user: User) -> list[Desk]:
    """The desks somebody has, the one with most work for others first; everybody without another one participates."""
    [(organises, speaks, takes_part, coordinates)] = _works_as(user.pk)
    if not coordinates:
        remember_no_province(user)
    roles = site_roles(user)
    desks = []
    if organises or RUNS_OR_READS_ALL & roles:
        desks.append(ORGANISER)
    if speaks or SiteRole.SPEAKER in roles:
        desks.append(SPEAKER)
    if coordinates:
        desks.append(COORDINATOR)
    if SiteRole.OFFICE_HEAD in roles:
        desks.append(OFFICE)
    if takes_part or not desks:
        desks.append(PARTICIPANT)
    return desks


@prepared
def _works_as(member: int) -> QuerySet[User, tuple[bool, bool, bool, bool]]:
    return (
        User.objects.get_queryset()
        .filter(pk=member)
        .values_list(
            Exists(CourseOrganiser.objects.filter(member=member)),
            Exists(BatchPart.objects.filter(member=member, part=Part.SPEAKER)),
            Exists(Enrolment.objects.active().filter(member=member)),
            Exists(CoordinatorAppointment.objects.in_force().filter(member=member)),
        )
    )
