from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import clock
from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, EVALUATION, MATERIALS, SessionState
from courses.models import Enrolment, Session
from courses.selectors import Opened, Standing, StandingItem, reading_place_for, standing_of
from courses.selectors.course_page import ReadingPlace
from courses.selectors.evaluation_due import DueEvaluation, evaluation_due
from courses.selectors.own_place import PlaceWords, place_words, turns_of
from courses.selectors.requirements import has_completed, with_rule_in_force
from home.days import moment_in_words
from home.next_step import NextStep, next_step
from home.providers import HeldCertificate, certificates_of
from home.tests_due import DueTest, tests_due
from members.models import User
from reports.selectors.jp_year import JpYear, jp_of_year


@dataclass(frozen=True)
class Missing:
    """One condition that is not met yet, and the button that leads to meeting it."""

    line: StandingItem
    url: str
    action: str


@dataclass
class ParticipantDesk:
    """`current` is the enrolment that matters now, or the one chosen; the others stand below it."""

    certificates: list[HeldCertificate]
    hours: JpYear
    current: Enrolment | None = None
    others: list[Enrolment] = field(default_factory=list)
    inactive: list[tuple[Enrolment, PlaceWords]] = field(default_factory=list)
    next_session: Session | None = None
    reading: ReadingPlace | None = None
    standing: Standing = field(default_factory=Standing)
    tests: list[DueTest] = field(default_factory=list)
    evaluation: DueEvaluation | None = None

    @property
    def to_meet(self) -> list[Missing]:
        return [_missing(line, self) for line in self.standing.missing]

    @property
    def met(self) -> list[StandingItem]:
        return self.standing.met

    @property
    def has_completed(self) -> bool:
        return self.current is not None and has_completed(self.current)

    @property
    def enrolment_id(self) -> int | None:
        return self.current.pk if self.current else None

    @property
    def course_slug(self) -> str:
        return str(self.current.batch.course.slug) if self.current else ""

    @property
    def course_url(self) -> str:
        return reverse("courses:course", args=[self.course_slug])

    @property
    def session_moment(self) -> str:
        session = self.next_session
        return moment_in_words(session.starts_at, session.batch.zone) if session else ""

    @cached_property
    def step(self) -> NextStep:
        return next_step(self)


def participant_desk(user: User, batch_code: str = "") -> ParticipantDesk:
    """What a participant does next, with as many queries for one enrolment as for many."""
    enrolments = _enrolments(user.pk)
    active = [enrolment for enrolment in enrolments if enrolment.state in ACTIVE_ENROLMENTS]
    desk = ParticipantDesk(
        certificates=certificates_of(user),
        hours=jp_of_year(user, completed=any(has_completed(row) for row in enrolments)),
        inactive=_in_words([row for row in enrolments if row.state not in ACTIVE_ENROLMENTS]),
    )
    if not active:
        return desk
    desk.current = next((row for row in active if row.batch.code == batch_code), active[0])
    desk.others = [row for row in active if row is not desk.current]
    desk.next_session = _session_ahead(active)
    desk.tests = tests_due(desk.current)
    desk.reading = reading_place_for(desk.current)
    desk.standing = standing_of(desk.current, opened=Opened(desk.reading.opened, desk.reading.count))
    desk.evaluation = evaluation_due(desk.current)
    return desk


def _in_words(inactive: list[Enrolment]) -> list[tuple[Enrolment, PlaceWords]]:
    turns = turns_of(inactive)
    return [(row, place_words(row, turns.get(row.pk))) for row in inactive]


@prepared
def _enrolments(member: int) -> QuerySet[Enrolment]:
    """All of them: running ones before closed ones, those to be done before those that are complete."""
    upcoming = Session.objects.filter(batch=OuterRef("batch"), state=SessionState.PLANNED, ends_at__gt=clock.now())
    return (
        with_rule_in_force(Enrolment.objects.filter(member=member))
        .annotate(session_ahead=Subquery(upcoming.order_by("starts_at", "order").values("pk")[:1]))
        .select_related("batch__course", "completion")
        .order_by(
            F("batch__closed_at").asc(nulls_first=True),
            F("completion__completed_at").asc(nulls_first=True),
            "-batch__starts_on",
            "-pk",
        )
    )


def _session_ahead(active: list[Enrolment]) -> Session | None:
    """The earliest session ahead in any of the batches: whatever the desk shows, nobody should miss it."""
    ahead = tuple(pk for enrolment in active if (pk := getattr(enrolment, "session_ahead", None)))
    session = next(iter(_earliest(ahead)), None) if ahead else None
    if session is not None:
        session.batch = next(row.batch for row in active if row.batch_id == session.batch_id)
    return session


@prepared
def _earliest(sessions: tuple[int, ...]) -> QuerySet[Session]:
    return Session.objects.filter(pk__in=sessions).order_by("starts_at", "order")[:1]


def _missing(line: StandingItem, desk: ParticipantDesk) -> Missing:
    if line.key == MATERIALS:
        following = desk.reading.following if desk.reading else None
        if following is None:
            return Missing(line, f"{desk.course_url}#materials", _("Look"))
        return Missing(line, reverse("courses:material", args=[desk.course_slug, following.slug]), _("Read"))
    if line.key == EVALUATION:
        return Missing(line, desk.evaluation.url if desk.evaluation else line.url, _("Fill in"))
    test = next((test for test in desk.tests if test.key == line.key), None)
    if test is not None and test.is_open:
        return Missing(line, test.url, _("Go on") if test.is_running else _("Take the test"))
    return Missing(line, line.url, _("Look"))
