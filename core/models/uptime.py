from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Uptime(models.Model):
    """From when to when the site could serve, as its own processes said every few seconds. Nobody's data."""

    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("uptime")
        verbose_name_plural = _("uptimes")
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"
