from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TimetableChange(models.Model):
    """What of a session, or of the place, differs from what the people of the batch were last told; with a `notice`,
    what they were told then. Speakers stand here by their numbers alone: names are read when a mail is written."""

    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="timetable_changes")
    about = models.UUIDField(help_text=_("The session; or the batch, where its place changed."))
    before = models.JSONField(null=True)
    """None: it is new."""
    after = models.JSONField(null=True)
    """None: it was taken out, or nobody was told yet."""
    notice = models.CharField(max_length=200, blank=True)
    """The job that told of it; empty while nobody was told."""
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of a timetable")
        verbose_name_plural = _("changes of timetables")
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=models.Q(notice=""), name="courses_timetablechange_one_untold"
            )
        ]
        indexes = [models.Index(fields=["batch", "notice"], name="courses_timetable_told")]

    def __str__(self) -> str:
        return str(self.about)


class CalendarAddress(models.Model):
    """Where a calendar program fetches somebody's own sessions, without a log-in: the address is the secret, made anew
    from the site's key when it is shown and kept as a hash only. Personal data: erased with the account."""

    member = models.OneToOneField("members.User", on_delete=models.CASCADE, related_name="calendar_address")
    round = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.member_id}:{self.round}"
