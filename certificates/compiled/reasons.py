"""Why a paper takes the full renderer instead of the compiled path. Kept with the certificate, by these codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    FEW = "few", _("The run is small.")
    TEMPLATE = "template", _("The template cannot be compiled.")
    UNPROVEN = "unproven", _("The compiled template differs from the full one.")
    LETTERS = "letters", _("Letters that need the full renderer.")
    ROOM = "room", _("The text needs more room.")


class NeedsFullRendererError(Exception):
    """No fault of the paper: it is drawn the slow way."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
