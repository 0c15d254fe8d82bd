"""What people mark: one task for each answer that waits for them, what each marker gave, and what one is writing."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.identifiers import READABLE, uuid7
from quizzes import rules
from quizzes.choices import HANDED_IN, AttemptState, TaskState
from quizzes.models.frozen import Frozen, FrozenQuerySet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from members.models import User

MOST_MARKERS = 3


def digest_of(value: Sequence[str]) -> str:
    """Names an answer by what it says: a mark holds as long as that stays, whatever is saved around it."""
    text = json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pseudonym_of(quiz_id: int, enrolment_id: int) -> str:
    """The same for one person in one test, and nobody's name."""
    digest = salted_hmac("quizzes.marking", f"{quiz_id}:{enrolment_id}", algorithm="sha256").digest()
    return "".join(READABLE[byte % len(READABLE)] for byte in digest[:4])


class TaskQuerySet(models.QuerySet["MarkingTask"]):
    def markable_by(self, user: User) -> TaskQuerySet:
        """Of courses that one teaches or runs; never one's own."""
        return self.filter(rules.tasks_markable_by(user)).exclude(attempt__enrolment__member=user)

    def waiting(self) -> TaskQuerySet:
        """Still to be marked: an attempt that was opened again or made void asks nobody."""
        return self.filter(state=TaskState.OPEN, attempt__state=AttemptState.AWAITING_MARKING)

    def apart(self) -> TaskQuerySet:
        """Two marks differ by more than the threshold: a third person's decides."""
        return self.filter(state=TaskState.OPEN, needed=MOST_MARKERS)


class MarkingTask(models.Model):
    """One answer that people mark. It names the answer by its digest: another answer is another task."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    attempt = models.ForeignKey("quizzes.Attempt", on_delete=models.PROTECT, related_name="tasks")
    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    item = models.UUIDField(help_text=_("The question, whatever its version."))
    answered = models.CharField(max_length=64)
    needed = models.PositiveSmallIntegerField(default=1, help_text=_("Markers in all; three once two differ."))
    state = models.CharField(_("state"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to mark")
        verbose_name_plural = _("answers to mark")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "slot", "answered"], name="quizzes_task_answer_unique"),
            models.UniqueConstraint(
                fields=["attempt", "slot"], condition=models.Q(state="open"), name="quizzes_task_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(needed__gte=1, needed__lte=MOST_MARKERS), name="quizzes_task_needed_in_range"
            ),
        ]
        indexes = [models.Index(fields=["quiz", "item", "state"], name="quizzes_task_queue")]

    @property
    def pseudonym(self) -> str:
        return pseudonym_of(self.quiz_id, self.attempt.enrolment_id)

    def is_about(self, value: Sequence[str] | None) -> bool:
        """Whether this answer is the one that was handed in to be marked: not one that is written anew, nor of a void
        attempt, nor what took its place."""
        is_asked_for = self.state != TaskState.DROPPED and self.attempt.state in HANDED_IN
        return is_asked_for and value is not None and digest_of(value) == self.answered


class MarkerMark(Frozen):
    """What one marker gave to one answer, written once; what it was corrected to since are rows of their own. What the
    answer earns is a Mark, settled from these."""

    task = models.ForeignKey(MarkingTask, on_delete=models.PROTECT, related_name="marks")
    marker = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text=_("First, second or third."))
    scores = models.JSONField(help_text=_("Points of each criterion, by its key."))
    fraction = models.DecimalField(max_digits=6, decimal_places=5)
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet["MarkerMark"].as_manager()

    class Meta:
        ordering = ["task", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "marker"], name="quizzes_markermark_once"),
            models.UniqueConstraint(fields=["task", "number"], name="quizzes_markermark_number_unique"),
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0, fraction__lte=1, number__gte=1, number__lte=MOST_MARKERS),
                name="quizzes_markermark_in_range",
            ),
        ]

    @property
    def standing(self) -> MarkerMark | MarkChange:
        """As its marker corrected it last."""
        changes = list(self.changes.all())
        return changes[-1] if changes else self


class MarkChange(Frozen):
    """The marker's own mark, corrected: the latest stands, and all before it stay to be read. Why stands on the
    attempt, where its taker reads it, once it was compared with another's or made a score."""

    mark = models.ForeignKey(MarkerMark, on_delete=models.PROTECT, related_name="changes")
    scores = models.JSONField(help_text=_("Points of each criterion, by its key."))
    fraction = models.DecimalField(max_digits=6, decimal_places=5)
    comment = models.TextField(blank=True)
    after_comparison = models.BooleanField(help_text=_("Another's mark, or a score, stood beside it already."))
    made_at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet["MarkChange"].as_manager()

    class Meta:
        verbose_name = _("corrected mark")
        verbose_name_plural = _("corrected marks")
        ordering = ["mark", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0, fraction__lte=1), name="quizzes_markchange_in_range"
            )
        ]

    @property
    def marker_id(self) -> int:
        return self.mark.marker_id


class MarkerDraft(models.Model):
    """What a marker is writing, and until when the answer is theirs: a claim lapses by the clock, the draft stays."""

    task = models.ForeignKey(MarkingTask, on_delete=models.CASCADE, related_name="drafts")
    marker = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "marker"], name="quizzes_markerdraft_unique")]
