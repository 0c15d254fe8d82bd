from django.db import models
from django.utils.translation import gettext_lazy as _


class MirroredQuestion(models.Model):
    """One side of a pair: what `question` asks before a course, `other` asks after it, or the other way round. A pair
    is two rows, so that it reads the same from either side; `pair_questions` writes them."""

    question = models.OneToOneField("quizzes.Question", on_delete=models.CASCADE, related_name="mirror")
    other = models.OneToOneField("quizzes.Question", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("paired question")
        verbose_name_plural = _("paired questions")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(question=models.F("other")), name="quizzes_mirror_is_another_question"
            )
        ]
