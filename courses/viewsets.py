"""Batches, their timetable and speakers as lists in the admin; organisers meet those of their own courses."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin_rows import CreateView, DayColumn, IndexView, InspectView, RowsViewSet
from core.figures import figure
from courses import rules
from courses.admin_forms import BatchForm, SessionForm, SessionPlanForm, SpeakerProfileForm
from courses.models import Batch, Session, SpeakerProfile
from members.policies import RulesPolicy


class BatchIndexView(IndexView):
    select_related = ("course",)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", get_url=self.get_inspect_url),
            Column("course", label=_("Course"), sort_key="course__title"),
            Column("city", label=_("City"), sort_key="city"),
            DayColumn("starts_on", label=_("First day"), sort_key="starts_on"),
            Column("get_state_display", label=_("State"), sort_key="state"),
        ]

    def get_base_queryset(self) -> Any:
        batches: Any = super().get_base_queryset()
        return batches.overseen_by(self.request.user)


class BatchViewSet(RowsViewSet):
    model = Batch
    policy = RulesPolicy(
        Batch,
        view=rules.may_oversee_batches,
        change=rules.may_add_course,
        change_instance=rules.may_run_batch,
    )
    icon = "group"
    menu_label = gettext_lazy("Batches")
    ordering = ["-starts_on", "code"]
    search_fields = ["name"]
    list_filter = ["state", "mode", "zone"]
    create_form = edit_form = BatchForm
    index_view_class = BatchIndexView
    inspect_view_fields = [
        "course",
        "name",
        "code",
        "mode",
        "venue",
        "city",
        "starts_on",
        "ends_on",
        "capacity",
        "nominations_until",
        "swaps_until",
        "self_enrolment",
        "state",
    ]


class SessionIndexView(IndexView):
    select_related = ("batch",)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("subject", label=_("Subject"), sort_key="subject", get_url=self.get_inspect_url),
            Column("batch", label=_("Batch"), sort_key="batch__name"),
            Column("starts_at", label=_("Starts"), sort_key="starts_at", accessor=_start_of),
            Column("jp", label=_("JP"), sort_key="jp", accessor=lambda session: figure(session.jp)),
            Column("get_state_display", label=_("State"), sort_key="state"),
        ]


class SessionInspectView(InspectView):
    def get_starts_at_display_value(self) -> str:
        return _start_of(self.object)

    def get_jp_display_value(self) -> str:
        return figure(self.object.jp)

    def get_delivered_jp_display_value(self) -> str:
        return "" if self.object.delivered_jp is None else figure(self.object.delivered_jp)


class SessionCreateView(CreateView):
    def get_initial(self) -> dict[str, Any]:
        """The batch that the link to this page names by its code; the form offers only those that the viewer runs."""
        code = self.request.GET.get("batch", "")
        return {**super().get_initial(), "batch": Batch.objects.run_by(self.request.user).filter(code=code).first()}

    def get_success_url(self) -> str:
        """On to the same session's form, which now knows whose batch it is and so who may speak."""
        return str(self.get_edit_url())


def _start_of(session: Session) -> str:
    starts = timezone.localtime(session.starts_at, ZoneInfo(session.batch.zone))
    return f"{date_format(starts, 'j M Y, H.i')} {session.batch.get_zone_display()}"


class SessionViewSet(RowsViewSet):
    model = Session
    policy = RulesPolicy(
        Session,
        view=rules.may_oversee_batches,
        change=rules.may_add_course,
        change_instance=rules.may_change_session,
    )
    icon = "time"
    menu_label = gettext_lazy("Sessions")
    ordering = ["-starts_at", "pk"]
    search_fields = ["subject"]
    list_filter = ["state"]
    create_form = SessionForm
    edit_form = SessionPlanForm
    add_view_class = SessionCreateView
    index_view_class = SessionIndexView
    inspect_view_class = SessionInspectView
    inspect_view_fields = ["batch", "subject", "room", "starts_at", "ends_at", "jp", "state", "delivered_jp"]


class SpeakerIndexView(IndexView):
    select_related = ("member",)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("member", label=_("Speaker"), sort_key="member__name", get_url=self.get_inspect_url),
            Column("function", label=_("Function"), sort_key="function"),
        ]


class SpeakerViewSet(RowsViewSet):
    model = SpeakerProfile
    policy = RulesPolicy(SpeakerProfile, view=rules.may_oversee_batches, change=rules.may_add_course)
    icon = "user"
    menu_label = gettext_lazy("Speakers")
    ordering = ["member__name", "pk"]
    search_fields = ["function"]
    create_form = edit_form = SpeakerProfileForm
    index_view_class = SpeakerIndexView
    inspect_view_fields = ["member", "function", "biography"]


class BatchesGroup(ViewSetGroup):
    menu_label = gettext_lazy("Batches")
    menu_name = "batches"
    menu_icon = "group"
    menu_order = 200
    items = (BatchViewSet("batches"), SessionViewSet("sessions"), SpeakerViewSet("speakers"))
