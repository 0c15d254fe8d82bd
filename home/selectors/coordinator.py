"""The desks of those who look after offices: a coordinator's province, an office head's own office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.choices import CertificateState
from certificates.models import Certificate
from core import clock
from core.listing import Filter, Listing
from courses.choices import ACTIVE_ENROLMENTS, EnrolmentState, SessionState
from courses.models import Batch, Enrolment, Session
from courses.selectors.missing import RUNNING, Wanted, people_missing
from courses.selectors.nominators import batches_to_nominate
from courses.selectors.offices import NONE, offices_absent, offices_followed
from home.selectors.lists import DAYS_AHEAD
from home.selectors.organiser import Stat
from members.models import HandOver, Office, User
from members.selectors import current_office, provinces_coordinated_by

SHOWN = 6


@dataclass(frozen=True)
class Step:
    title: str
    action: str
    url: str


@dataclass(frozen=True)
class OfficesDesk:
    """`title` names what is looked after; `absent` are the first offices that sent nobody."""

    title: str
    stats: list[Stat]
    absent: list[Office]
    absent_count: int
    absent_url: str
    sessions: list[Session]
    session_count: int
    hand_over: HandOver | None
    listing: Listing
    page: Page[Enrolment]
    nominating: list[Batch]

    @property
    def step(self) -> Step | None:
        """What the predecessor left; then whom to remind; where nobody lacks anything, whom to ask to send somebody."""
        if self.hand_over:
            url = reverse("members:hand_over", args=[self.hand_over.uid])
            return Step(_("A hand-over waits for you"), _("Open the hand-over"), url)
        missing = self.stats[0]
        if missing.value:
            words = ngettext("%(number)d person is missing something", "%(number)d people are missing something",
                             missing.value)  # fmt: skip
            return Step(words % {"number": missing.value}, _("Remind them"), missing.url)
        if self.absent_count:
            words = ngettext("%(number)d office sent nobody", "%(number)d offices sent nobody", self.absent_count)
            return Step(words % {"number": self.absent_count}, _("See which"), self.absent_url)
        return None


def state_filter() -> Filter:
    return Filter("state", _("State"), EnrolmentState.choices)


def coordinator_desk(user: User, listing: Listing) -> OfficesDesk:
    """The offices that lay in the province at enrolment: their people, and the offices that sent nobody."""
    provinces = provinces_coordinated_by(user)
    province = provinces[0].code if len(provinces) == 1 else ""
    mine = Enrolment.objects.filter(office__province__in=provinces)
    absent_count, office_count = offices_absent(user, province=province)
    absent_url = f"{reverse('home:offices')}?show={NONE}" + (f"&province={province}" if province else "")
    absent = offices_followed(user, province=province, show=NONE)
    return _desk(
        user,
        ", ".join(row.name for row in provinces),
        mine,
        listing,
        first=[
            _missing_stat(user, Wanted(batch=RUNNING, province=province), f"province={province}" if province else ""),
            Stat(
                absent_count,
                _("offices sent nobody"),
                absent_url,
                "warning" if absent_count else "",
                _("of %(count)d") % {"count": office_count},
            ),
        ],
        absent=list(absent[:SHOWN]),
        absent_count=absent_count,
        absent_url=absent_url,
        hand_over=HandOver.objects.waiting_for(user).order_by("pk").first(),
    )


def office_desk(user: User, listing: Listing) -> OfficesDesk:
    """Those whom the own office of today sent."""
    office = current_office(user)
    pk = str(office.pk) if office else ""
    mine = Enrolment.objects.filter(office=office) if office else Enrolment.objects.none()
    missing = _missing_stat(user, Wanted(batch=RUNNING, office=pk or "0"), f"office={pk}")
    return _desk(user, office.name if office else _("No office"), mine, listing, first=[missing])


def _missing_stat(user: User, wanted: Wanted, query: str) -> Stat:
    url = f"{reverse('home:missing')}?batch={RUNNING}" + (f"&{query}" if query else "")
    return Stat(people_missing(user, wanted).count(), _("people are missing something"), url)


def _desk(
    user: User,
    title: str,
    mine: QuerySet[Enrolment],
    listing: Listing,
    *,
    first: list[Stat],
    absent: list[Office] | None = None,
    absent_count: int = 0,
    absent_url: str = "",
    hand_over: HandOver | None = None,
) -> OfficesDesk:
    counts = mine.aggregate(
        active=Count("pk", filter=Q(state__in=ACTIVE_ENROLMENTS)),
        completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
    )
    issued = Certificate.objects.filter(enrolment__in=mine, state=CertificateState.ISSUED).count()
    stats = [
        *first,
        Stat(counts["completed"], _("have completed"), f"?state={EnrolmentState.COMPLETED}#people", "success",
             _("of %(count)d") % {"count": counts["active"]}),
        Stat(issued, _("certificates issued"), ""),
    ]  # fmt: skip
    ahead = Session.objects.filter(
        batch__in=mine.filter(state__in=ACTIVE_ENROLMENTS).values("batch"),
        state=SessionState.PLANNED,
        ends_at__gt=clock.now(),
        starts_at__lt=clock.now() + timedelta(days=DAYS_AHEAD),
    )
    return OfficesDesk(
        title=title,
        stats=stats,
        absent=absent or [],
        absent_count=absent_count,
        absent_url=absent_url,
        sessions=list(ahead.select_related("batch__course").order_by("starts_at", "order", "pk")[:SHOWN]),
        session_count=ahead.count(),
        hand_over=hand_over,
        listing=listing,
        page=listing.page_of(_people(mine, listing)),
        nominating=[batch for batch in batches_to_nominate(user) if batch.takes_nominations or batch.takes_swaps],
    )


def _people(mine: QuerySet[Enrolment], listing: Listing) -> QuerySet[Enrolment]:
    for word in listing.text.split():
        mine = mine.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if state := listing.value("state"):
        mine = mine.filter(state=state)
    return mine.select_related("member", "office", "batch__course").order_by(
        "-batch__starts_on", "batch_id", "office__name", "member__name", "pk"
    )
