"""What a test is made of, as its author orders it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from quizzes.bands import Band
from quizzes.choices import RowKind
from quizzes.structure_panel import check_topic_shares, slot_panels


class QuizSlot(Orderable):
    """A row of a test: a question that everybody gets, a draw from a bank, or the head of a section."""

    page = ParentalKey("quizzes.QuizPage", on_delete=models.CASCADE, related_name="slots")
    kind = models.CharField(_("row"), max_length=10, choices=RowKind.choices, default=RowKind.QUESTION)
    question = models.ForeignKey(
        "quizzes.Question",
        verbose_name=_("question"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="slots",
    )
    marks = models.DecimalField(
        _("marks"),
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
        help_text=_("In a draw each question is worth this much."),
    )

    bank = models.ForeignKey(
        "quizzes.QuestionBank",
        verbose_name=_("drawn from the bank"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="draws",
    )
    count = models.PositiveSmallIntegerField(
        _("how many questions"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    # Shares of topics as the author gave them: [{"topic": id, "percent": "40"}]; none means the whole bank.
    topics = models.JSONField(_("by topic"), default=list, blank=True, validators=[check_topic_shares])

    title = models.CharField(_("title of the section"), max_length=150, blank=True)
    introduction = models.TextField(_("introduction of the section"), max_length=3000, blank=True)

    panels = slot_panels()

    class Meta(Orderable.Meta):
        verbose_name = _("row of a test")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "question"],
                name="quizzes_slot_question_unique",
                violation_error_message=_("This question is in the test already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="question") | models.Q(question__isnull=False),
                name="quizzes_slot_question_has_one",
                violation_error_message=_("Choose a question."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="draw") | models.Q(bank__isnull=False, count__isnull=False),
                name="quizzes_slot_draw_says_from_where",
                violation_error_message=_("A draw needs a bank and a number of questions."),
            ),
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
