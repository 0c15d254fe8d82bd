"""Choosing a recording in the page editor, or uploading one there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.media_policy import recording_policy
from core.models import Recording
from core.recording_figures import played_in, size_shown
from core.recording_forms import RecordingForm

TO_CHOOSE = ["choose"]


class _Own:
    """Among one's own uploads; all of them, for an administrator."""

    def get_object_list(self) -> QuerySet[Recording]:
        return recording_policy.instances_user_has_any_permission_for(self.request.user, TO_CHOOSE).order_by("-pk")  # type: ignore[attr-defined]

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.request.user, "prefix": "recording-upload"}  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("duration", label=_("Length"), accessor=lambda row: played_in(row.seconds)),
            Column("file_size", label=_("Size"), accessor=lambda row: size_shown(row.file_size)),
            DateColumn("created_at", label=_("Uploaded")),
        ]


class ChooseRecording(_Own, chooser.ChooseView):
    pass


class ChooseRecordingResults(_Own, chooser.ChooseResultsView):
    pass


class ChosenRecording(chooser.ChosenView):
    def get_object(self, pk: str) -> Recording:
        found: Recording = super().get_object(pk)
        if not recording_policy.user_has_any_permission_for_instance(self.request.user, TO_CHOOSE, found):
            raise PermissionDenied
        return found


class ChosenRecordings(chooser.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Recording]:
        found: QuerySet[Recording] = recording_policy.instances_user_has_any_permission_for(
            self.request.user, TO_CHOOSE
        )
        return found.filter(pk__in=pks)


class UploadRecording(_Own, chooser.CreateView):
    pass


class RecordingChooserViewSet(ChooserViewSet):
    model = Recording
    permission_policy = recording_policy
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    create_action_label = _("Upload")
    create_action_clicked_label = _("Uploading…")
    creation_form_class = RecordingForm
    choose_view_class = ChooseRecording
    choose_results_view_class = ChooseRecordingResults
    chosen_view_class = ChosenRecording
    chosen_multiple_view_class = ChosenRecordings
    create_view_class = UploadRecording


recording_chooser = RecordingChooserViewSet("recording_chooser")
RecordingChooserBlock = recording_chooser.get_block_class(
    name="RecordingChooserBlock", module_path="core.recording_chooser"
)
