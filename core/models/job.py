from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.choices import JobState
from core.jobs.registry import label_of


class JobQuerySet(models.QuerySet["Job"]):
    def with_prefix(self, prefix: str) -> JobQuerySet:
        return self.filter(key__startswith=prefix)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])

    def due(self, now: datetime) -> JobQuerySet:
        return self.filter(state=JobState.WAITING, run_after__lte=now, on_hold=False)

    def abandoned(self, now: datetime) -> JobQuerySet:
        """Whose worker neither finished nor renewed its lease: killed, or cut off from the database."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=now)

    def claimable(self, now: datetime) -> JobQuerySet:
        return self.due(now) | self.abandoned(now).filter(on_hold=False)

    def held_by(self, token: str) -> JobQuerySet:
        return self.filter(state=JobState.RUNNING, lease_token=token)


class Job(models.Model):
    """One piece of background work, submitted once by key and finished once, whatever dies in between.

    The payload holds ids, never personal data; rows stay as the record of what was done.
    """

    kind = models.CharField(_("kind"), max_length=80)
    key = models.CharField(
        _("key"), max_length=200, unique=True, help_text=_("Names the occasion, so that it is done once.")
    )
    payload = models.JSONField(_("payload"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True, help_text=_("Why it waits, or why it failed."))
    on_hold = models.BooleanField(
        _("on hold"),
        default=False,
        db_default=False,  # for processes of an earlier version, until they are begun anew
        help_text=_("Somebody paused it: nobody begins it until it is released."),
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    message = models.CharField(_("message"), max_length=200, blank=True)

    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    worker = models.CharField(_("worker"), max_length=120, blank=True, editable=False)
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    message_id = models.CharField(max_length=64, blank=True, editable=False)

    created_at = models.DateTimeField(_("submitted"), default=clock.now, editable=False)
    run_after = models.DateTimeField(_("not before"), default=clock.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "run_after"], name="core_job_state_due"),
            models.Index(fields=["kind", "-id"], name="core_job_kind"),
            models.Index(
                fields=["lease_until"], condition=models.Q(state=JobState.RUNNING), name="core_job_running_lease"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=JobState.RUNNING) | models.Q(lease_until__isnull=False),
                name="core_job_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_repeatable(self) -> bool:
        return self.state in (JobState.WAITING, JobState.FAILED) and not self.on_hold

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)

    @property
    def progress(self) -> dict[str, Any]:
        """What a live page needs to draw the bar."""
        return {
            "state": self.state,
            "on_hold": self.on_hold,
            "done": self.done,
            "total": self.total,
            "message": self.message,
            "reason": self.reason,
        }


class WorkerHeartbeat(models.Model):
    """A process that works jobs says here, every few seconds, that it lives."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    engine = models.CharField(_("engine"), max_length=20)
    started_at = models.DateTimeField(_("started"), default=clock.now)
    seen_at = models.DateTimeField(_("last seen"), default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
