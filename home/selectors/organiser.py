from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.choices import JobState
from core.models import Job
from core.prepared import prepared
from courses.choices import BatchState
from courses.models import Batch
from courses.selectors.approvals import materials_handed_in
from courses.selectors.batch_figures import BatchFigures, figures_of
from courses.selectors.missing import RUNNING, Wanted, people_missing
from courses.selectors.offices import offices_absent
from home import providers
from home.days import age_in_words, moment_in_words
from home.providers import DeskItem
from home.rules import looks_after_batches_only
from home.selectors.lists import SessionBoard, batches_followed, session_board
from members.choices import Zone
from members.models import User
from members.rules import is_administrator, is_auditor, is_organiser

BATCHES_SHOWN = 12
SESSIONS_SHOWN = 5
JOBS_SHOWN = 5
OF_BATCH = ("code", "name", "state", "zone", "starts_on", "ends_on", "closed_at", "capacity", "course")


@dataclass(frozen=True)
class Stat:
    """A number that leads to the list behind it."""

    value: int
    label: str
    url: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class BatchLine:
    """A batch with its counts, how its timetable stands, and its certificates."""

    figures: BatchFigures
    papers: providers.PaperCounts
    coming: datetime | None = None
    is_planned: bool = True
    """Whether there is any session; of closed batches it is not asked."""

    @property
    def batch(self) -> Batch:
        return self.figures.batch

    @property
    def next_session(self) -> str:
        """Tomorrow, 09.30 WITA."""
        return moment_in_words(self.coming, self.batch.zone) if self.coming else ""


@dataclass
class OrganiserDesk:
    lines: list[BatchLine]
    batch_count: int
    missing: int
    offices_absent: int
    office_count: int
    board: SessionBoard
    to_approve: list[DeskItem]
    ready_to_issue: list[DeskItem]
    papers_waiting: list[DeskItem]
    invited: list[DeskItem]
    tests_on: list[DeskItem] = field(default_factory=list)
    to_mark: list[DeskItem] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    jobs_running: int = 0
    jobs_failed: int = 0
    sees_jobs: bool = False
    may_invite: bool = False

    @property
    def groups(self) -> list[tuple[str, list[BatchLine]]]:
        """By state, those running first."""
        by_state = groupby(self.lines, key=lambda line: line.batch.state)
        return [(str(BatchState(state).label), list(lines)) for state, lines in by_state]

    @property
    def undecided(self) -> list[BatchLine]:
        return [line for line in self.lines if line.figures.sessions_undecided]

    @cached_property
    def stats(self) -> list[Stat]:
        return [
            Stat(self.missing, _("people are missing something"), f"{reverse('home:missing')}?batch={RUNNING}"),
            Stat(self.board.ahead_count, _("sessions in seven days"), reverse("home:sessions")),
            Stat(
                len(self.board.lacking),
                _("sessions without a material"),
                f"{reverse('home:sessions')}?lack=material",
                "warning" if self.board.lacking else "",
            ),
            Stat(
                self.offices_absent,
                _("offices sent nobody"),
                f"{reverse('home:offices')}?show=none",
                note=_("of %(count)d") % {"count": self.office_count},
            ),
        ]

    @cached_property
    def step(self) -> DeskItem | None:
        """What waits for this person alone: certificates, then a material to approve, then sessions to confirm."""
        if self.ready_to_issue:
            item = self.ready_to_issue[0]
            return DeskItem(item.label, item.url, _("Issue certificates"), detail=item.status)
        if self.to_approve:
            item = self.to_approve[-1]  # waits longest
            return DeskItem(item.label, item.url, _("Read and decide"), detail=item.detail)
        if self.undecided:
            line = self.undecided[0]
            url = f"{reverse('courses:batch', args=[line.batch.code])}#sessions"
            number = line.figures.sessions_undecided
            words = ngettext("%(number)d session to confirm", "%(number)d sessions to confirm", number)
            return DeskItem(line.batch.name, url, _("Confirm what was delivered"), detail=words % {"number": number})
        return None


def organiser_desk(user: User) -> OrganiserDesk:
    """Batches with their counts, what waits for a decision, and how the background work stands."""
    shown = _batches(user)
    shows_all = len(shown) < BATCHES_SHOWN and looks_after_batches_only(user)
    running = [batch.pk for batch in shown if batch.closed_at is None] if shows_all else batches_followed(user)
    board = session_board(running, show=SESSIONS_SHOWN)
    absent, office_count = offices_absent(user)
    figures = figures_of(shown, undecided=board.undecided, lacking=Counter(board.lacking.values()))
    papers = providers.papers_of(shown)
    desk = OrganiserDesk(
        lines=[
            BatchLine(
                row,
                papers[row.batch.pk],
                coming=board.coming.get(row.batch.pk),
                is_planned=row.batch.is_closed or board.planned[row.batch.pk] > 0,
            )
            for row in figures
        ],
        batch_count=Batch.objects.overseen_by(user).count() if len(shown) == BATCHES_SHOWN else len(shown),
        missing=_people_missing(user, figures if shows_all else None),
        offices_absent=absent,
        office_count=office_count,
        board=board,
        to_approve=_to_approve(user),
        ready_to_issue=[item for give in providers.READY_TO_ISSUE for item in give(user)],
        papers_waiting=[item for give in providers.PAPERS_WAITING for item in give(user)],
        invited=[item for give in providers.INVITATIONS for item in give(user)],
        tests_on=[item for give in providers.TESTS_ON for item in give(user)],
        to_mark=[item for give in providers.MARKING_TO_SEE_TO for item in give(user)],
        sees_jobs=is_administrator(user) or is_auditor(user),
        may_invite=is_administrator(user) or is_organiser(user),
    )
    if desk.sees_jobs:
        _add_jobs(desk)
    return desk


def _people_missing(user: User, figures: list[BatchFigures] | None) -> int:
    """As many as the list behind it: counted already where these are the figures of all that `user` looks after."""
    if figures is None:
        return people_missing(user, Wanted(batch=RUNNING)).count()
    return sum(row.unfinished for row in figures if row.batch.state == BatchState.OPEN)


@prepared
def _batches(user: User) -> QuerySet[Batch]:
    """Those running first, then those in preparation, then the closed ones, the latest first."""
    turn = Case(
        When(state=BatchState.OPEN, then=Value(0)),
        When(state=BatchState.DRAFT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Batch.objects.overseen_by(user).only(*OF_BATCH).annotate(turn=turn, course_title=F("course__title"))
    return found.order_by("turn", "-starts_on", "-pk")[:BATCHES_SHOWN]


def _to_approve(user: User) -> list[DeskItem]:
    """With who asks and since when."""
    return [
        DeskItem(
            label=material.title,
            url=reverse("wagtailadmin_pages:edit", args=[material.pk]),
            detail=", ".join(filter(None, [material.asked_by, age_in_words(material.since, Zone.WIB)])),
        )
        for material in materials_handed_in(user)
    ]


def _add_jobs(desk: OrganiserDesk) -> None:
    tally = Job.objects.aggregate(
        running=Count("pk", filter=Q(state=JobState.RUNNING) | Q(state=JobState.WAITING)),
        failed=Count("pk", filter=Q(state=JobState.FAILED)),
    )
    desk.jobs_running, desk.jobs_failed = tally["running"], tally["failed"]
    now_or_failed = Q(state=JobState.RUNNING) | Q(state=JobState.FAILED)
    desk.jobs = list(Job.objects.filter(now_or_failed).order_by("-pk")[:JOBS_SHOWN])
