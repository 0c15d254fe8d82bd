"""The ways from a bank to its files, above its form."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from quizzes.rules import may_edit_bank


def file_buttons(bank: Any, user: Any) -> list[HeaderButton]:
    """To take out is for whoever may read the bank, to bring in for whoever may write in it."""
    buttons = []
    if may_edit_bank(user, bank):
        address = reverse("question_files:upload", args=[bank.pk])
        buttons.append(HeaderButton(_("Import questions"), url=address, icon_name="upload", priority=30))
    address = reverse("question_files:export", args=[bank.pk])
    buttons.append(HeaderButton(_("Export questions"), url=address, icon_name="download", priority=40))
    return buttons


class FilesAboveForm:
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return file_buttons(self.object, self.request.user)  # type: ignore[attr-defined]
