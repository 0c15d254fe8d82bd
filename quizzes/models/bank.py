from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from core.identifiers import readable_code, uuid7
from quizzes import rules
from quizzes.choices import (
    GapKind,
    Marking,
    PartMarking,
    QuestionType,
    ToleranceKind,
    UnitUse,
    authored_kinds,
)
from quizzes.models.frozen import Frozen, FrozenQuerySet
from quizzes.models.written import MarkedByPeople

if TYPE_CHECKING:
    from members.models import User

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "superscript", "subscript"]


def new_option_key() -> str:
    return readable_code(6).lower()


class BankQuerySet(models.QuerySet["QuestionBank"]):
    def visible_to(self, user: User) -> BankQuerySet:
        return self.filter(rules.banks_visible_to(user))

    def editable_by(self, user: User) -> BankQuerySet:
        return self.filter(rules.banks_editable_by(user))


class QuestionBank(models.Model):
    """A shelf of questions: of one course, whose speakers and organisers edit it, or shared by all courses."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    course = models.ForeignKey(
        "courses.CoursePage",
        verbose_name=_("course"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="question_banks",
        help_text=_("Its speakers and organisers may edit the bank. Leave empty for a bank that administrators keep."),
    )

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "name"], name="quizzes_bank_name_unique"),
            # No course is like no other to a database, so banks without one need a rule of their own.
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(course__isnull=True),
                name="quizzes_shared_bank_name_unique",
                violation_error_message=_("Another shared bank has the same name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> QuestionQuerySet:
        return self.filter(bank__in=QuestionBank.objects.visible_to(user))

    def editable_by(self, user: User) -> QuestionQuerySet:
        return self.filter(bank__in=QuestionBank.objects.editable_by(user))

    def on_offer(self) -> QuestionQuerySet:
        """What tests may take: archived ones stay where they are used, and nowhere else."""
        return self.filter(is_archived=False)

    def with_parts(self) -> QuestionQuerySet:
        """All that makes an item of a row, in as many queries for one question as for a hundred."""
        return self.prefetch_related("options__media", "gaps", "attachments__media", "criteria")


class Question(index.Indexed, MarkedByPeople, ClusterableModel):
    """A question as its author works on it. Tests never read this row: publishing a test freezes it as a version."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    bank = models.ForeignKey(QuestionBank, verbose_name=_("bank"), on_delete=models.PROTECT, related_name="questions")
    topic = models.ForeignKey(
        "courses.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
    )

    external_id = models.CharField(
        _("code"),
        max_length=200,
        blank=True,
        help_text=_("Where a file has a question of the same code, importing it renews this one."),
    )
    # What a file said of it and the form does not show: name, tags, path of topics, marks. It goes out with it again.
    about = models.JSONField(default=dict, blank=True, editable=False)

    type = models.CharField(_("kind"), max_length=20, choices=authored_kinds, default=QuestionType.SINGLE)
    stem = RichTextField(_("question"), features=TEXT_FEATURES)
    statement_is_true = models.BooleanField(
        _("the statement is true"),
        default=True,
        help_text=_("For “true or false” only; such a question needs no options."),
    )
    said_if_true = models.CharField(_("what to say to those who choose “true”"), max_length=500, blank=True)
    said_if_false = models.CharField(_("what to say to those who choose “false”"), max_length=500, blank=True)
    marking = models.CharField(
        _("marking of several right answers"),
        max_length=20,
        choices=[choice for choice in Marking.choices if choice[0] != Marking.ONE_RIGHT],
        default=Marking.ALL_OR_NOTHING,
        help_text=_("Counts only where several answers are right."),
    )
    part_marking = models.CharField(
        _("marking of matching and ordering"), max_length=20, choices=PartMarking.choices, default=PartMarking.SHARE
    )
    case_matters = models.BooleanField(_("capitals matter"), default=False)
    fold_accents = models.BooleanField(_("accents do not matter"), default=False)
    fold_punctuation = models.BooleanField(_("punctuation does not matter"), default=False)
    unit_use = models.CharField(_("units"), max_length=10, choices=UnitUse.choices, default=UnitUse.NONE)
    units = models.TextField(
        _("list of units"),
        blank=True,
        max_length=500,
        help_text=_("One in each line: first the unit of the answer, then others with their factor, like “g = 1000”."),
    )
    unit_penalty = models.DecimalField(
        _("what a missing unit takes away, in percent"),
        max_digits=8,
        decimal_places=5,
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    otherwise = models.CharField(_("what to say where no answer fits"), max_length=500, blank=True)
    shuffle = models.BooleanField(_("options may be shuffled"), default=True)
    feedback = RichTextField(
        _("explanation"), blank=True, features=TEXT_FEATURES, help_text=_("Shown after the test, when its rules allow.")
    )

    is_archived = models.BooleanField(_("archived"), default=False, editable=False)

    objects = QuestionQuerySet.as_manager()
    search_fields = [index.SearchField("stem"), index.FilterField("bank"), index.FilterField("type")]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "external_id"],
                condition=~models.Q(external_id=""),
                name="quizzes_question_code_unique",
                violation_error_message=_("Another question of this bank has the same code."),
            )
        ]

    def __str__(self) -> str:
        return Truncator(get_text_for_indexing(self.stem).strip()).chars(90)


