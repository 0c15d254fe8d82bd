"""The lists behind the numbers: people who are missing something, offices, sessions ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Page
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.listing import Filter, Listing
from core.prepared import prepared
from core.whatsapp import whatsapp_link, whatsapp_number
from courses.choices import SessionState
from courses.models import Batch, Enrolment, Session
from courses.selectors.batch_figures import LACKS_MATERIAL, with_teaching
from courses.selectors.missing import (
    RUNNING,
    Followed,
    MissingRow,
    Wanted,
    lacking,
    missing_rows,
    people_missing,
    what_is_followed,
)
from courses.selectors.offices import COMPLETE, NONE, TAKING_PART, office_counts, offices_followed
from members.models import Office, Province, User

ROWS_PER_PAGE = 50
DAYS_AHEAD = 7
LISTED = ("subject", "starts_at", "ends_at", "order", "batch__code", "batch__name", "batch__zone")
ON_BOARD = ("pk", "subject", "state", "starts_at", "ends_at", "batch_id", "batch__code", "batch__name", "batch__zone")


@dataclass(frozen=True)
class Contact:
    """Prepared words to somebody: an address of a mail, and one of WhatsApp. `picks`: no number is known, and the
    sender chooses among the own contacts."""

    email: str = ""
    mail_url: str = ""
    whatsapp_url: str = ""
    picks: bool = False


@dataclass(frozen=True)
class MissingPerson:
    row: MissingRow
    contact: Contact


@dataclass(frozen=True)
class MissingList:
    listing: Listing
    page: Page[Any]
    people: list[MissingPerson]

    @property
    def addresses(self) -> str:
        return ", ".join(person.contact.email for person in self.people if person.contact.email)


def missing_list(user: User, asked: Mapping[str, str]) -> MissingList:
    """One page of it, with as many queries for one row as for a thousand."""
    followed = what_is_followed(user)
    listing = _missing_listing(user, followed, asked)
    shown = listing.page_of(_people(user, listing, followed))
    rows = missing_rows(cast("QuerySet[Enrolment]", shown.object_list), user, followed.asked)
    return MissingList(listing, shown, [MissingPerson(row, contact_of(row)) for row in rows])


def _missing_listing(user: User, followed: Followed, asked: Mapping[str, str]) -> Listing:
    """It may be narrowed to what occurs in what `user` looks after."""
    own = Enrolment.objects.followed_by(user).order_by()
    rows = Office.objects.filter(pk__in=own.values("office")).order_by("name", "pk")
    offices = list(rows.values_list("pk", "name", "province__code", "province__name"))
    provinces = {code: name for _pk, _name, code, name in offices if code}
    filters = [
        Filter("batch", _("Batch"), [(RUNNING, _("running ones")), *followed.batches]),
        Filter("item", _("Missing"), followed.items),
        Filter("province", _("Province"), sorted(provinces.items(), key=itemgetter(1))),
        Filter("office", _("Office"), [(str(pk), name) for pk, name, *_province in offices]),
    ]
    return Listing(asked, filters=filters, search_label=_("Name or office"), rows_per_page=ROWS_PER_PAGE)


def _people(user: User, listing: Listing, followed: Followed) -> QuerySet[Enrolment]:
    wanted = Wanted(
        text=listing.text,
        batch=listing.value("batch"),
        office=listing.value("office"),
        province=listing.value("province"),
    )
    found = people_missing(user, wanted)
    item = listing.value("item")
    return found.filter(lacking(item, followed.asked)) if item else found


def _batch_filter(batches: QuerySet[Batch]) -> Filter:
    named = batches.order_by("-starts_on", "code").values_list("code", "name")
    return Filter("batch", _("Batch"), list(named))


def contact_of(row: MissingRow) -> Contact:
    if not row.may_contact:
        return Contact()
    missing = "".join(f"\n- {item.label}" for item in row.items)
    # Letters between colleagues are Indonesian, whatever language the writer reads screens in.
    words = f"Yth. {row.name},\n\nuntuk {row.course} ({row.batch}) masih ada yang kurang:{missing}"
    words += f"\n\nSilakan lanjutkan di {settings.SITE_URL}{reverse('home:participant_desk')}\n\nTerima kasih."
    subject = f"{row.course}: yang masih kurang"
    return Contact(
        email=row.email,
        mail_url=f"mailto:{quote(row.email)}?subject={quote(subject)}&body={quote(words)}" if row.email else "",
        whatsapp_url=whatsapp_link(words, row.phone),
        picks=not whatsapp_number(row.phone),
    )


def missing_export(user: User, asked: Mapping[str, str]) -> list[list[str]]:
    """All rows of the list as cells, the head first."""
    followed = what_is_followed(user)
    people = _people(user, _missing_listing(user, followed, asked), followed)
    rows = [[_("Name"), _("Office at enrolment"), _("Province"), _("Batch"), _("Missing"), _("E-mail address")]]
    for row in missing_rows(people, user, followed.asked):
        items = "; ".join(f"{item.label} ({item.reached})" if item.reached else item.label for item in row.items)
        rows.append([row.name, row.office, row.province, row.batch, items, row.email if row.may_contact else ""])
    return rows


@dataclass(frozen=True)
class OfficeList:
    listing: Listing
    page: Page[Office]


def office_filters(user: User, batch: str) -> list[Filter]:
    """The numbers beside the choices count what each would list in the batch, or in all."""
    visible = Office.objects.visible_to(user).order_by()
    provinces = Province.objects.filter(pk__in=visible.values("province")).order_by("name")
    batches = _batch_filter(Batch.objects.followed_by(user))
    counts = office_counts(user, batch=batch if batch in dict(batches.options) else "")
    labels = {NONE: _("sent nobody"), TAKING_PART: _("somebody not complete"), COMPLETE: _("all complete")}
    return [
        Filter("show", _("Taking part"), [(name, f"{label} ({counts[name]})") for name, label in labels.items()]),
        batches,
        Filter("province", _("Province"), list(provinces.values_list("code", "name"))),
    ]


def office_list(user: User, listing: Listing) -> OfficeList:
    """Offices with how many took part and completed."""
    found = offices_followed(
        user,
        batch=listing.value("batch"),
        province=listing.value("province"),
        text=listing.text,
        show=listing.value("show"),
    )
    return OfficeList(listing, listing.page_of(found))


def batches_followed(user: User) -> list[int]:
    """Those not closed; asked once, so that what follows needs no nested question."""
    return _open_batches(user)


@prepared
def _open_batches(user: User) -> QuerySet[Batch, int]:
    return Batch.objects.followed_by(user).filter(closed_at__isnull=True).values_list("pk", flat=True)


def sessions_ahead(batches: Sequence[int]) -> QuerySet[Session]:
    """Those of the coming seven days, today's included until they end."""
    now = clock.now()
    found: QuerySet[Session] = Session.objects.filter(
        batch__in=batches,
        state=SessionState.PLANNED,
        ends_at__gt=now,
        starts_at__lt=now + timedelta(days=DAYS_AHEAD),
    )
    return _as_listed(found)


