"""Who has read a notice, as far as the viewer may know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core.listing import Filter, Listing
from core.models import Job
from core.whatsapp import whatsapp_link, whatsapp_number
from members.models import NoticeReceipt, UrgentNotice, User
from members.services.notices import SEND_NOTICE, link_to_notice

ROWS_PER_PAGE = 50
UNREAD, READ, ALL = "unread", "read", "all"


@dataclass(frozen=True)
class PlaceFigure:
    name: str
    read: int
    total: int

    @property
    def unread(self) -> int:
        return self.total - self.read


@dataclass(frozen=True)
class ReceiptRow:
    receipt: NoticeReceipt
    whatsapp_url: str
    picks: bool
    """No number is known: the sender chooses among the own contacts."""


@dataclass(frozen=True)
class ReceiptsPage:
    listing: Listing
    page: Page[Any]
    rows: list[ReceiptRow]
    places: list[PlaceFigure]
    """The provinces; of a chosen one, or the only one, its offices."""
    read: int
    total: int
    by_office: bool


def receipts_page(notice: UrgentNotice, viewer: User, asked: Any) -> ReceiptsPage:
    """As many queries for one receiver as for thousands."""
    own = NoticeReceipt.objects.visible_to(viewer).filter(notice=notice)
    provinces = own.exclude(office__province=None).order_by("office__province__name")
    named = provinces.values_list("office__province__code", "office__province__name").distinct()
    found = list(named)
    states = [(UNREAD, _("not read yet")), (READ, _("already read")), (ALL, _("all"))]
    filters = [Filter("state", _("State"), states, is_required=True), Filter("province", _("Province"), found)]
    listing = Listing(
        {"state": UNREAD, **asked.dict()},
        filters=filters if len(found) > 1 else filters[:1],
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )
    chosen = listing.value("province") if len(found) > 1 else ""
    by_office = bool(chosen) or len(found) == 1
    there = own.filter(office__province__code=chosen) if chosen else own
    places = _places(there, "office__name" if by_office else "office__province__name")
    page = listing.page_of(_people(there, listing))
    rows = [ReceiptRow(one, _whatsapp(notice, one), not whatsapp_number(one.member.phone)) for one in page]
    read, total = sum(place.read for place in places), sum(place.total for place in places)
    return ReceiptsPage(listing, page, rows, places, read, total, by_office)


def _places(receipts: Any, by: str) -> list[PlaceFigure]:
    counts = receipts.order_by().values_list(by).annotate(read=Count("read_at"), total=Count("pk")).order_by(by)
    return [PlaceFigure(name or _("Head office and others"), read, total) for name, read, total in counts]


def _people(receipts: Any, listing: Listing) -> Any:
    if (state := listing.value("state")) in (UNREAD, READ):
        receipts = receipts.filter(read_at__isnull=state == UNREAD)
    for word in listing.text.split():
        receipts = receipts.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return receipts.select_related("member", "office__province").order_by("office__name", "member__name", "pk")


def _whatsapp(notice: UrgentNotice, receipt: NoticeReceipt) -> str:
    """Only to who has not read it."""
    if receipt.read_at is not None:
        return ""
    return whatsapp_link(_words(notice, receipt.member.full_name), receipt.member.phone)


def whatsapp_to_group(notice: UrgentNotice) -> str:
    return whatsapp_link(_words(notice, "Bapak/Ibu"))


def _words(notice: UrgentNotice, whom: str) -> str:
    """Indonesian, as letters between colleagues are."""
    return (
        f"Yth. {whom},\n\nada pemberitahuan mendesak: {notice.title}\n\n"
        f"Mohon dibaca dan ditandai sudah dibaca (masuk dengan akun Anda):\n{link_to_notice(notice)}\n\nTerima kasih."
    )


def sending_job(notice: UrgentNotice) -> Job | None:
    """While it is on its way."""
    job: Job | None = Job.objects.filter(key=f"{SEND_NOTICE}:{notice.uid}").first()
    return job if job is not None and job.state in ("waiting", "running") else None
