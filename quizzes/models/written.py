"""What authors say of a question that people mark: its rubric, its markers, and what its kind needs."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from core.identifiers import readable_code
from quizzes.choices import FileKind, Markers

FEATURES = ["bold", "italic", "ol", "ul"]


def new_criterion_key() -> str:
    return readable_code(6).lower()


def usual_kinds() -> list[str]:
    return [FileKind.PICTURE.value, FileKind.PDF.value]


class MarkedByPeople(models.Model):
    """Fields of essay, file and drill; no other kind reads them."""

    markers = models.PositiveSmallIntegerField(_("markers"), choices=Markers.choices, default=Markers.ONE)
    threshold_percent = models.DecimalField(
        _("a third marker from a difference of more than (percent)"),
        max_digits=5,
        decimal_places=2,
        default=20,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Up to this difference, in percent of the marks, the mean of two marks counts."),
    )
    notes_for_markers = RichTextField(
        _("notes for markers"),
        blank=True,
        features=FEATURES,
        help_text=_("A model answer, or what to look for. Participants never see it."),
    )
    criteria_shown = models.BooleanField(
        _("participants read the rubric before they answer"), default=False, help_text=_("Else only markers see it.")
    )

    lines = models.PositiveSmallIntegerField(
        _("lines of the answer field"), default=10, validators=[MinValueValidator(2), MaxValueValidator(60)]
    )
    least_words = models.PositiveSmallIntegerField(
        _("fewest words"), default=0, help_text=_("0 means no limit. Limits are told and hinder nobody.")
    )
    most_words = models.PositiveSmallIntegerField(_("most words"), default=0, help_text=_("0 means no limit."))
    template = models.TextField(
        _("outline for the answer"), blank=True, max_length=2000, help_text=_("Shown above the answer field.")
    )

    accepted_kinds = models.JSONField(
        _("kinds of files that are taken"), default=usual_kinds, blank=True, help_text=_("None chosen takes them all.")
    )
    most_megabytes = models.PositiveSmallIntegerField(
        _("largest file in MB"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    scenario = RichTextField(
        _("scenario"),
        blank=True,
        features=FEATURES,
        help_text=_("Nobody can read it before starting the drill: with it the clock begins."),
    )
    target_seconds = models.PositiveIntegerField(
        _("full marks for speed up to (seconds)"),
        default=600,
        help_text=_("From the scenario to the last change saved."),
    )
    limit_seconds = models.PositiveIntegerField(
        _("no marks for speed from (seconds)"), default=1800, help_text=_("In between they fall in a straight line.")
    )
    speed_points = models.DecimalField(
        _("points for speed"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("They stand beside the points of the rubric; 0 leaves speed out."),
    )

    class Meta:
        abstract = True


class QuestionCriterion(Orderable):
    """A row of a rubric. `key` names it in marks: it stays when its words or its place change."""

    question = ParentalKey("quizzes.Question", on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=12, default=new_criterion_key, editable=False)
    title = models.CharField(_("criterion"), max_length=200)
    levels = models.TextField(
        _("levels"),
        max_length=4000,
        help_text=_("One in each line, points first: “2 = names the official source”. At least two."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("rubric")
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="quizzes_criterion_key_unique")]

    def __str__(self) -> str:
        return self.title
