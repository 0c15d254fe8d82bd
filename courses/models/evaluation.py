"""What participants say of speakers, organisers and the course: counted, never kept as anybody's answers.

Nothing here that was answered names a person, an enrolment or a moment, and no row of answers stands for one sheet:
scales are added to counts, remarks get keys by chance. Beside them, and joined to nothing of it, an `EvaluationMark`
says that somebody has filled a section (decision 28).
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import random_key
from courses.choices import EvaluationOpening, EvaluationQuestionKind, EvaluationSection
from courses.evaluation import SMALLEST_GROUP
from courses.models.batch import Batch, BatchPart
from courses.models.enrolment import Enrolment


class EvaluationInstrument(models.Model):
    """One version of what a course asks; the highest number is in force. Versions are never edited: a change makes a
    new one, and a batch keeps the one that its first answer was given to."""

    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="evaluation_instruments")
    number = models.PositiveIntegerField(_("version"))
    points = models.PositiveSmallIntegerField(_("scale"), default=5)
    opens = models.CharField(
        _("opens"), max_length=20, choices=EvaluationOpening.choices, default=EvaluationOpening.FIRST_SESSION
    )
    open_days = models.PositiveSmallIntegerField(_("days open after the last day"), default=14)
    minimum_group = models.PositiveSmallIntegerField(_("smallest group"), default=SMALLEST_GROUP)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("evaluation form")
        verbose_name_plural = _("evaluation forms")
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_instrument_version_unique"),
            models.CheckConstraint(condition=models.Q(points__in=[4, 5]), name="courses_instrument_points"),
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=SMALLEST_GROUP),
                name="courses_instrument_group_not_small",
                violation_error_message=_("Results of fewer than five people are never shown."),
            ),
        ]


class EvaluationQuestion(models.Model):
    instrument = models.ForeignKey(EvaluationInstrument, on_delete=models.CASCADE, related_name="questions")
    section = models.CharField(_("section"), max_length=10, choices=EvaluationSection.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=EvaluationQuestionKind.choices)
    text = models.CharField(_("question"), max_length=300)
    required = models.BooleanField(_("must be answered"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question of an evaluation")
        verbose_name_plural = _("questions of an evaluation")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "order"], name="courses_evaluationquestion_order_unique")
        ]


class BatchEvaluation(models.Model):
    """Made with the first answer, which fixes the version. Once closed nothing is added, and only then are results
    shown: nobody sees them before and after somebody's answers."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="evaluation", verbose_name=_("batch"))
    instrument = models.ForeignKey(EvaluationInstrument, on_delete=models.PROTECT, related_name="evaluations")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mixed_at = models.DateTimeField(
        _("put into another order"),
        null=True,
        blank=True,
        help_text=_("When, after closing, answers got other keys: since then these lead to nobody, and stay."),
    )

    class Meta:
        verbose_name = _("evaluation of a batch")
        verbose_name_plural = _("evaluations of batches")

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class EvaluatedSubject(models.Model):
    """Who or what was rated in a batch: a speaker, its organisers, the course; and by how many."""

    evaluation = models.ForeignKey(BatchEvaluation, on_delete=models.CASCADE, related_name="subjects")
    section = models.CharField(_("section"), max_length=10, choices=EvaluationSection.choices)
    part = models.ForeignKey(BatchPart, null=True, on_delete=models.RESTRICT, related_name="evaluated")
    respondents = models.PositiveIntegerField(_("answered by"), default=0)

    class Meta:
        verbose_name = _("what was evaluated")
        verbose_name_plural = _("what was evaluated")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "part"],
                condition=models.Q(part__isnull=False),
                name="courses_evaluatedsubject_speaker_once",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "section"],
                condition=models.Q(part__isnull=True),
                name="courses_evaluatedsubject_section_once",
            ),
        ]


class EvaluationTally(models.Model):
    """How many gave this answer on the scale."""

    subject = models.ForeignKey(EvaluatedSubject, on_delete=models.CASCADE, related_name="tallies")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.RESTRICT, related_name="tallies")
    value = models.PositiveSmallIntegerField(_("answer"))
    number = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("count of an answer")
        verbose_name_plural = _("counts of answers")
        constraints = [
            models.UniqueConstraint(fields=["subject", "question", "value"], name="courses_evaluationtally_unique")
        ]


class EvaluationRemark(models.Model):
    """An answer in words, of nobody. Its key is drawn by chance, and all of a batch are written anew in the order of
    such keys when its evaluation is closed, so that their order says nothing.

    Personal data only where somebody wrote it into the text; an organiser can hide such a one.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    subject = models.ForeignKey(EvaluatedSubject, on_delete=models.CASCADE, related_name="remarks")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.RESTRICT, related_name="remarks")
    text = models.TextField(_("answer"))
    hidden_reason = models.CharField(_("why it is hidden"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["id"]


class EvaluationMark(models.Model):
    """That a participant has filled a section, or said not to have heard its speaker: the completion rule asks for
    it. Not when, and nothing of what was answered.

    Personal data; stays with the enrolment.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="evaluation_marks")
    section = models.CharField(_("section"), max_length=10, choices=EvaluationSection.choices)
    part = models.ForeignKey(BatchPart, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("filled section of an evaluation")
        verbose_name_plural = _("filled sections of evaluations")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "part"],
                condition=models.Q(part__isnull=False),
                name="courses_evaluationmark_speaker_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "section"],
                condition=models.Q(part__isnull=True),
                name="courses_evaluationmark_section_once",
            ),
        ]
