from django.db import models
from django.utils.translation import gettext_lazy as _


class DrawTally(models.Model):
    """How often each item of a version was drawn, counted when attempts are recorded: what was used least comes first.

    A hint, not a record: one more or less changes no mark. It stands beside the version so that a start reads it with
    the version, in no query of its own.
    """

    version = models.OneToOneField("quizzes.QuizVersion", on_delete=models.CASCADE, related_name="tally")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("how often questions were drawn")
        verbose_name_plural = _("how often questions were drawn")
