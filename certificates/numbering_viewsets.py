"""Numberings and their yearly series in the admin: how numbers look, how far they are, where they begin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn

from certificates import rules
from certificates.models import CertificateSeries, NumberingScheme, NumbersUsedBefore
from certificates.numbering_forms import NumberingForm, SeriesForm, SeriesStartForm
from certificates.numbering_panel import PatternPanel
from certificates.numbering_preview import preview_of
from certificates.series_page import series_page
from core import clock
from core.admin_rows import CreateView, EditView, InspectView, RuledIndexView, RuledViewSet
from members.policies import RulesPolicy

LONGEST = 200
GAPS_PER_PAGE = 50


class NumberingIndexView(RuledIndexView):
    def get_base_queryset(self) -> models.QuerySet[Any]:
        this_year = CertificateSeries.objects.filter(scope=OuterRef("pk"), year=clock.site_day().year)
        found: models.QuerySet[Any] = (
            super().get_base_queryset().annotate(batches=Count("setups"), last=Subquery(this_year.values("last")[:1]))
        )
        return found

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("pattern", label=_("Pattern")),
            Column("unit", label=_("Unit code"), sort_key="unit"),
            Column("last", label=_("Last number this year"), accessor=lambda scheme: scheme.last or "–"),
            Column("batches", label=_("Batches that use it"), sort_key="batches"),
        ]


class NumberingViewSet(RuledViewSet):
    model = NumberingScheme
    policy = RulesPolicy(NumberingScheme, view=rules.may_open_setups, change=rules.may_change_numberings)
    icon = "list-ol"
    menu_label = _("Numberings")
    index_view_class = NumberingIndexView
    add_view_class = CreateView
    edit_view_class = EditView
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("unit"), FieldPanel("classification")]),
            FieldPanel("pattern"),
            PatternPanel(heading=_("What the pattern makes")),
        ],
        base_form_class=NumberingForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("preview/", numbering_preview, name="preview")]


@require_safe
def numbering_preview(request: HttpRequest) -> HttpResponse:
    """The part of the form that follows what is typed."""
    if not rules.may_change_numberings(request.user):
        raise PermissionDenied
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in ("pattern", "unit", "classification", "scheme")}
    known = asked.pop("scheme")
    scheme = NumberingScheme.objects.filter(pk=known).first() if known.isdecimal() and len(known) < 10 else None
    return render(request, "certificates/admin/numbering_preview.html", {"preview": preview_of(**asked, scheme=scheme)})


class SeriesIndexView(RuledIndexView):
    select_related = ("scope",)

    def get_base_queryset(self) -> models.QuerySet[Any]:
        void = Count("certificates", filter=models.Q(certificates__state="void"))
        ranges = NumbersUsedBefore.objects.filter(series=OuterRef("pk")).order_by().values("series")
        before = ranges.annotate(sum=Sum(F("last") - F("first") + 1)).values("sum")
        counted = {"drawn": Count("certificates"), "void": void, "before": Coalesce(Subquery(before), 0)}
        found: models.QuerySet[Any] = super().get_base_queryset().annotate(**counted)
        return found

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("scope", label=_("Numbering"), sort_key="scope__name", get_url=self.get_inspect_url),
            Column("year", label=_("Year"), sort_key="year"),
            Column("last", label=_("Last number"), sort_key="last"),
            Column("drawn", label=_("Drawn here"), sort_key="drawn"),
            Column("void", label=_("Void"), sort_key="void"),
            Column("before", label=_("Used before Dermaga"), sort_key="before"),
        ]


class SeriesInspectView(InspectView):
    template_name = "certificates/admin/series.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = series_page(self.object, self.request.user)
        pages = WagtailPaginator(page.gaps, GAPS_PER_PAGE)
        gaps = pages.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "gaps": gaps,
            "elided_page_range": pages.get_elided_page_range(gaps.number),
        }


class SeriesViewSet(RuledViewSet):
    model = CertificateSeries
    policy = RulesPolicy(CertificateSeries, view=rules.may_open_setups, change=rules.may_change_numberings)
    icon = "calendar-alt"
    menu_label = _("Number series")
    list_filter = ["scope", "year"]
    ordering = ["-year", "scope__name"]
    index_view_class = SeriesIndexView
    add_view_class = CreateView
    edit_view_class = EditView
    inspect_view_class = SeriesInspectView
    inspect_template_name = "certificates/admin/series.html"
    inspect_view_enabled = True

    def get_form_class(self, for_update: bool = False) -> Any:
        return SeriesForm if for_update else SeriesStartForm

    def get_edit_handler(self) -> None:
        return None
