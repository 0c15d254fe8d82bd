"""The register in the admin: a list with filters, an Excel file of what it shows, and a PDF that a job makes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from certificates import rules
from certificates.choices import CertificateState
from certificates.models import Certificate, RegisterPrint
from certificates.models.register import KEPT
from certificates.register import RegisterFilterSet, register_of
from certificates.register_sheet import XLSX
from certificates.services import ask_register_print, make_register_sheet
from certificates.storage import private_storage
from core import clock
from core.admin_rows import DayColumn, RuledIndexView, RuledViewSet
from core.errors import DomainError
from core.private_files import private_file_response
from core.rate_limits import rate_limited
from core.selectors import jobs_with_prefix
from members.policies import RulesPolicy, nobody

NOT_ASKED = ("p", "export", "ordering")


class RegisterIndexView(RuledIndexView):
    paginate_by = 50
    is_searchable = True
    select_related = ("batch",)
    FORMATS = ("xlsx",)

    def get_base_queryset(self) -> models.QuerySet[Any]:
        return super().get_base_queryset().defer("facts_data", "credential")

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.search(self.search_query.replace("\0", "")) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "number",
                label=_("Number"),
                sort_key="number",
                url_name="certificates:certificate",
                id_accessor="uid",
                width="22%",
            ),
            Column("holder_name", label=_("Name as printed"), sort_key="holder_name"),
            Column("office_name", label=_("Office as printed"), sort_key="office_name"),
            Column("get_kind_display", label=_("Kind"), sort_key="kind"),
            Column("batch", label=_("Batch")),
            Column("state", label=_("State"), sort_key="state", accessor=_state_of),
            DayColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        query = query_of(self.request)
        sheet = f"{self.index_url}?{query}&export=xlsx" if query else f"{self.index_url}?export=xlsx"
        paper = reverse("certificate_register:print") + (f"?{query}" if query else "")
        return [
            Button(_("Download as Excel"), url=sheet, icon_name="download", priority=10),
            Button(_("Print as PDF"), url=paper, icon_name="doc-full", priority=20),
        ]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        return _sheet(self.request, queryset)


@rate_limited("certificates.register_sheet", limit=30, seconds=3600)
def _sheet(request: HttpRequest, certificates: models.QuerySet[Certificate]) -> HttpResponse:
    query = query_of(request)
    try:
        content = make_register_sheet(certificates=certificates, query=query, actor=request.user)  # type: ignore[arg-type]  # the admin has asked for a log-in
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{request.path}?{query}" if query else request.path)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="register-{clock.site_day():%Y-%m-%d}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def query_of(request: HttpRequest) -> str:
    """The part of the address that narrows the list."""
    asked = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    return urlencode([(name, value) for name, value in asked if value and name not in NOT_ASKED])[:1000]


def _state_of(certificate: Certificate) -> str:
    """With the reason of what is valid no more: a void number stands for nothing else."""
    state = certificate.standing
    told = state not in (CertificateState.RESERVED, CertificateState.ISSUED) and certificate.reason
    return f"{state.label}: {certificate.reason}" if told else str(state.label)


@require_http_methods(["GET", "HEAD", "POST"])
def register_print(request: HttpRequest) -> HttpResponse:
    """How much would be printed; a press has it made."""
    if not rules.may_open_setups(request.user):
        raise PermissionDenied
    query = query_of(request)
    if request.method == "POST":
        return _ask_print(request, query)
    count = register_of(request.user, query).count()  # type: ignore[arg-type]  # likewise
    return render(request, "certificates/admin/register_print.html", {"count": count, "query": query})


@rate_limited("certificates.register_print", limit=10, seconds=3600)
def _ask_print(request: HttpRequest, query: str) -> HttpResponse:
    try:
        made = ask_register_print(
            actor=request.user,  # type: ignore[arg-type]  # the admin has asked for a log-in
            query=query,
            language=get_language() or "id",
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{request.path}?{query}")
    return redirect("certificate_register:printed", uid=made.uid)


@require_safe
def register_printed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page asks for itself again until the file is there."""
    wanted = _own(request, uid)
    job = None if wanted.made_at else jobs_with_prefix(wanted.job_key).first()
    context = {"print": wanted, "job": job, "is_moving": job is not None and job.finished_at is None}
    return render(request, "certificates/admin/register_printed.html", context)


@require_safe
def register_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    wanted = _own(request, uid)
    if not wanted.file or not private_storage().exists(wanted.file):
        raise Http404
    file: File[bytes] = private_storage().open(wanted.file)
    name = f"register-{wanted.asked_at:%Y-%m-%d}.pdf"
    return private_file_response(
        request, file=file, filename=name, content_type="application/pdf", etag=str(wanted.uid)
    )


def _own(request: HttpRequest, uid: UUID) -> RegisterPrint:
    """Nobody else's: it holds what this person may see."""
    if not rules.may_open_setups(request.user):
        raise PermissionDenied
    return get_object_or_404(RegisterPrint, uid=uid, asked_by=request.user, asked_at__gte=clock.now() - KEPT)


class RegisterViewSet(RuledViewSet):
    """Every number ever drawn, to read only: changes have pages of their own, with reasons."""

    model = Certificate
    policy = RulesPolicy(Certificate, view=rules.may_open_setups, change=nobody)
    icon = "list-ul"
    menu_label = gettext_lazy("Register")
    index_view_class = RegisterIndexView
    filterset_class = RegisterFilterSet
    ordering = ["-reserved_at", "-id"]
    form_fields: list[str] = []
    unrouted = RuledViewSet.unrouted | {"add_url_name", "edit_url_name"}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("print/", register_print, name="print"),
            path("print/<uuid:uid>/", register_printed, name="printed"),
            path("print/<uuid:uid>/file/", register_file, name="print_file"),
        ]
