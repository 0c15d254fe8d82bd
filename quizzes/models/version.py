from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from quizzes.kept_papers import kept_paper
from quizzes.models.frozen import Frozen, FrozenQuerySet
from quizzes.paper import Paper
from quizzes.policies import Policies


class QuizVersionQuerySet(FrozenQuerySet["QuizVersion"]):
    def delivered(self) -> QuizVersionQuerySet:
        """Without the key and what is said about scores, so that nothing built from it can contain them."""
        return self.defer("key", "bands")

    def latest_of(self, quiz_uid: UUID) -> QuizVersionQuerySet:
        """The version that a start would take: the newest of a published, visible test."""
        return self.filter(quiz__uid=quiz_uid, quiz__live=True).order_by("-number")


class QuizVersion(Frozen):
    """A test as published: the paper that takers see, the key apart from it, and the rules. Never changed."""

    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=255)
    body = models.JSONField()
    key = models.JSONField()
    rules = models.JSONField()
    bands = models.JSONField(default=list)
    question_count = models.PositiveSmallIntegerField(_("questions"))
    max_points = models.DecimalField(_("marks in all"), max_digits=9, decimal_places=2)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    question_versions = models.ManyToManyField("quizzes.QuestionVersion", related_name="quiz_versions")

    objects = QuizVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a test")
        ordering = ["quiz", "-number"]
        constraints = [models.UniqueConstraint(fields=["quiz", "number"], name="quizzes_quizversion_number_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @cached_property
    def paper(self) -> Paper:
        return kept_paper(self.content_hash, lambda: self.body)

    @cached_property
    def policies(self) -> Policies:
        return Policies.from_json(self.rules)
