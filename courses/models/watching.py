from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolment import Enrolment


class MaterialRecording(models.Model):
    """That the published state of a material shows a recording; written when it is published."""

    material = models.ForeignKey("courses.MaterialPage", on_delete=models.CASCADE, related_name="recordings")
    recording = models.ForeignKey("core.Recording", on_delete=models.CASCADE, related_name="materials")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "recording"], name="courses_materialrecording_unique")
        ]


class RecordingProgress(models.Model):
    """Which parts of a recording a participant played, on whichever device, and where to go on.

    Personal data; erased with the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="watched")
    recording = models.ForeignKey("core.Recording", on_delete=models.CASCADE, related_name="watched")
    spans = models.JSONField(_("parts played, in seconds"), default=list)
    watched_share = models.PositiveSmallIntegerField(
        _("part played, in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    position = models.FloatField(_("position in seconds"), default=0)
    positioned_at = models.DateTimeField(_("time of the position"), null=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "recording"], name="courses_recordingprogress_unique"),
            models.CheckConstraint(
                condition=models.Q(watched_share__lte=100), name="courses_recordingprogress_at_most_all"
            ),
        ]
