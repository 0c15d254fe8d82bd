from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes import rules
from quizzes.choices import LatePolicy
from quizzes.timing import Allowance, Window

if TYPE_CHECKING:
    from members.models import User


class ScheduleQuerySet(models.QuerySet["QuizSchedule"]):
    def visible_to(self, user: User) -> ScheduleQuerySet:
        return self.filter(rules.schedules_visible_to(user))

    def editable_by(self, user: User) -> ScheduleQuerySet:
        return self.filter(rules.schedules_editable_by(user))


class QuizSchedule(models.Model):
    """When a batch may sit a test. Without a row it may not."""

    quiz = models.ForeignKey(
        "quizzes.QuizPage", verbose_name=_("test"), on_delete=models.CASCADE, related_name="schedules"
    )
    batch = models.ForeignKey(
        "courses.Batch", verbose_name=_("batch"), on_delete=models.CASCADE, related_name="quiz_schedules"
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    room_code = models.CharField(
        _("room code"), max_length=20, blank=True, help_text=_("Asked at the start, when set. Read it out in the room.")
    )
    late_policy = models.CharField(
        _("who starts late"),
        max_length=15,
        choices=LatePolicy.choices,
        blank=True,
        help_text=_("Leave empty to follow the test's own rule."),
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("test date")
        verbose_name_plural = _("test dates")
        ordering = ["-opens_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "batch"],
                name="quizzes_schedule_unique",
                violation_error_message=_("This batch has a date for this test already."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True) | models.Q(closes_at__gt=models.F("opens_at")),
                name="quizzes_schedule_times_in_order",
                violation_error_message=_("A test closes after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} · {self.batch}"

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)


class Allowed(models.Model):
    """What may be given beside the rule of a test, to one or to many."""

    factor = models.DecimalField(
        _("time factor"), max_digits=4, decimal_places=2, default=1, validators=[MinValueValidator(Decimal(1))]
    )
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    opens_at = models.DateTimeField(_("own opening"), null=True, blank=True)
    closes_at = models.DateTimeField(_("own close"), null=True, blank=True)
    no_timer = models.BooleanField(_("no time limit"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def allowance(self) -> Allowance:
        return Allowance(
            factor=self.factor,
            extra_minutes=self.extra_minutes,
            extra_attempts=self.extra_attempts,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            no_timer=self.no_timer,
        )


class Accommodation(Allowed):
    """What holds for one participant beside the rule of one test: the own rules, and those of groups that the person is
    in. Personal data; its reason, of the own rules alone, is never shown to others."""

    quiz = models.ForeignKey(
        "quizzes.QuizPage", verbose_name=_("test"), on_delete=models.CASCADE, related_name="accommodations"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", verbose_name=_("participant"), on_delete=models.CASCADE, related_name="accommodations"
    )
    # Where rules of groups are in the columns above: what of them are the own. None: they all are.
    own = models.JSONField(null=True)

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        constraints = [models.UniqueConstraint(fields=["quiz", "enrolment"], name="quizzes_accommodation_unique")]
        indexes = [models.Index(fields=["quiz", "closes_at"], name="quizzes_accommodation_closes")]

    @property
    def own_allowance(self) -> Allowance:
        return self.allowance if self.own is None else Allowance.from_json(self.own)

    @property
    def has_own(self) -> bool:
        return self.own != {}
