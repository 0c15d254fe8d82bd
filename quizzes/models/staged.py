from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.choices import JobState
from core.identifiers import uuid7
from core.models import Job
from quizzes.choices import FileOutcome, QuestionType, StagedState
from quizzes.models.bank import QuestionBank

if TYPE_CHECKING:
    from members.models import User

AT_ONCE_TAKES = timedelta(minutes=2)  # a small file takes seconds


def private_storage() -> Storage:
    return storages["private"]


class StagedImportQuerySet(models.QuerySet["StagedImport"]):
    def editable_by(self, user: User) -> StagedImportQuerySet:
        """A file of questions holds their keys: for those alone who may write in its bank."""
        return self.filter(bank__in=QuestionBank.objects.editable_by(user))


class StagedImport(models.Model):
    """A file of questions between its upload and its import: private, looked through by a job, gone after a day."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    bank = models.ForeignKey(QuestionBank, on_delete=models.CASCADE, related_name="staged_imports")
    uploaded_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=10)

    file = models.FileField(storage=private_storage, upload_to="question-files", max_length=200, blank=True)
    filename = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    format = models.CharField(_("format"), max_length=20, blank=True)

    state = models.CharField(max_length=10, choices=StagedState.choices, default=StagedState.WAITING)
    bank_state = models.CharField(max_length=64, blank=True)
    about_file = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    work_key = models.CharField(max_length=200, blank=True)  # of the job that is at it, if any

    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    begun_at = models.DateTimeField(null=True)  # the step that is pending, the last time
    committed_at = models.DateTimeField(_("imported"), null=True)

    objects = StagedImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("staged file of questions")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at"], name="quizzes_staged_created")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_pending(self) -> bool:
        return self.state in (StagedState.WAITING, StagedState.COMMITTING)

    @property
    def to_import(self) -> int:
        return int(self.counts.get("added", 0)) + int(self.counts.get("renewed", 0))

    @property
    def refused(self) -> int:
        return int(self.counts.get("refused", 0))

    @property
    def is_stalled(self) -> bool:
        """Nobody is at it any more: its job failed, or the process that did it at once was killed."""
        if not self.is_pending:
            return False
        if self.work_key:
            job = Job.objects.filter(key=self.work_key).only("state").first()
            return job is None or job.state in (JobState.FAILED, JobState.DONE)
        return (self.begun_at or self.created_at) < clock.now() - AT_ONCE_TAKES


class StagedQuestion(models.Model):
    """What would come of one question of the file. `body` is what participants would see; the key is not kept."""

    staged = models.ForeignKey(StagedImport, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=300, blank=True)
    name = models.CharField(_("question"), max_length=300, blank=True)
    type = models.CharField(_("kind"), max_length=20, blank=True, choices=QuestionType.choices)
    outcome = models.CharField(max_length=10, choices=FileOutcome.choices)
    is_warned = models.BooleanField(default=False)
    replaced = models.CharField(max_length=300, blank=True)
    findings = models.JSONField(default=list)
    body = models.JSONField(null=True)

    class Meta:
        verbose_name = _("staged question")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["staged", "number"], name="quizzes_stagedquestion_unique")]

    @property
    def sentences(self) -> list[dict[str, Any]]:
        return [{"severity": severity, "sentence": sentence} for severity, sentence in self.findings]
