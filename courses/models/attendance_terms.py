from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from courses.attendance import Terms
from courses.choices import LateCounts, LeavingCounts

# A window that is longer would reach into the sessions around it.
LONGEST = MaxValueValidator(120)


class AttendanceTerms(models.Model):
    """When check-in is open in the sessions of a course, and what coming late or leaving early counts."""

    check_in_before = models.PositiveSmallIntegerField(
        _("check-in opens, minutes before the session"),
        default=15,
        validators=[LONGEST],
        help_text=_("Whoever scans up to an hour earlier is counted when it opens."),
    )
    check_in_after = models.PositiveSmallIntegerField(
        _("check-in closes, minutes after the session"), default=15, validators=[LONGEST]
    )
    late_after = models.PositiveSmallIntegerField(
        _("late from, minutes after the start"), default=15, validators=[LONGEST]
    )
    late_counts = models.CharField(
        _("of who comes late"), max_length=10, choices=LateCounts.choices, default=LateCounts.WHOLE
    )
    leaving_counts = models.CharField(
        _("of who leaves early"), max_length=10, choices=LeavingCounts.choices, default=LeavingCounts.FROM_HALF
    )

    class Meta:
        abstract = True

    @property
    def attendance_terms(self) -> Terms:
        return Terms(
            opens_before=self.check_in_before,
            closes_after=self.check_in_after,
            late_after=self.late_after,
            late_counts=LateCounts(self.late_counts),
            leaving_counts=LeavingCounts(self.leaving_counts),
        )

    @staticmethod
    def panel() -> Any:
        names = ("check_in_before", "check_in_after", "late_after", "late_counts", "leaving_counts")
        return MultiFieldPanel([FieldPanel(name) for name in names], heading=_("Attendance"))
