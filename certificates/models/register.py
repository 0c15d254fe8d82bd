from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7

KEPT = timedelta(days=1)


class RegisterPrint(models.Model):
    """The register as PDF, made for the one who asked. It names the people on it, so it goes after a day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    asked_by = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    numbers = models.PositiveIntegerField(_("numbers"), default=0)
    file = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("printed register")
        verbose_name_plural = _("printed registers")
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def job_key(self) -> str:
        return f"certificates.register:{self.uid}"
