from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.models import Attachment, Picture, Recording
from core.prepared import prepared
from members import personal_data
from members.choices import NoticeState
from members.models import (
    CoordinatorAppointment,
    HandOver,
    Membership,
    Message,
    NoticeReceipt,
    Office,
    Province,
    User,
)
from members.rules import Viewer


def current_office(member: User, day: date | None = None) -> Office | None:
    """The office where the member works on `day` (today); none for guests and between two memberships."""
    row = Membership.objects.in_force(day).filter(member=member).select_related("office").first()
    return row.office if row else None


def provinces_coordinated_by(user: Viewer, day: date | None = None) -> list[Province]:
    """The provinces whose coordinator the user is on `day` (today), by their code."""
    if not user.is_authenticated:
        return []
    held = CoordinatorAppointment.objects.in_force(day).filter(member=user.pk)
    return list(Province.objects.filter(pk__in=held.values("province_id")))


@dataclass(frozen=True)
class InboxGlance:
    """What of the inbox shows on the desks and in the head of their pages."""

    unread: int
    notice: UUID | None = None
    """The urgent notice that is to be read first."""
    notice_title: str = ""


def inbox_glance(member: User) -> InboxGlance:
    """One query."""
    [(unread, notice, title)] = _glance(member.pk, clock.site_day())
    return InboxGlance(unread, notice, title or "")


@prepared
def _glance(member: int, today: date) -> QuerySet[User, tuple[int, UUID | None, str | None]]:
    unread = Message.objects.in_inbox_of(OuterRef("pk")).filter(read_at=None)
    number = unread.order_by().values("recipient").annotate(number=Count("pk")).values("number")
    shown = NoticeReceipt.objects.filter(
        member=OuterRef("pk"), read_at=None, notice__state=NoticeState.SENT, notice__expires_on__gte=today
    ).order_by("notice_id")
    return (
        User.objects.get_queryset()
        .filter(pk=member)
        .values_list(
            Coalesce(Subquery(number), 0),
            Subquery(shown.values("notice__uid")[:1]),
            Subquery(shown.values("notice__title")[:1]),
        )
    )


def coordinator_of(province: Province, day: date | None = None) -> CoordinatorAppointment | None:
    """Who coordinates, or coordinated, the province on `day`."""
    return (
        CoordinatorAppointment.objects.in_force(day)
        .filter(province=province)
        .select_related("member", "office")
        .first()
    )


def office_history(member: User) -> list[Membership]:
    """Every office the member worked in, the latest first, each with its dated names at hand."""
    rows = Membership.objects.filter(member=member).select_related("office__province")
    return list(rows.prefetch_related("office__names").order_by("-valid_from"))


def personal_data_of(member: User) -> dict[str, Any]:
    """All that the site keeps about a person, for the copy that law UU 27/2022 lets them take out; the apps above add
    their sections through `members.personal_data`."""
    return {
        **_account_data(member),
        **{name: section(member) for name, section in personal_data.sections().items()},
    }


def _account_data(member: User) -> dict[str, Any]:
    return {
        "account": {
            "name": member.name,
            "title_before": member.title_before,
            "title_after": member.title_after,
            "number_kind": member.number_kind,
            "number": member.number,
            "rank": member.rank,
            "position": member.position,
            "email": member.email,
            "phone": member.phone,
            "zone": member.zone,
            "language": member.language,
            "joined": member.date_joined,
            "last_login": member.last_login,
        },
        "offices": [
            {"office": row.office.name_on(row.valid_from), "from": row.valid_from, "to": row.valid_to}
            for row in office_history(member)
        ],
        "roles": sorted(member.groups.values_list("name", flat=True)),
        "coordinator": [
            {
                "province": row.province.name,
                "office": row.office.name,
                "decree": row.decree,
                "from": row.valid_from,
                "to": row.valid_to,
            }
            for row in member.appointments.select_related("province", "office")
        ],
        "hand_overs": list(
            HandOver.objects.filter(earlier__member=member).order_by("pk").values("noted_at", "note", "received_at")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=member).order_by("pk").values("type", "created_at", "last_used_at")
        ),
        "uploads": {
            "pictures": _uploads(Picture, member),
            "documents": _uploads(Attachment, member),
            "recordings": _uploads(Recording, member),
        },
        "messages": list(
            member.messages.values(
                "created_at", "sent_at", "read_at", "category", "address", "subject", "text", "state"
            )
        ),
        "notices": list(member.notice_receipts.values("notice__title", "notice__sent_at", "read_at")),
        "message_preferences": list(member.message_preferences.values("category", "delivery")),
    }


def _uploads(model: type[Picture | Attachment | Recording], member: User) -> list[dict[str, Any]]:
    rows: QuerySet[Any] = model._default_manager.filter(uploaded_by_user=member)
    return list(rows.order_by("pk").values("title", "created_at"))


@dataclass(frozen=True)
class ProvinceCoordination:
    """A province on a day: who coordinated it then, and everybody who ever did, the latest first."""

    province: Province
    current: CoordinatorAppointment | None
    earlier: list[CoordinatorAppointment]


def coordination_on(day: date, *, text: str = "", vacant: bool = False) -> list[ProvinceCoordination]:
    """Every province with an office, by name: two queries. `vacant` leaves those without a coordinator on that day."""
    provinces = Province.objects.filter(offices__isnull=False).distinct().order_by("name")
    for word in text.split():
        provinces = provinces.filter(
            Q(name__icontains=word)
            | Q(appointments__member__name__icontains=word)
            | Q(appointments__decree__icontains=word)
        )
    held: dict[int, list[CoordinatorAppointment]] = defaultdict(list)
    rows = CoordinatorAppointment.objects.filter(province__in=provinces, valid_from__lte=day)
    rows = rows.select_related("member", "office", "taken_over").prefetch_related("office__names")
    for row in rows.order_by("-valid_from"):
        held[row.province_id].append(row)
    found = []
    for province in provinces:
        current = next((row for row in held[province.pk] if row.valid_to is None or row.valid_to >= day), None)
        if current is None or not vacant:
            earlier = [row for row in held[province.pk] if row is not current]
            found.append(ProvinceCoordination(province, current, earlier))
    return found
