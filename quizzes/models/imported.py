from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from quizzes import rules
from quizzes.choices import ImportedKind

if TYPE_CHECKING:
    from members.models import User


class ImportedQuiz(models.Model):
    """Which page a test of another program became, so that its file read again makes no second one."""

    bank = models.ForeignKey("quizzes.QuestionBank", on_delete=models.PROTECT, related_name="imported_quizzes")
    external_id = models.CharField(max_length=200)
    page = models.OneToOneField("quizzes.QuizPage", on_delete=models.CASCADE, related_name="imported_from")

    class Meta:
        verbose_name = _("imported test")
        constraints = [models.UniqueConstraint(fields=["bank", "external_id"], name="quizzes_importedquiz_unique")]


class ImportedSittingQuerySet(models.QuerySet["ImportedSitting"]):
    def visible_to(self, user: User) -> ImportedSittingQuerySet:
        """One's own, and those of courses that one organises; administrators and auditors see all."""
        return self.filter(rules.imported_sittings_visible_to(user))

    def search(self, text: str) -> ImportedSittingQuerySet:
        return self.filter(
            models.Q(person__icontains=text) | models.Q(member__name__icontains=text) | models.Q(title__icontains=text)
        )


class ImportedSitting(models.Model):
    """A sitting of another program as its file told it: history, which counts for nothing and is never marked anew.

    Personal data: who sat what, answers, score. What was learnt stays; an erasure empties the name that the file gave.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    course = models.ForeignKey(
        "courses.CoursePage", verbose_name=_("course"), on_delete=models.PROTECT, related_name="imported_sittings"
    )
    page = models.ForeignKey(
        "quizzes.QuizPage",
        verbose_name=_("test here"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="imported_sittings",
    )
    source = models.CharField(_("program"), max_length=40)
    external_id = models.CharField(_("number there"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ImportedKind.choices, default=ImportedKind.SITTING)

    member = models.ForeignKey(
        "members.User",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imported_sittings",
    )
    person = models.CharField(_("name in the file"), max_length=254, blank=True)
    is_forgotten = models.BooleanField(default=False, editable=False)  # no file brings its name back
    title = models.CharField(_("test"), max_length=255, blank=True)

    is_complete = models.BooleanField(_("finished"), default=False)
    score = models.IntegerField(_("score"), null=True, blank=True)
    max_score = models.IntegerField(_("questions"), null=True, blank=True)
    pass_mark = models.IntegerField(_("pass mark in percent"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=list)
    findings = models.JSONField(_("findings"), default=list)
    has_findings = models.BooleanField(_("has findings"), default=False)

    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    zone = models.CharField(_("time zone of the file"), max_length=60)
    imported_at = models.DateTimeField(_("imported"), default=timezone.now)

    # What a file may say anew; everything else is ours.
    FROM_FILE = (
        "page_id", "kind", "member_id", "person", "title", "is_complete", "score", "max_score", "pass_mark", "answers",
        "findings", "has_findings", "started_at", "ended_at", "zone",
    )  # fmt: skip

    objects = ImportedSittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported sitting")
        verbose_name_plural = _("imported sittings")
        ordering = ["-started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "source", "external_id"], name="quizzes_importedsitting_unique")
        ]

    def __str__(self) -> str:
        return f"{self.shown_title} · {self.shown_person}"

    @property
    def shown_title(self) -> str:
        if self.kind == ImportedKind.PROGRESS:
            return str(_("Progress by category"))
        return self.title or str(_("a test whose title is lost"))

    @property
    def shown_person(self) -> str:
        if self.member is not None:
            return self.member.full_name
        return self.person or str(_("somebody whose name is lost"))

    @property
    def percent(self) -> Decimal | None:
        """As it was shown there: whole, between 0 and 100."""
        if self.score is None or not self.max_score:
            return None
        share = min(max(Decimal(self.score) / self.max_score, Decimal(0)), Decimal(1))
        return (share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    def facts(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in self.FROM_FILE}