def sessions_lacking(batches: Sequence[int], code: str = "") -> QuerySet[Session]:
    """Sessions that somebody teaches without a published material, soon or late."""
    found = with_teaching(Session.objects.filter(batch__in=batches)).filter(LACKS_MATERIAL)
    if code:
        found = found.filter(batch__code=code)
    return _as_listed(found)


def _as_listed(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """In the order of time, with `course_title` instead of the course's whole page."""
    listed: QuerySet[Session] = sessions.annotate(course_title=F("batch__course__title"))
    return listed.select_related("batch").only(*LISTED).order_by("starts_at", "order", "pk")


@dataclass
class SessionBoard:
    """What `sessions_ahead` and `sessions_lacking` list; and by batch how many are over and not confirmed, when the
    next begins that has not ended, and how many there are.

    `ahead` are the first of `ahead_count`; `lacking` tells the batch of each session.
    """

    ahead: list[Session] = field(default_factory=list)
    ahead_count: int = 0
    lacking: dict[int, int] = field(default_factory=dict)
    undecided: Counter[int] = field(default_factory=Counter)
    coming: dict[int, datetime] = field(default_factory=dict)
    planned: Counter[int] = field(default_factory=Counter)


def session_board(batches: Sequence[int], *, show: int) -> SessionBoard:
    """One query for all; only what is shown becomes a session."""
    now = clock.now()
    board = SessionBoard()
    for row in _held(tuple(batches)):
        batch = row["batch_id"]
        board.planned[batch] += 1
        if row["is_taught"] and not row["has_material"]:
            board.lacking[row["pk"]] = batch
        if row["state"] != SessionState.PLANNED:
            continue
        if row["ends_at"] <= now:
            board.undecided[batch] += 1
            continue
        board.coming.setdefault(batch, row["starts_at"])
        if row["starts_at"] < now + timedelta(days=DAYS_AHEAD):
            board.ahead_count += 1
            if len(board.ahead) < show:
                board.ahead.append(_session_of(row))
    return board


@prepared
def _held(batches: tuple[int, ...]) -> QuerySet[Session, dict[str, Any]]:
    held = Session.objects.filter(batch__in=batches).exclude(state=SessionState.CANCELLED)
    rows: QuerySet[Session, dict[str, Any]] = (
        with_teaching(held).order_by("starts_at", "order", "pk").values(*ON_BOARD, "is_taught", "has_material")
    )
    return rows


def _session_of(row: dict[str, Any]) -> Session:
    batch = Batch(code=row["batch__code"], name=row["batch__name"], zone=row["batch__zone"])
    times = {name: row[name] for name in ("pk", "subject", "starts_at", "ends_at")}
    return Session(batch=batch, **times)
