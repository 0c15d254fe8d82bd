"""A speaker's desk: the next thing to do, own sessions with what is missing for each, own materials by state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.prepared import prepared
from courses.choices import SessionState
from courses.models import Batch, Enrolment, MaterialPage, Session, SessionMaterial, SpeakerProfile
from courses.selectors.manual import left_to_speakers
from courses.selectors.writing import DRAFT, IN_REVIEW, PUBLISHED, RETURNED, Standing, standings_of_materials
from home.days import day_in_words, moment_in_words
from home.next_step import NextStep
from home.providers import MARKING, DeskItem
from members.models import User
from quizzes.models import QuizPage

PAST_SHOWN = 20
ORDER = (RETURNED, DRAFT, IN_REVIEW, PUBLISHED)


@dataclass(frozen=True)
class MissingThing:
    text: str
    action: str
    url: str


@dataclass
class SpeakerSession:
    session: Session
    standings: list[Standing] = field(default_factory=list)
    missing: list[MissingThing] = field(default_factory=list)

    @property
    def day(self) -> str:
        return day_in_words(self.session.starts_at, self.session.batch.zone)

    @property
    def moment(self) -> str:
        return moment_in_words(self.session.starts_at, self.session.batch.zone)

    @property
    def has_materials(self) -> bool:
        return bool(self.standings)


@dataclass
class SpeakerDesk:
    sessions: list[SpeakerSession]
    past: list[SpeakerSession]
    materials: list[Standing]
    profile_missing: list[str]
    to_mark: list[DeskItem] = field(default_factory=list)
    to_tick: list[DeskItem] = field(default_factory=list)
    step: NextStep | None = None


def speaker_desk(user: User) -> SpeakerDesk:
    """As many queries for one session and material as for a hundred."""
    rows = _sessions(user.pk)
    joined = _materials_of(tuple(session.pk for session in rows))
    materials = _materials(user.pk, tuple({row.material_id for row in joined}))
    standings = {standing.material.pk: standing for standing in standings_of_materials(materials)}
    now = clock.now()
    ahead = [session for session in rows if session.ends_at > now]
    with_tests = _courses_with_tests(session.batch.course_id for session in ahead)
    sessions = []
    for session in rows:
        own = [standings[row.material_id] for row in joined if row.session_id == session.pk]
        entry = SpeakerSession(session, own)
        if session.ends_at > now:
            entry.missing = _missing(session, own, has_test=session.batch.course_id in with_tests, user=user)
        sessions.append(entry)
    desk = SpeakerDesk(
        sessions=[entry for entry in sessions if entry.session.ends_at > now],
        past=[entry for entry in reversed(sessions) if entry.session.ends_at <= now][:PAST_SHOWN],
        materials=sorted(standings.values(), key=lambda standing: ORDER.index(standing.state)),
        profile_missing=_profile_missing(user),
        to_mark=[item for provider in MARKING for item in provider(user)],
        to_tick=_to_tick([session.batch for session in rows if not session.batch.is_closed]),
    )
    desk.step = _next_step(desk)
    return desk


def _to_tick(batches: list[Batch]) -> list[DeskItem]:
    """What participants hand in outside the site, by batch that is not closed."""
    courses = tuple({batch.course_id for batch in batches})
    asked = left_to_speakers(courses) if courses else []
    return [
        DeskItem(one.label, f"{reverse('courses:batch_ticks', args=[batch.code])}?for={one.uid}", detail=batch.name)
        for batch in {batch.pk: batch for batch in batches}.values()
        for one in asked
        if one.course_id == batch.course_id
    ]


@prepared
def _sessions(member: int) -> QuerySet[Session]:
    active = Enrolment.objects.active().filter(batch=OuterRef("batch")).order_by().values("batch")
    found: QuerySet[Session] = (
        Session.objects.taught_by(member)
        .exclude(state=SessionState.CANCELLED)
        .select_related("batch__course")
        .annotate(confirmed=Coalesce(Subquery(active.annotate(number=Count("pk")).values("number")), 0))
        .order_by("starts_at", "pk")
    )
    return found


@prepared
def _materials_of(sessions: tuple[int, ...]) -> QuerySet[SessionMaterial]:
    return SessionMaterial.objects.filter(session__in=sessions).order_by("order", "pk")


@prepared
def _materials(member: int, joined: tuple[int, ...]) -> QuerySet[MaterialPage]:
    """Those written by the member, and those joined to a session."""
    own = MaterialPage.objects.filter(Q(speakers__member=member) | Q(owner=member)).values("pk")
    found: QuerySet[MaterialPage] = MaterialPage.objects.filter(Q(pk__in=own) | Q(pk__in=joined)).defer("body")
    return found.order_by("-latest_revision_created_at", "-pk")


def _courses_with_tests(courses: Iterable[int]) -> set[int]:
    wanted = tuple(set(courses))
    return set(_tested(wanted)) if wanted else set()


@prepared
def _tested(courses: tuple[int, ...]) -> QuerySet[QuizPage, int]:
    published: QuerySet[QuizPage] = QuizPage.objects.filter(versions__course__in=courses, live=True)
    return published.values_list("versions__course", flat=True)


def _missing(session: Session, standings: list[Standing], *, has_test: bool, user: User) -> list[MissingThing]:
    missing = []
    if not standings and not session.batch.is_closed:
        missing.append(
            MissingThing(_("No material yet"), _("Add material"), reverse("courses:material_new", args=[session.uid]))
        )
    for standing in standings:
        url = reverse("courses:material_write", args=[standing.material.uid])
        if standing.state == RETURNED:
            said = _("“%(title)s” was returned with comments") % {"title": standing.title}
            missing.append(MissingThing(said, _("Read the comments"), url))
        elif standing.state == DRAFT:
            said = _("“%(title)s” is a draft, not sent yet") % {"title": standing.title}
            missing.append(MissingThing(said, _("Go on writing"), url))
    if not has_test and user.is_staff:
        target = reverse("wagtailadmin_pages:add", args=["quizzes", "quizpage", session.batch.course_id])
        missing.append(MissingThing(_("The course has no test yet"), _("Write a test"), target))
    return missing


def _profile_missing(user: User) -> list[str]:
    profile = next(iter(_profile(user.pk)), None)
    missing = []
    if profile is None or not profile.function:
        missing.append(_("function"))
    if profile is None or not profile.biography:
        missing.append(_("short biography"))
    if profile is None or profile.photo_id is None:
        missing.append(_("photo"))
    return missing


@prepared
def _profile(member: int) -> QuerySet[SpeakerProfile]:
    return SpeakerProfile.objects.filter(member=member)


def _next_step(desk: SpeakerDesk) -> NextStep | None:
    """What was returned first, then the nearest session's material, then drafts, then the profile."""
    returned = next((standing for standing in desk.materials if standing.state == RETURNED), None)
    if returned is not None:
        return NextStep(
            eyebrow=_("The organiser asks for changes"),
            title=returned.title,
            text=returned.said,
            action=_("Read the comments"),
            url=reverse("courses:material_write", args=[returned.material.uid]),
        )
    bare = next((entry for entry in desk.sessions if not entry.has_materials and entry.missing), None)
    if bare is not None:
        return NextStep(
            eyebrow=_("Do this next"),
            title=bare.session.subject,
            text=_("This session has no material yet. Slides, a text or a recording: five minutes are enough."),
            detail=bare.moment,
            action=_("Add material"),
            url=reverse("courses:material_new", args=[bare.session.uid]),
        )
    draft = next((standing for standing in desk.materials if standing.state == DRAFT), None)
    if draft is not None:
        return NextStep(
            eyebrow=_("Go on where you left"),
            title=draft.title,
            text=_("The draft is not sent yet: participants see it once the organiser has approved it."),
            action=_("Go on writing"),
            url=reverse("courses:material_write", args=[draft.material.uid]),
        )
    if desk.sessions and desk.profile_missing:
        return NextStep(
            eyebrow=_("Do this next"),
            title=_("Your profile"),
            text=_("Participants see who speaks. Still missing: %(things)s.")
            % {"things": ", ".join(desk.profile_missing)},
            action=_("Fill in the profile"),
            url=reverse("courses:speaker_profile"),
            is_content=False,
        )
    return _nothing_to_do(desk)


def _nothing_to_do(desk: SpeakerDesk) -> NextStep | None:
    read = next((standing for standing in desk.materials if standing.state == PUBLISHED), None)
    if read is None and not desk.sessions:
        return None
    waits = any(standing.state == IN_REVIEW for standing in desk.materials)
    return NextStep(
        eyebrow=_("Nothing to do right now"),
        title=_("All is ready on your side"),
        text=_("The organiser looks at your material and answers by e-mail.") if waits else "",
        detail=desk.sessions[0].moment if desk.sessions else "",
        action=_("See how it was read") if read else _("Look at my sessions"),
        url=reverse("home:material_figures", args=[read.material.uid]) if read else "#sessions",
        is_content=False,
    )