class QuestionOption(Orderable):
    """`key` names the option in papers and answers: it stays when the text or the order changes."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(max_length=12, default=new_option_key, editable=False)
    text = models.CharField(_("text"), max_length=500, blank=True)
    match = models.CharField(
        _("what belongs to it"), max_length=500, blank=True, help_text=_("With no text on the left it fits nothing.")
    )
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=20, decimal_places=10, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    tolerance_kind = models.CharField(
        _("the tolerance is"), max_length=10, choices=ToleranceKind.choices, default=ToleranceKind.ABSOLUTE
    )
    is_right = models.BooleanField(_("right"), default=False)
    fraction = models.DecimalField(
        _("share of the marks in percent"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("Leave empty unless this option earns a part: 33.33333, or −50 as a penalty."),
    )
    stays_last = models.BooleanField(_("always last"), default=False, help_text=_("For “all of the above”."))
    feedback = models.CharField(_("what to say to those who choose it"), max_length=500, blank=True)
    media = models.ForeignKey(
        "quizzes.QuestionMedia",
        verbose_name=_("picture or sound"),
        to_field="sha256",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="options",
    )
    media_alt = models.CharField(_("what is seen or heard"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="quizzes_option_key_unique")]

    def __str__(self) -> str:
        return self.text or self.match


class QuestionGap(Orderable):
    """A gap of a text: the first one is `[[1]]` in the question, the second `[[2]]`."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="gaps")
    kind = models.CharField(_("kind"), max_length=20, choices=GapKind.choices, default=GapKind.SHORT_TEXT)
    answers = models.TextField(
        _("answers"),
        max_length=2000,
        help_text=_(
            "One in each line. All of a text or number are right; of a list the first one is."
            " “Bitung = 50 %” earns half."
        ),
    )
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=20, decimal_places=10, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    weight = models.DecimalField(
        _("weight"), max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(Decimal("0.01"))]
    )

    feedback = models.CharField(_("what to say where no answer fits"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")

    def __str__(self) -> str:
        return self.answers


class QuestionVersion(Frozen):
    """A question as it stood when a test was published. What takers see is `body`; what is right is `key`, apart."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    body = models.JSONField()
    key = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    media = models.ManyToManyField("quizzes.QuestionMedia", related_name="versions")

    objects = FrozenQuerySet["QuestionVersion"].as_manager()

    class Meta:
        verbose_name = _("version of a question")
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_questionversion_number_unique")
        ]
