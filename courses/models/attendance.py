from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from courses.choices import AttendanceMethod, AttendanceState
from courses.models.batch import Session
from courses.models.enrolment import Enrolment


class Attendance(models.Model):
    """How a participant attended one session; who has no row was not there.

    `credit` is the part of the session's JP that counts, by the course's terms of when it was written: a later change
    of the terms leaves closed batches as they were. A scan before check-in opens stands here at once; nothing counts
    before its session is over. `noted_for` is the day that the session was planned for when this was said, on its
    batch's clocks: a session that is moved to another day sets aside what was said of the day given up.

    Personal data: where somebody was, when. Kept with the enrolment, whose hours rest on it; what could tell devices
    and reasons goes with the account.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")

    state = models.CharField(_("attendance"), max_length=10, choices=AttendanceState.choices)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    credit = models.DecimalField(_("part that counts"), max_digits=3, decimal_places=2)
    noted_for = models.DateField(null=True, editable=False)

    method = models.CharField(_("noted by"), max_length=10, choices=AttendanceMethod.choices)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    device = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("The same for two people who checked in to this session on one device."),
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["session", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="courses_attendance_unique"),
            models.CheckConstraint(
                condition=models.Q(credit__gte=0, credit__lte=1), name="courses_attendance_credit_is_a_part"
            ),
        ]
        indexes = [models.Index(fields=["session", "state"], name="courses_attendance_counts")]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.session}"

    @property
    def is_set_aside(self) -> bool:
        """The session was moved to another day since, and nobody noted the person for that one."""
        return self.state == AttendanceState.MOVED


class AttendanceChange(models.Model):
    """A correction: what stood before and what stands since, why and by whom. Written once, never changed.

    Personal data; erased with the enrolment.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="changes")
    state_before = models.CharField(max_length=10, choices=AttendanceState.choices)
    arrived_before = models.DateTimeField(null=True)
    left_before = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=AttendanceState.choices)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("correction of attendance")
        verbose_name_plural = _("corrections of attendance")
        ordering = ["changed_at", "id"]

    @property
    def is_by_clock(self) -> bool:
        """Nobody decided it: it follows the times of the session, or an arrival that was told later."""
        return self.changed_by_id is None and not self.reason
