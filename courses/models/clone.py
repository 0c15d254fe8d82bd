from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CloneRecord(models.Model):
    """Where a batch or a course came from, and what was taken, changed and left out: what its maker was told."""

    batch = models.OneToOneField(
        "courses.Batch", null=True, on_delete=models.CASCADE, related_name="cloned_from", verbose_name=_("batch")
    )
    course = models.OneToOneField(
        "courses.CoursePage", null=True, on_delete=models.CASCADE, related_name="cloned_from", verbose_name=_("course")
    )
    source = models.CharField(_("made from"), max_length=255)
    lines = models.JSONField(default=list)
    """Pairs of what became of a thing (`courses.cloning.Fate`) and a sentence, in its maker's language."""
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("origin of a clone")
        verbose_name_plural = _("origins of clones")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(batch__isnull=False, course__isnull=True)
                | models.Q(batch__isnull=True, course__isnull=False),
                name="courses_clonerecord_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.source
