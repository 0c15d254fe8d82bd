"""Questions at sessions: who reads and who answers them, and what stays with a material."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from core.identifiers import uuid7
from courses.choices import ACTIVE_ENROLMENTS, BatchState, Part
from courses.models import Batch, BatchPart, Enrolment, QuestionVote, Session, SessionQuestion
from courses.selectors.cache_keys import LIVE_SECONDS, cache_key
from members.models import User

OPEN, ANSWERED, HIDDEN, MERGED, OWN = "open", "answered", "hidden", "merged", "own"
NEWEST = "new"
ON_THE_WALL = 6
# Names and states change elsewhere; and a cache of each process for itself hears nothing of what another one forgets.
VERSION_LIVES_SECONDS, UNSHARED_VERSION_LIVES_SECONDS = 60, 10


def sessions_with_questions_for(user: User | AnonymousUser) -> QuerySet[Session]:
    """Sessions whose questions `user` reads: of a batch that is one's own as participant, speaker or moderator, and of
    those that one oversees. Coordinators are not among them: the questions are those of all provinces."""
    if not user.is_authenticated:
        return Session.objects.none()
    enrolled = Enrolment.objects.filter(member=user, state__in=ACTIVE_ENROLMENTS).exclude(batch__state=BatchState.DRAFT)
    taught = BatchPart.objects.filter(member=user, part__in=[Part.SPEAKER, Part.MODERATOR])
    overseen = Batch.objects.overseen_by(user).values("pk")
    return Session.objects.filter(
        Q(batch__in=enrolled.values("batch")) | Q(batch__in=taught.values("batch")) | Q(batch__in=overseen)
    )


def sessions_answered_by(user: User | AnonymousUser) -> QuerySet[Session]:
    """Those whose questions `user` answers: as speaker of the session, as moderator or organiser of its batch."""
    if not user.is_authenticated:
        return Session.objects.none()
    moderated = BatchPart.objects.filter(member=user, part=Part.MODERATOR).values("batch")
    return Session.objects.filter(
        Q(pk__in=Session.objects.taught_by(user).values("pk"))
        | Q(batch__in=moderated)
        | Q(batch__in=Batch.objects.run_by(user).values("pk"))
    )


def questions_for(
    session: Session, user: User, *, answers: bool, text: str = "", state: str = "", order: str = ""
) -> QuerySet[SessionQuestion]:
    """What `user` sees of a session's questions, each with whether it is `voted` for.

    Hidden and merged ones are seen by who asked them, and by who `answers` when asked for."""
    own = Q(asked_by=user)
    shown = Q(hidden_reason="", merged_into=None)
    found = SessionQuestion.objects.filter(session=session).select_related("asked_by", "merged_into", "answered_by")
    if answers and state in (HIDDEN, MERGED):
        found = found.exclude(hidden_reason="") if state == HIDDEN else found.exclude(merged_into=None)
    else:
        found = found.filter(shown) if answers else found.filter(shown | own)
    answered = ~Q(answer="") | Q(answered_aloud=True)
    if state in (OPEN, ANSWERED):
        found = found.filter(answered) if state == ANSWERED else found.exclude(answered)
    elif state == OWN:
        found = found.filter(own)
    for word in text.replace("\0", "").split():
        found = found.filter(Q(text__icontains=word) | Q(answer__icontains=word))
    ballots = QuestionVote.objects.filter(question=OuterRef("pk"), member=user)
    columns = ("-asked_at", "-pk") if order == NEWEST else ("-votes", "asked_at", "pk")
    return found.annotate(voted=Exists(ballots)).order_by(*columns)


def questions_on_the_wall(session: Session) -> list[SessionQuestion]:
    """Those that wait for an answer, the most wanted first: for everybody in the room, so without names."""
    waiting = SessionQuestion.objects.filter(
        session=session, hidden_reason="", merged_into=None, answer="", answered_aloud=False
    )
    return list(waiting.order_by("-votes", "asked_at", "pk")[:ON_THE_WALL])


def questions_version(session: Session) -> str:
    """Another one after each change of the list, and after a while in any case."""
    seconds = VERSION_LIVES_SECONDS if settings.REDIS_URL else UNSHARED_VERSION_LIVES_SECONDS
    return str(cache.get_or_set(version_key(session.pk), lambda: uuid7().hex, seconds))


def version_key(session: int) -> str:
    return f"courses:questions:{session}"


def answers_with(material: int) -> SafeString:
    """What was asked and answered about a material in whatever batch, for who may read it; made anew every few minutes,
    and at once when something is published."""
    key = answers_key(material)
    html: SafeString | None = cache.get(key)
    if html is None:
        questions = list(
            SessionQuestion.objects.filter(is_published=True, session__session_materials__material=material)
            .order_by("-votes", "asked_at", "pk")
            .distinct()
        )
        html = render_to_string("courses/partials/material_answers.html", {"questions": questions})
        cache.set(key, html, LIVE_SECONDS)
    return html


def answers_key(material: int) -> str:
    return cache_key("answers", material)


def answers_keys(material: int) -> list[str]:
    """In whatever language it is kept."""
    keys = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            keys.append(answers_key(material))
    return keys
