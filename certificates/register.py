"""Every number that was ever drawn, with what became of it: one row each, for the screen, the sheet and the print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate, CertificateSeries, NumberingScheme, NumbersUsedBefore
from core.clock import site_day
from courses.models import Batch
from members.models import Office, Province, User


@dataclass(frozen=True)
class RegisterRow:
    number: str
    edition: int
    kind: str
    name: str
    person_number: str
    office: str
    course: str
    batch: str
    jp: Decimal
    issued_on: date | None
    state: str
    note: str


def register_of(user: User, query: str) -> QuerySet[Certificate]:
    """What the list in the admin shows `user` for this part of its address, in the order of the register."""
    asked = QueryDict(query)
    visible = Certificate.objects.visible_to(user)
    filtered = RegisterFilterSet(asked, queryset=visible, request=SimpleNamespace(user=user)).qs
    found: QuerySet[Certificate] = filtered.search(asked.get("q", "").replace("\0", "")[:200])
    return in_order(found)


def in_order(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return certificates.order_by("series__year", "series__scope__name", "series", "sequence")


def register_rows(certificates: QuerySet[Certificate]) -> Iterator[RegisterRow]:
    """In the order given. One query for each two thousand, without the frozen facts that nobody reads here."""
    day = site_day()
    rows = (
        certificates.select_related("batch__course", "replaced_by")
        .defer("facts_data", "replaced_by__facts_data")
        .annotate(person_number=KT("facts_data__holder__number"), jp=KT("facts_data__total_jp"))
        .annotate(printed_on=KT("facts_data__issued_on"))
    )
    for row in rows.iterator(chunk_size=2000):
        successor = row.replaced_by
        led_on = _("Replaced by %(number)s.") % {"number": successor.number} if successor else ""
        yield RegisterRow(
            number=row.number,
            edition=row.edition,
            kind=str(CertificateKind(row.kind).label),
            name=row.holder_name,
            person_number=row.person_number or "",
            office=row.office_name,
            course=row.batch.course.title,
            batch=row.batch.name,
            jp=Decimal(row.jp),
            issued_on=date.fromisoformat(row.printed_on) if row.issued_at else None,
            state=str(row.standing_on(day).label),
            note=" ".join(part for part in (row.reason or row.problem, led_on) if part),
        )


def used_before(certificates: QuerySet[Certificate]) -> list[NumbersUsedBefore]:
    """The ranges of the series that these rows are of: numbers that no row can be of."""
    series = certificates.order_by().values("series")
    return list(NumbersUsedBefore.objects.filter(series__in=series).select_related("series__scope"))


def _years() -> list[tuple[int, str]]:
    years = CertificateSeries.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in years]


def _batches(request: Any) -> QuerySet[Batch]:
    return Batch.objects.overseen_by(request.user).filter(certificates__isnull=False).distinct()


def _offices(request: Any) -> QuerySet[Office]:
    seen = Certificate.objects.visible_to(request.user).order_by()
    return Office.objects.filter(pk__in=seen.values("office"))


class RegisterFilterSet(WagtailFilterSet):
    year = django_filters.ChoiceFilter(field_name="series__year", choices=_years, label=gettext_lazy("Year"))
    numbering = django_filters.ModelChoiceFilter(
        field_name="series__scope", queryset=NumberingScheme.objects.all(), label=gettext_lazy("Numbering")
    )
    batch = django_filters.ModelChoiceFilter(queryset=_batches, label=gettext_lazy("Batch"))
    kind = django_filters.ChoiceFilter(choices=CertificateKind.choices, label=gettext_lazy("Kind"))
    state = django_filters.ChoiceFilter(choices=CertificateState.choices, label=gettext_lazy("State"))
    province = django_filters.ModelChoiceFilter(
        field_name="office__province", queryset=Province.objects.all(), label=gettext_lazy("Province")
    )
    office = django_filters.ModelChoiceFilter(queryset=_offices, label=gettext_lazy("Office"))

    class Meta:
        model = Certificate
        fields: list[str] = []
