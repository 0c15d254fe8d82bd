"""Asking at a session, voting, answering, and keeping the list in order."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import ACTIVE_ENROLMENTS, BatchState, SessionState
from courses.errors import NotAllowedError, QuestionRefusedError, ReasonMissingError
from courses.models import Enrolment, QuestionVote, Session, SessionQuestion
from courses.selectors.questions import answers_keys, sessions_answered_by, version_key
from members.models import User
from members.services import send_message

MOST_OPEN = 10
LONGEST_ANSWER = 4000


@transaction.atomic
def ask_question(*, session: Session, member: User, text: str, hides_name: bool = False) -> SessionQuestion:
    """A participant of the batch asks; the same words again are the same question."""
    _check_participant(session, member)
    words = " ".join(text.split())
    if not words:
        raise QuestionRefusedError(_("Write your question first."))
    Session.objects.select_for_update().get(pk=session.pk)
    own = SessionQuestion.objects.filter(session=session, asked_by=member)
    existing = own.filter(text=words).first()
    if existing is not None:
        return existing
    waiting = own.filter(answer="", answered_aloud=False, hidden_reason="", merged_into=None)
    if waiting.count() >= MOST_OPEN:
        raise QuestionRefusedError(
            _("You have %(count)d questions waiting for an answer: vote for others meanwhile.") % {"count": MOST_OPEN}
        )
    _forget_list(session.pk)
    return SessionQuestion.objects.create(
        session=session, asked_by=member, text=words, hides_name=hides_name, asked_at=clock.now()
    )


@transaction.atomic
def vote_for(*, question: SessionQuestion, member: User, wanted: bool = True) -> SessionQuestion:
    """Once, and not for one's own; not `wanted` takes the vote back. A second time changes nothing."""
    _check_participant(question.session, member)
    locked = _locked(question)
    if locked.asked_by_id == member.pk:
        raise QuestionRefusedError(_("Your own question counts already."))
    if locked.hidden_reason or locked.merged_into_id:
        raise QuestionRefusedError(_("This question is not in the list any more."))
    if wanted:
        _row, is_new = QuestionVote.objects.get_or_create(question=locked, member=member)
        change = int(is_new)
    else:
        change = -QuestionVote.objects.filter(question=locked, member=member).delete()[0]
    if change:
        SessionQuestion.objects.filter(pk=locked.pk).update(votes=F("votes") + change)
        locked.refresh_from_db(fields=["votes"])
        _forget_list(locked.session_id)
    return locked


@transaction.atomic
def answer_question(
    *,
    question: SessionQuestion,
    actor: User,
    text: str = "",
    aloud: bool = False,
    publish: bool = False,
    seen: str | None = None,
) -> SessionQuestion:
    """In words, aloud, or both; `publish` lets the words stay with the session's materials, where there are any. Who
    asked, also those whose question was merged into it, is told of the first answer in words.

    `seen` is the version of the answer that was on the screen: one that somebody gave meanwhile is not written over.
    """
    locked = _answerable(question, actor)
    words = text.strip()[:LONGEST_ANSWER]
    before = answer_version(locked)
    locked.answer, locked.answered_aloud, locked.is_published = words, aloud, publish and bool(words)
    if answer_version(locked) == before:  # the second click of the same form, too
        return locked
    if seen is not None and seen != before:
        raise QuestionRefusedError(_("Somebody else answered meanwhile. Open the question anew to see that answer."))
    if words or aloud:
        locked.answered_by, locked.answered_at = actor, locked.answered_at or clock.now()
    else:
        locked.answered_by = locked.answered_at = None
    locked.save()
    data = {"written": bool(words), "aloud": aloud, "published": locked.is_published}
    audit.record(action="question.answered", actor=actor, subject=f"question:{locked.uid}", data=data)
    _forget_kept(locked)
    if words:
        for asked in [locked, *locked.merged.select_related("asked_by")]:
            _tell(asked, locked)
    return locked


def answer_version(question: SessionQuestion) -> str:
    """The same as long as the answer is."""
    answer = repr((question.answer, question.answered_aloud, question.is_published))
    return hashlib.sha256(answer.encode()).hexdigest()[:16]


