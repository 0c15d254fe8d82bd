from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from quizzes.choices import RegradeAction, RegradeState
from quizzes.correcting import Correction

if TYPE_CHECKING:
    from members.models import User


class RegradeRun(models.Model):
    """A correction of one question's marks: prepared, looked at person by person, then committed or given up.

    Its reason is about the question, and every person concerned reads it.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.PROTECT, related_name="regrade_runs")
    question = models.ForeignKey("quizzes.Question", on_delete=models.PROTECT, related_name="+")
    question_version = models.ForeignKey(
        "quizzes.QuestionVersion",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Whose key is applied."),
    )

    action = models.CharField(_("action"), max_length=12, choices=RegradeAction.choices)
    accepted = models.JSONField(default=list, help_text=_("Further right answers: keys of options, or texts."))
    upward_only = models.BooleanField(_("only upward"), default=True)
    reason = models.CharField(_("reason"), max_length=300)
    tells_people = models.BooleanField(_("tells those whose mark changes"), default=True)

    batch = models.ForeignKey("courses.Batch", null=True, on_delete=models.PROTECT, related_name="+")
    versions = models.JSONField(default=list, help_text=_("Numbers of the test's versions; none means all."))
    chosen = models.JSONField(default=list, help_text=_("Uids of single attempts; none means all."))

    state = models.CharField(_("state"), max_length=10, choices=RegradeState.choices, default=RegradeState.PREPARED)
    data_version = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(_("prepared"), default=timezone.now)
    looked_at = models.DateTimeField(_("preview computed"), null=True)
    committed_at = models.DateTimeField(_("committed"), null=True)
    applied_at = models.DateTimeField(_("applied to all"), null=True)

    class Meta:
        verbose_name = _("correction of marks")
        verbose_name_plural = _("corrections of marks")
        ordering = ["-id"]

    @property
    def correction(self) -> Correction:
        version = self.question_version
        return Correction(
            RegradeAction(self.action),
            tuple(self.accepted),
            version.body if version else None,
            version.key if version else None,
        )

    @property
    def is_prepared(self) -> bool:
        return self.state == RegradeState.PREPARED

    @property
    def is_committed(self) -> bool:
        return self.state == RegradeState.COMMITTED


class RegradeRowQuerySet(models.QuerySet["RegradeRow"]):
    def for_member(self, user: User) -> RegradeRowQuerySet:
        return self.filter(attempt__enrolment__member=user)


class RegradeRow(models.Model):
    """What a run does to one attempt. Personal data: marks before and after; kept as long as the attempt."""

    run = models.ForeignKey(RegradeRun, on_delete=models.CASCADE, related_name="rows")
    attempt = models.ForeignKey("quizzes.Attempt", on_delete=models.PROTECT, related_name="regrade_rows")
    slot = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(help_text=_("Of the question in this attempt."))
    old_fraction = models.DecimalField(max_digits=6, decimal_places=5)
    new_fraction = models.DecimalField(max_digits=6, decimal_places=5, null=True, help_text=_("None where dropped."))
    old_points = models.DecimalField(max_digits=12, decimal_places=5)
    new_points = models.DecimalField(max_digits=12, decimal_places=5)
    old_maximum = models.DecimalField(max_digits=9, decimal_places=2)
    new_maximum = models.DecimalField(max_digits=9, decimal_places=2)
    direction = models.SmallIntegerField(default=0, help_text=_("1 up, −1 down, 0 as before."))
    crosses = models.SmallIntegerField(default=0, help_text=_("1 passes now, −1 passes no longer."))
    by_people = models.BooleanField(default=False, help_text=_("Marked by somebody: left as it is."))
    applied_at = models.DateTimeField(null=True)

    objects = RegradeRowQuerySet.as_manager()

    class Meta:
        ordering = ["run", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "attempt"], name="quizzes_regraderow_unique")]
        indexes = [models.Index(fields=["run", "direction"], name="quizzes_regraderow_direction")]
