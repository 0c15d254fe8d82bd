from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from quizzes import rules
from quizzes.choices import SCORED, AttemptKind, AttemptState, EventKind
from quizzes.correcting import dropped_slots, shares_without_markers
from quizzes.grading import percent
from quizzes.kept_papers import questions_of
from quizzes.layout import Place
from quizzes.models.frozen import Frozen, FrozenQuerySet
from quizzes.outages import Span
from quizzes.paper import PaperQuestion

if TYPE_CHECKING:
    from members.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def for_member(self, user: User) -> AttemptQuerySet:
        return self.filter(enrolment__member=user)

    def visible_to(self, user: User) -> AttemptQuerySet:
        """One's own, and those of courses that one organises; administrators and auditors see all."""
        return self.filter(rules.attempts_visible_to(user))

    def counted(self) -> AttemptQuerySet:
        return self.filter(kind=AttemptKind.COUNTED).exclude(state=AttemptState.VOID)

    def scored(self) -> AttemptQuerySet:
        return self.filter(state__in=SCORED)

    def open(self) -> AttemptQuerySet:
        return self.filter(state=AttemptState.OPEN)

    def overdue(self, moment: datetime) -> AttemptQuerySet:
        """What the clock has closed and nobody has read since, and what was closed without being marked."""
        return self.filter(
            models.Q(state=AttemptState.OPEN, hard_close_at__lte=moment) | models.Q(state=AttemptState.SUBMITTED)
        )


class Attempt(models.Model):
    """One sitting of a test. Personal data: what somebody answered and scored; kept as long as the enrolment.

    `device` is personal data, too: it tells whether two people began this test in the same browser, and goes with the
    account.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    version = models.ForeignKey("quizzes.QuizVersion", on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="attempts")
    kind = models.CharField(_("kind"), max_length=10, choices=AttemptKind.choices, default=AttemptKind.COUNTED)
    number = models.PositiveSmallIntegerField(_("number"))

    seed = models.CharField(max_length=16)
    layout = models.JSONField(help_text=_("Slots in the order shown, each with its options in the order shown."))
    lease = models.CharField(max_length=40, blank=True, help_text=_("The tab that may write."))
    device = models.CharField(
        max_length=32,
        blank=True,
        help_text=_("Made from test and browser together: alike only for attempts at one test in one browser."),
    )
    heard_at = models.DateTimeField(_("last heard of"), null=True, help_text=_("When its page last reached the site."))
    waiting = models.PositiveSmallIntegerField(
        default=0, help_text=_("How many answers its page had not sent when it was last heard of.")
    )
    lease_changes = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often another tab or device went on, or the page was loaded anew.")
    )

    state = models.CharField(_("state"), max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    points = models.DecimalField(_("points"), max_digits=12, decimal_places=5, null=True)
    max_points = models.DecimalField(_("marks in all"), max_digits=9, decimal_places=2, null=True)
    receipt = models.CharField(_("receipt"), max_length=12, blank=True)

    started_at = models.DateTimeField(_("started"), default=timezone.now)
    agreed_at = models.DateTimeField(
        _("agreed to the honesty statement"),
        null=True,
        help_text=_("The words are those of its version of the test, which never change."),
    )
    deadline_at = models.DateTimeField(_("deadline"), null=True)
    hard_close_at = models.DateTimeField(_("closed for answers"), null=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    claimed_seconds = models.PositiveIntegerField(
        default=0, help_text=_("Lost by the account of its page alone; waits for the organiser.")
    )
    closed_by_clock = models.BooleanField(_("closed by the clock"), default=False)
    seen_at = models.DateTimeField(
        _("result read"), null=True, help_text=_("Closed by the clock: since when its taker knows what was right.")
    )
    seen_parts = models.JSONField(default=list)
    withheld = models.BooleanField(
        _("result kept back"),
        default=False,
        help_text=_("Until an organiser publishes it; by the rules it was sat under."),
    )
    recorded_at = models.DateTimeField(_("counted towards completion"), null=True)
    # What organisers did to it, as its taker reads it: on the row that all its pages read already, not one query more.
    interventions = models.JSONField(default=list)
    # Slots that people must still mark, on the row that the result page reads already.
    awaiting = models.JSONField(default=list)
    # Regrade runs that hold for it, the latest of a slot stands; told once the attempt has ended, never before.
    corrections = models.JSONField(default=list)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["enrolment", "quiz", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "enrolment", "kind", "number"], name="quizzes_attempt_number_unique"
            ),
            models.UniqueConstraint(
                fields=["quiz", "enrolment", "kind"],
                condition=models.Q(state="open"),
                name="quizzes_attempt_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "void"])
                | (models.Q(submitted_at__isnull=False) & ~models.Q(receipt="")),
                name="quizzes_attempt_submitted_has_receipt",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["graded", "released"])
                | models.Q(points__isnull=False, max_points__isnull=False),
                name="quizzes_attempt_graded_has_points",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hard_close_at"], condition=models.Q(state="open"), name="quizzes_attempt_open_by_close"
            ),
            models.Index(fields=["id"], condition=models.Q(state="submitted"), name="quizzes_attempt_unmarked"),
            # An organiser's figures count attempts without reading them: a row holds its whole layout.
            models.Index(fields=["quiz", "kind", "state", "enrolment"], name="quizzes_attempt_figures"),
        ]

    def is_closed_at(self, moment: datetime) -> bool:
        return self.state != AttemptState.OPEN or (self.hard_close_at is not None and moment >= self.hard_close_at)

    @property
    def percent(self) -> Decimal | None:
        return None if self.points is None or self.max_points is None else percent(self.points, self.max_points)

    @property
    def told_deeds(self) -> list[dict[str, Any]]:
        """Those of its interventions that its taker may read: a marker's correction only together with the result."""
        return [deed for deed in self.interventions if not (deed["kind"] == EventKind.REMARKED and self.withheld)]

    @property
    def score_facts(self) -> dict[str, Any]:
        """Its score for the note of a deed that takes it away until it is marked again; none where it has none."""
        if self.state not in SCORED or self.points is None or self.max_points is None:
            return {}
        facts: dict[str, Any] = {"points": str(self.points), "of": str(self.max_points)}
        return facts | {"withheld": True} if self.withheld else facts

    @property
    def known_percent(self) -> Decimal | None:
        """What the course knows of it, not rounded: while it is written or marked again, or kept back anew, the score
        that it had. Never one that was kept back."""
        scores = (self.score_facts, *reversed(self.interventions))
        facts = next((one for one in scores if "points" in one and not one.get("withheld")), None)
        return Decimal(facts["points"]) * 100 / Decimal(facts["of"]) if facts and Decimal(facts["of"]) else None

    @property
    def is_to_be_known(self) -> bool:
        """Handed in at least once, and what the course will know of it is still to come."""
        return self.known_percent is None and (self.state != AttemptState.OPEN or self.last_opening > 0)

    @cached_property
    def questions(self) -> dict[int, PaperQuestion]:
        """The questions of this attempt by slot; drawable ones of its paper that it did not get are not among them."""
        return questions_of(self)

    @property
    def dropped(self) -> frozenset[int]:
        """Slots that do not count any more."""
        return dropped_slots(self.corrections)

    @property
    def unasked(self) -> dict[int, Decimal]:
        """Slots that nobody has to mark any more, with what an unmarked answer in them counts."""
        if not self.corrections:
            return {}
        return shares_without_markers(self.corrections, [row["slot"] for row in self.layout])

    @property
    def spans_given(self) -> list[Span]:
        """Outages whose time was given back."""
        deeds = (deed for deed in self.interventions if deed["kind"] == EventKind.TIME_RETURNED)
        return [Span.from_json(span) for deed in deeds for span in deed["spans"]]

    @property
    def last_opening(self) -> int:
        """The place among its interventions, from 1, of the last by which an organiser let its taker go on; else 0."""
        opening = (
            number
            for number, deed in enumerate(self.interventions, start=1)
            if deed["kind"] == EventKind.REOPENED or (deed["kind"] == EventKind.TIME_RETURNED and deed["reason"])
        )
        return max(opening, default=0)

    @property
    def ended_first(self) -> datetime | None:
        """When it ended before an organiser opened it for the first time again; None where nobody did."""
        for deed in self.interventions:
            if deed["kind"] == EventKind.REOPENED or (deed["kind"] == EventKind.TIME_RETURNED and deed["reason"]):
                known = deed.get("ended") or deed.get("from")
                return datetime.fromisoformat(known) if known else self.started_at
        return None

    @property
    def places(self) -> list[Place]:
        return [Place(row["slot"], row["item"], tuple(row["options"])) for row in self.layout]


