from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7

if TYPE_CHECKING:
    from members.models import User

INLINE = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
DOWNLOADED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}
PICTURES = frozenset({"jpg", "png", "webp"})


def private_storage() -> Storage:
    return storages["private"]


def answer_address(row: AnswerFile, _name: str) -> str:
    """Tells nothing of the person: neither a name nor what the file was called."""
    return f"answers/{row.uid}.{row.kind}"


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def for_member(self, user: User) -> AnswerFileQuerySet:
        return self.filter(attempt__enrolment__member=user)


class AnswerFile(models.Model):
    """A file handed in as an answer, which names it by `uid`. Personal data: what somebody made and how the file was
    called; erasing the account takes content and name and leaves that a file was handed in. Markers get `blinded`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    attempt = models.ForeignKey("quizzes.Attempt", on_delete=models.CASCADE, related_name="files")
    slot = models.PositiveSmallIntegerField()
    file = models.FileField(_("file"), storage=private_storage, upload_to=answer_address, blank=True)
    blinded = models.FileField(
        _("file for markers"), storage=private_storage, blank=True, help_text=_("Without notes about place and author.")
    )
    name = models.CharField(_("file name"), max_length=200, blank=True)
    kind = models.CharField(max_length=5)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ["attempt", "slot", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "slot", "sha256"],
                condition=~models.Q(sha256=""),
                name="quizzes_answerfile_content_unique",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="quizzes_answerfile_not_empty"),
        ]

    @property
    def content_type(self) -> str:
        return INLINE.get(self.kind) or DOWNLOADED.get(self.kind, "application/octet-stream")

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def is_shown(self) -> bool:
        """A browser can show it by itself."""
        return self.kind in INLINE
