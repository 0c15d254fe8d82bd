from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import uuid7

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

KEPT = timedelta(days=1)


class MadeFileQuerySet(models.QuerySet["MadeFile"]):
    def of_person(self, user: AbstractBaseUser | AnonymousUser) -> MadeFileQuerySet:
        """A file is for whoever asked for it, and for nobody else."""
        return self.filter(asked_by=user.pk) if user.is_authenticated else self.none()

    def fresh(self) -> MadeFileQuerySet:
        return self.filter(asked_at__gte=clock.now() - KEPT)


class MadeFile(models.Model):
    """A sheet or paper that a job makes for the one who asked (`core.made_files`): private, and gone after a day.

    Personal data: it may name people, by what was chosen and in the file itself; nothing of it is kept.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("about"), max_length=100, help_text=_("Which page it is asked for on."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    options = models.JSONField(_("what was chosen"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    language = models.CharField(_("language"), max_length=10)
    scope = models.TextField(default="", db_default="", blank=True, editable=False)
    """Of whom it tells: what the asker's roles opened when it was asked for (`FileKind.scope`)."""

    filename = models.CharField(_("file name"), max_length=150, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)

    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    objects = MadeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to download")
        verbose_name_plural = _("files to download")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["asked_by", "subject", "-asked_at"], name="core_madefile_asked")]

    def __str__(self) -> str:
        return self.filename or str(self.uid)

    @property
    def job_key(self) -> str:
        return f"core.made_file:{self.uid}"

    @property
    def address(self) -> str:
        """Where it lies, known before it is made: what a stopped worker left is written over."""
        return f"made-files/{self.uid}"

    def option(self, name: str) -> Any:
        return self.options.get(name, "")