@transaction.atomic
def merge_questions(*, question: SessionQuestion, into: SessionQuestion, actor: User) -> SessionQuestion:
    """`question` asks the same as `into`: its votes and whoever asked it count there, each person once."""
    Session.objects.select_for_update().get(pk=question.session_id)  # two that are merged into each other wait
    locked = _answerable(question, actor)
    target = _answerable(into, actor)
    if locked.pk == target.pk or locked.session_id != target.session_id:
        raise QuestionRefusedError(_("Choose another question of the same session."))
    people = {*locked.ballots.values_list("member", flat=True), locked.asked_by_id} - {target.asked_by_id}
    QuestionVote.objects.bulk_create(
        (QuestionVote(question=target, member_id=member) for member in people), ignore_conflicts=True
    )
    SessionQuestion.objects.filter(merged_into=locked).update(merged_into=target)
    locked.merged_into, locked.is_published = target, False
    locked.save(update_fields=["merged_into", "is_published"])
    SessionQuestion.objects.filter(pk=target.pk).update(votes=target.ballots.count())
    target.refresh_from_db(fields=["votes"])
    _forget_kept(locked)
    if target.answer:
        _tell(locked, target)
    return target


@transaction.atomic
def hide_question(*, question: SessionQuestion, reason: str, actor: User) -> SessionQuestion:
    """Out of every list but that of who asked and who answers; an empty `reason` shows it again."""
    locked = _locked(question)
    _check_answers(locked, actor)
    if not locked.hidden_reason and not reason.strip():
        raise ReasonMissingError(_("Say why it is hidden."))
    locked.hidden_reason = reason.strip()[:250]
    locked.is_published = locked.is_published and not locked.hidden_reason
    locked.save(update_fields=["hidden_reason", "is_published"])
    action = "question.hidden" if locked.hidden_reason else "question.shown"
    audit.record(action=action, actor=actor, subject=f"question:{locked.uid}", data={"reason": locked.hidden_reason})
    _forget_kept(locked)
    return locked


def _check_participant(session: Session, member: User) -> None:
    own = Enrolment.objects.filter(batch=session.batch_id, member=member, state__in=ACTIVE_ENROLMENTS)
    if not own.exists():
        raise NotAllowedError(_("Only participants of this batch ask and vote."))
    if session.state == SessionState.CANCELLED or session.batch.state != BatchState.OPEN:
        raise QuestionRefusedError(_("Questions are not taken any more."))


def _check_answers(question: SessionQuestion, actor: User) -> None:
    if not sessions_answered_by(actor).filter(pk=question.session_id).exists():
        raise NotAllowedError(_("Speakers of the session, moderators and organisers do this."))


def _answerable(question: SessionQuestion, actor: User) -> SessionQuestion:
    locked = _locked(question)
    _check_answers(locked, actor)
    if locked.hidden_reason or locked.merged_into_id:
        raise QuestionRefusedError(_("This question is not in the list any more."))
    return locked


def _locked(question: SessionQuestion) -> SessionQuestion:
    rows = SessionQuestion.objects.select_for_update(of=("self",)).select_related("session__batch", "asked_by")
    locked: SessionQuestion = rows.get(pk=question.pk)
    return locked


def _tell(asked: SessionQuestion, answered: SessionQuestion) -> None:
    session = answered.session
    path = reverse("courses:session_questions", args=[session.uid])
    send_message(
        key=f"question-answered:{asked.uid}",
        recipient=asked.asked_by,
        template="question_answered",
        context={
            "name": asked.asked_by.full_name,
            "session": session.subject,
            "question": asked.text,
            "answer": answered.answer,
            "url": f"{settings.SITE_URL}{path}",
        },
    )


def _forget_kept(question: SessionQuestion) -> None:
    """What is kept of the list and of the materials' pages is made anew, once this is committed."""
    _forget_list(question.session_id)
    materials = list(question.session.session_materials.values_list("material", flat=True))
    keys = [key for material in materials for key in answers_keys(material)]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def _forget_list(session: int) -> None:
    transaction.on_commit(lambda: cache.delete(version_key(session)), robust=True)
