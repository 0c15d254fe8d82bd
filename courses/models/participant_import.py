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
from courses.choices import ImportOutcome, ImportState
from courses.models.batch import Batch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

AT_ONCE_TAKES = timedelta(minutes=2)


def private_storage() -> Storage:
    return storages["private"]


class ParticipantImportQuerySet(models.QuerySet["ParticipantImport"]):
    def run_by(self, user: User | AnonymousUser) -> ParticipantImportQuerySet:
        return self.filter(batch__in=Batch.objects.run_by(user))


class ParticipantImport(models.Model):
    """A list of participants between its upload and its saving: private, gone after some days.

    Personal data: the file and its rows, of people with and without an account. Removed by a job a week after the
    upload; emptied with the account of anybody whom it names.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="participant_imports")
    uploaded_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=10)

    file = models.FileField(storage=private_storage, upload_to="participant-lists", max_length=200)
    filename = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    kind = models.CharField(max_length=10, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    header = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=0)
    samples = models.JSONField(default=list)
    others = models.JSONField(default=list)
    about = models.JSONField(default=list)

    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    office_questions = models.JSONField(default=list)  # of each name that no office has: rows, and which may be meant

    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True)
    work_key = models.CharField(max_length=200, blank=True)  # of the job that is at it, if any

    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(_("saved"), null=True)

    objects = ParticipantImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of participants from a file")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at"], name="courses_pimport_created")]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_pending(self) -> bool:
        return self.state in (ImportState.READING, ImportState.CHECKING, ImportState.SAVING)

    @property
    def job(self) -> Job | None:
        return Job.objects.filter(key=self.work_key).first() if self.work_key else None

    def is_stalled(self, job: Job | None) -> bool:
        """Nobody is at it any more: its job failed, or the process that did it at once was killed."""
        if not self.is_pending:
            return False
        if self.work_key:
            return job is None or job.state in (JobState.FAILED, JobState.DONE)
        return (self.begun_at or self.created_at) < clock.now() - AT_ONCE_TAKES

    def counted(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))


class ImportedRow(models.Model):
    """One row of the file: who it names, what is wrong or asked, what came of it.

    Personal data, removed with its list.
    """

    staged = models.ForeignKey(ParticipantImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    office_text = models.CharField(_("office"), max_length=200, blank=True)
    values = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=ImportOutcome.choices)
    is_warned = models.BooleanField(default=False)
    findings = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    office = models.ForeignKey("members.Office", null=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    enrolment_state = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("row of a list of participants")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["staged", "number"], name="courses_importedrow_unique")]
        indexes = [models.Index(fields=["staged", "outcome", "number"], name="courses_importedrow_outcome")]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["severity"] != "error"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["severity"] == "error"]
