from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from courses.models.batch import Session


class SessionQuestion(models.Model):
    """What a participant asks at a session, and what is answered; once published the answer stays with the session's
    materials, without who asked.

    Personal data: who asked. Stays with the account, which an erasure leaves without a name.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions", verbose_name=_("session"))
    asked_by = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="session_questions")
    text = models.CharField(_("question"), max_length=500)
    hides_name = models.BooleanField(_("without the name for other participants"), default=False)
    votes = models.PositiveIntegerField(_("votes"), default=0)

    answer = models.TextField(_("answer"), blank=True)
    answered_aloud = models.BooleanField(_("answered aloud"), default=False)
    answered_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    is_published = models.BooleanField(_("stays with the materials"), default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    hidden_reason = models.CharField(_("why it is hidden"), max_length=250, blank=True)

    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("question at a session")
        verbose_name_plural = _("questions at sessions")
        ordering = ["-votes", "asked_at"]
        indexes = [models.Index(fields=["session", "-votes"], name="courses_sessionquestion_votes")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | (~Q(answer="") & Q(hidden_reason="", merged_into=None)),
                name="courses_sessionquestion_published_is_answered",
                violation_error_message=_("Only a question with a written answer stays with the materials."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_answered(self) -> bool:
        return bool(self.answer) or self.answered_aloud


class QuestionVote(models.Model):
    """That a participant wants a question answered, too. Personal data; stays with the account as the question does."""

    question = models.ForeignKey(SessionQuestion, on_delete=models.CASCADE, related_name="ballots")
    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="question_votes")

    class Meta:
        verbose_name = _("vote for a question")
        verbose_name_plural = _("votes for questions")
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="courses_questionvote_once")]
