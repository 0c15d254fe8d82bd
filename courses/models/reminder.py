from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.choices import ReminderKind


class BatchReminder(models.Model):
    """What a batch does otherwise than usual with one kind of reminder; without a row it comes as usual."""

    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind.choices)
    is_on = models.BooleanField(_("is sent"), default=True)
    days = models.PositiveSmallIntegerField(_("days before"))

    class Meta:
        verbose_name = _("reminder of a batch")
        verbose_name_plural = _("reminders of a batch")
        ordering = ["batch", "kind"]
        constraints = [models.UniqueConstraint(fields=["batch", "kind"], name="courses_batchreminder_once")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.batch_id}"
