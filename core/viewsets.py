"""Recordings as a list in the admin: everybody meets the own uploads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from core.admin_rows import CreateView, EditView, RuledIndexView, RuledViewSet, Visible
from core.errors import DomainError
from core.media_policy import recording_policy
from core.models import Recording
from core.recording_figures import played_in, size_shown
from core.recording_forms import RecordingForm
from core.recordings.saving import delete_recording


class RecordingIndexView(RuledIndexView):
    page_title = gettext_lazy("Recordings")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label=_("Title"), sort_key="title", get_url=self.get_edit_url),
            Column(
                "get_type_display", label=_("Kind"), accessor=lambda row: _("Video") if row.is_video else _("Audio")
            ),
            Column("duration", label=_("Length"), sort_key="duration", accessor=lambda row: played_in(row.seconds)),
            Column("file_size", label=_("Size"), sort_key="file_size", accessor=lambda row: size_shown(row.file_size)),
            Column("captions", label=_("Captions"), accessor=_captions_of),
            DateColumn("created_at", label=_("Uploaded"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> Any:
        found: Any = super().get_base_queryset()
        return found.prefetch_related("captions")


class _Saving:
    template_name = "core/admin/recording_form.html"

    def get_success_message(self, instance: Recording | None = None) -> str:
        form: RecordingForm = self.form  # type: ignore[attr-defined]
        return " ".join([_("The recording “%(title)s” is kept.") % {"title": form.instance.title}, *form.notes])

    def get_error_message(self) -> str:
        return _("The recording was not kept. What is wrong stands beside the fields.")


class RecordingCreateView(_Saving, CreateView):
    page_title = gettext_lazy("Upload a recording")


class RecordingEditView(_Saving, EditView):
    pass


class RecordingDeleteView(Visible, generic.DeleteView):
    needed_on_row = "delete"
    page_title = gettext_lazy("Delete the recording")

    def get_confirmation_message(self) -> str:
        return _("Its file and its captions go for good. A recording that a material shows cannot be deleted.")

    def form_valid(self, form: Any) -> Any:
        try:
            delete_recording(recording=self.object, actor=self.request.user)
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("The recording is deleted."))
        return redirect(self.get_success_url())


class RecordingViewSet(RuledViewSet):
    model = Recording
    policy = recording_policy
    icon = "media"
    menu_label = gettext_lazy("Recordings")
    menu_name = "recordings"
    menu_order = 320
    add_to_admin_menu = True
    ordering = ["-created_at", "-pk"]
    index_view_class = RecordingIndexView
    add_view_class = RecordingCreateView
    edit_view_class = RecordingEditView
    delete_view_class = RecordingDeleteView
    unrouted = RuledViewSet.unrouted - {"delete_url_name"}
    create_template_name = edit_template_name = "core/admin/recording_form.html"

    def get_form_class(self, for_update: bool = False) -> type[RecordingForm]:
        return RecordingForm

    def get_edit_handler(self) -> None:
        return None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("delete/<int:pk>/", self.delete_view, name="delete")]


def _captions_of(recording: Recording) -> str:
    return ", ".join(captions.get_language_display() for captions in recording.all_captions) or _("none yet")
