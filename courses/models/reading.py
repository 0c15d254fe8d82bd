"""What participants leave in a material beside having opened it. Erased with the enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.enrolment import Enrolment


class ChecklistTick(models.Model):
    """Whether a participant ticked an item of a checklist, as the latest word of any of the own devices had it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="ticks")
    material = models.ForeignKey("courses.MaterialPage", on_delete=models.CASCADE, related_name="ticks")
    block = models.UUIDField()
    item = models.UUIDField()
    is_ticked = models.BooleanField(_("ticked"))
    ticked_at = models.DateTimeField(_("ticked or taken back"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "material", "item"], name="courses_checklisttick_unique")
        ]


class SelfCheckAnswer(models.Model):
    """What a participant answered to a question in the flow: for the reader, and in sums for the speaker; no mark."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="self_check_answers")
    material = models.ForeignKey("courses.MaterialPage", on_delete=models.CASCADE, related_name="self_check_answers")
    block = models.UUIDField()
    entry = models.UUIDField(_("entry"), unique=True)
    chosen = models.JSONField(_("chosen"))
    is_right = models.BooleanField(_("right"))
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        indexes = [
            models.Index(fields=["enrolment", "material", "answered_at"], name="courses_selfcheck_reader"),
            models.Index(fields=["material", "block"], name="courses_selfcheck_material"),
        ]
