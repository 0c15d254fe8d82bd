from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.choices import PackGrouping
from certificates.querysets import PackQuerySet
from core.identifiers import uuid7

KEPT = timedelta(days=1)


class PaperPack(models.Model):
    """Copies of a batch's valid certificates in one archive with an index, made by a job and gone after a day.

    Personal data: the archive holds papers of the people in the batch; it is private, and nothing of it is kept.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="paper_packs")
    asked_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")

    grouping = models.CharField(_("folders"), max_length=10, choices=PackGrouping.choices)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    papers = models.PositiveIntegerField(_("certificates"), default=0)

    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive of certificates")
        verbose_name_plural = _("archives of certificates")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["asked_at"], name="certificates_pack_asked")]

    def __str__(self) -> str:
        return self.filename

    @property
    def job_key(self) -> str:
        return f"certificates.pack:{self.uid}"

    @property
    def address(self) -> str:
        """Where the archive lies, known before it is made: what a stopped worker left is written over."""
        return f"certificate-packs/{self.uid}.zip"

    @property
    def filename(self) -> str:
        return f"sertifikat-{self.batch.code}-{self.grouping}.zip"
