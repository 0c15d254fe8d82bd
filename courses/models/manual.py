from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from courses.choices import MANUAL


class ManualRequirement(models.Model):
    """What participants of a course do outside this site, ticked off by hand: a video handed in, a letter signed."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="manual_requirements")
    label = models.CharField(_("what is asked for"), max_length=100)
    explanation = models.CharField(_("what to do"), max_length=500, blank=True)
    speakers_may_tick = models.BooleanField(_("speakers of a batch may tick it off, too"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("requirement ticked off by hand")
        ordering = ["course", "created_at", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        return f"{MANUAL}:{self.uid}"


class ManualTick(models.Model):
    """That a participant did it, said by whom and when. Undone it stays, with the reason, and another may follow.

    Personal data: what staff noted about somebody's work. The notes are taken out when the account is erased.
    """

    requirement = models.ForeignKey(ManualRequirement, on_delete=models.PROTECT, related_name="ticks")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="manual_ticks")
    note = models.CharField(_("note"), max_length=250, blank=True)
    ticked_at = models.DateTimeField(default=timezone.now)
    ticked_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undo_reason = models.CharField(_("reason"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("tick by hand")
        ordering = ["requirement", "enrolment", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "enrolment"],
                condition=models.Q(undone_at__isnull=True),
                name="courses_manualtick_one_standing",
            )
        ]
