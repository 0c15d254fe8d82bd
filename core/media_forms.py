from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.uploads import UploadRefused, check_upload


class PictureField(WagtailImageField):
    """Asks what the file is before Wagtail reads it: a picture that stops half way would break its form."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, File) and data.size:
            try:
                check_upload(data, allowed=settings.WAGTAILIMAGES_EXTENSIONS)
            except UploadRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return super().to_python(data)


class PictureForm(BaseImageForm):
    file = PictureField(label=_("File"), widget=forms.FileInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail puts these words together when the form is imported, in whatever language it is then.
        spoken, field = PictureField(), self.fields["file"]
        field.help_text, field.error_messages = spoken.help_text, spoken.error_messages