def layout_to_json(places: list[Place]) -> list[dict[str, Any]]:
    return [{"slot": place.slot, "item": place.item, "options": list(place.options)} for place in places]


class Answer(models.Model):
    """The latest answer in a slot. Written by one guarded statement in `quizzes/sql.py`: a lower `rev` never wins."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    slot = models.PositiveSmallIntegerField()
    rev = models.PositiveIntegerField()
    value = models.JSONField()
    saved_at = models.DateTimeField()
    # Of a drill: when its scenario was first delivered. Until something is answered `rev` is 0.
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="quizzes_answer_unique")]


class LateAnswer(Frozen):
    """What arrived after the hard close: kept, not counted, for staff to admit with a reason."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="late_answers")
    slot = models.PositiveSmallIntegerField()
    rev = models.PositiveIntegerField()
    value = models.JSONField()
    arrived_at = models.DateTimeField()

    objects = FrozenQuerySet["LateAnswer"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot", "rev"], name="quizzes_lateanswer_unique")]


class Mark(Frozen):
    """What an answer earned, by whom, when. A later mark is a further row; the latest of a slot stands."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks")
    slot = models.PositiveSmallIntegerField()
    marker = models.ForeignKey("members.User", null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("quizzes.RegradeRun", null=True, on_delete=models.PROTECT, related_name="marks")
    fraction = models.DecimalField(max_digits=6, decimal_places=5)
    rubric = models.JSONField(null=True)
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet["Mark"].as_manager()

    class Meta:
        ordering = ["attempt", "slot", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0, fraction__lte=1), name="quizzes_mark_fraction_in_range"
            )
        ]


class AttemptEvent(Frozen):
    """What happened around an attempt, for the organiser to read. Failing to write one never fails an answer."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    actor = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet["AttemptEvent"].as_manager()

    class Meta:
        ordering = ["attempt", "id"]
