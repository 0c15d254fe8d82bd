"""What a test is made of, as its author orders it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from quizzes.bands import Band


class QuizSlot(Orderable):
    page = ParentalKey("quizzes.QuizPage", on_delete=models.CASCADE, related_name="slots")
    question = models.ForeignKey(
        "quizzes.Question", verbose_name=_("question"), on_delete=models.PROTECT, related_name="slots"
    )
    marks = models.DecimalField(
        _("marks"), max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )

    panels = [FieldPanel("question"), FieldPanel("marks")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a test")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "question"],
                name="quizzes_slot_question_unique",
                violation_error_message=_("This question is in the test already."),
            )
        ]


class ScoreBand(Orderable):
    """What is said to those who reached a share of the marks; it holds up to the next band."""

    page = ParentalKey("quizzes.QuizPage", on_delete=models.CASCADE, related_name="bands")
    from_percent = models.DecimalField(
        _("from percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    text = models.TextField(_("what to say"), max_length=1000)

    panels = [FieldPanel("from_percent"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("what is said about a score")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "from_percent"],
                name="quizzes_band_percent_unique",
                violation_error_message=_("Two sentences begin at the same percentage."),
            )
        ]

    @property
    def band(self) -> Band:
        return Band(self.from_percent, self.text)
