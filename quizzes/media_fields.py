"""A picture or sound in the author's form: chosen as a file, or the one that stands there already.

The file goes with the form. Where scripts run it is sent when it is chosen, so that the preview can show it and a
mistake elsewhere in the form does not lose it: the form then names it, with a token that says who sent it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from members.models import User
from quizzes.errors import MediaRefusedError
from quizzes.media_files import MOST_PICTURE_BYTES
from quizzes.media_tokens import is_own_upload
from quizzes.models import QuestionMedia
from quizzes.services import store_question_media
from quizzes.shown_media import address_of_own

ACCEPT = "image/png,image/jpeg,image/webp,image/gif,audio/mpeg,audio/mp4,audio/ogg,audio/webm,audio/wav,.m4a,.opus"


@dataclass(frozen=True)
class Given:
    """What came with the form; `named` may be what stood there before, or what was just sent."""

    named: str = ""
    token: str = ""
    file: UploadedFile[Any] | None = None


class MediaInput(forms.Widget):
    template_name = "quizzes/admin/media_input.html"
    needs_multipart_form = True

    def id_for_label(self, id_: str | None) -> str:
        return id_ or ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Given:
        if data.get(f"{name}-clear"):
            return Given()
        named, _colon, token = (data.get(name) or "").partition("|")
        return Given(named[:64], token[:200], files.get(f"{name}-file"))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}-file" not in files

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = value if isinstance(value, Given) else Given(str(value or ""))
        context = super().get_context(name, None, attrs)
        media = QuestionMedia.objects.filter(sha256=given.named).first() if given.named else None
        context["widget"] |= {
            "media": media,
            "named": f"{given.named}|{given.token}" if given.token else given.named,
            "address": address_of_own(given.named, given.token) if media else "",
            "accept": ACCEPT,
        }
        return context


class QuestionMediaField(forms.Field):
    """Gives the QuestionMedia or None. Who may name what is asked by `refuse_foreign_media`, which knows the person."""

    widget = MediaInput

    def clean(self, value: Any) -> QuestionMedia | None:
        given = value if isinstance(value, Given) else Given(str(value or ""))
        if given.file is not None:
            return self._stored(given.file)
        media = QuestionMedia.objects.filter(sha256=given.named).first() if given.named else None
        if media is None and self.required:
            raise ValidationError(_("Choose a picture or a sound."))
        return media

    @staticmethod
    def _stored(file: UploadedFile[Any]) -> QuestionMedia:
        if (file.size or 0) > MOST_PICTURE_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Make it smaller, then choose it again."))
        try:
            return store_question_media(name=file.name or "", data=file.read())
        except MediaRefusedError as refused:
            raise ValidationError(str(refused)) from refused

    def has_changed(self, initial: Any, data: Any) -> bool:
        given = data if isinstance(data, Given) else Given(str(data or ""))
        return given.file is not None or given.named != (initial or "")


def refuse_foreign_media(form: Any, user: User) -> None:
    """A file that was named, not sent, must have stood there, be of the user's banks, or have just come from them."""
    if "media" not in form.fields or "media" not in form.changed_data or not hasattr(form, "cleaned_data"):
        return
    media: QuestionMedia | None = form.cleaned_data.get("media")
    given = form.fields["media"].widget.value_from_datadict(form.data, form.files, form.add_prefix("media"))
    if media is None or given.file is not None or is_own_upload(user, media.sha256, given.token):
        return
    if not QuestionMedia.objects.visible_to(user).filter(pk=media.pk).exists():
        form.add_error("media", ValidationError(_("Choose the file again, please.")))
