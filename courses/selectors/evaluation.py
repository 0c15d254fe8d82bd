"""Evaluations as they are filled, and what came of them. Results are there once the evaluation is closed, and of a
group that is large enough only: nobody's answers can be told from the others', nor by taking one figure from another.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q
from django.utils.functional import Promise

from core import clock
from courses.choices import BatchState, EvaluationSection
from courses.evaluation import Instrument, Question, Spread, Window, default_instrument, mean_of, spread, window_of
from courses.models import (
    Batch,
    BatchEvaluation,
    BatchPart,
    CoursePage,
    Enrolment,
    EvaluatedSubject,
    EvaluationInstrument,
    EvaluationMark,
)
from courses.selectors.evaluation_rows import (
    ends_of_sessions,
    kept_evaluations,
    newest_instruments,
    numbers_of_participants,
    numbers_who_filled,
    questions_of,
    rated_speakers,
    rated_subjects,
    speakers_so_far,
    tallies_of,
)

GENERAL = (EvaluationSection.ORGANISERS, EvaluationSection.COURSE)


@dataclass(frozen=True)
class SectionFace:
    """A part of the form. A speaker's is held once a session of this speaker has ended, in an evaluation that is closed
    where somebody has filled it in; others always."""

    section: EvaluationSection
    part: BatchPart | None = None
    is_held: bool = True

    @property
    def slug(self) -> str:
        return f"speaker-{self.part.pk}" if self.part else self.section.value

    @property
    def key(self) -> tuple[str, int | None]:
        return self.section.value, self.part.pk if self.part else None

    @property
    def title(self) -> str:
        return self.part.member.full_name if self.part else str(self.section.label)


@dataclass
class EvaluationState:
    """Everything about a batch's evaluation but the answers."""

    batch: Batch
    instrument: Instrument
    evaluation: BatchEvaluation | None
    window: Window
    sections: list[SectionFace]
    minimum: int
    last_ends_at: datetime | None  # of its sessions that were not cancelled and are not delivered yet

    @property
    def is_closed(self) -> bool:
        """Also when its time is over and nobody has answered: there is nothing that could be closed then."""
        return self.evaluation.is_closed if self.evaluation else self.is_late

    @property
    def is_late(self) -> bool:
        return self.window.is_over(clock.now())

    @property
    def may_be_closed(self) -> bool:
        """By hand: nobody could fill in afterwards what is still to come."""
        return self.is_late or (self.is_open and (self.last_ends_at is None or self.last_ends_at <= clock.now()))

    @property
    def counted(self) -> list[SectionFace]:
        """What the completion rule asks for: of a closed evaluation nothing that nobody could fill in."""
        return [face for face in self.sections if face.is_held] if self.is_closed else self.sections

    @property
    def is_open(self) -> bool:
        return not self.is_closed and self.batch.state != BatchState.DRAFT and self.window.is_open(clock.now())

    @property
    def is_over(self) -> bool:
        return self.is_closed or self.is_late

    @property
    def closes_at(self) -> datetime:
        return (self.evaluation and self.evaluation.closed_at) or self.window.closes_at


@dataclass(frozen=True)
class QuestionSummary:
    """`spread` is None for a question in own words, and where too few have answered it."""

    question: Question
    spread: Spread | None = None

    @property
    def is_hidden(self) -> bool:
        return self.spread is None and not self.question.is_open

    @property
    def mean(self) -> Decimal | None:
        return self.spread.mean if self.spread else None


@dataclass(frozen=True)
class SubjectSummary:
    """One speaker, the organisers or the course. Hidden where fewer than the smallest group have answered."""

    face: SectionFace
    subject: int | None
    respondents: int
    is_hidden: bool
    questions: list[QuestionSummary] = field(default_factory=list)

    @cached_property
    def mean(self) -> Decimal | None:
        return mean_of([one.mean for one in self.questions if one.mean is not None])


@dataclass(frozen=True)
class EvaluationSummary:
    """`subjects` is empty until it is closed; once it `is_mixed` remarks keep their keys. `filled` have filled all."""

    batch: Batch
    is_closed: bool
    is_mixed: bool
    may_be_closed: bool
    closes_at: datetime
    minimum: int
    points: int
    scale: list[tuple[int, str | Promise]]
    version: int
    participants: int
    filled: int
    subjects: list[SubjectSummary] = field(default_factory=list)

    @property
    def speakers(self) -> list[SubjectSummary]:
        return [one for one in self.subjects if one.face.part is not None]

    @property
    def general(self) -> list[SubjectSummary]:
        return [one for one in self.subjects if one.face.part is None]


def instrument_in_force(course: CoursePage | int) -> EvaluationInstrument | None:
    return next(iter(newest_instruments(course if isinstance(course, int) else course.pk)), None)


def plain_instrument(stored: EvaluationInstrument | None) -> Instrument:
    """As it is asked; the one that every course begins with where none is stored."""
    if stored is None:
        return default_instrument()
    return Instrument(
        number=stored.number,
        points=stored.points,
        opens=stored.opens,
        open_days=stored.open_days,
        minimum_group=stored.minimum_group,
        questions=tuple(Question(*row) for row in questions_of(stored.pk)),
    )


def evaluation_state(batch: Batch) -> EvaluationState:
    """The version that the batch keeps, or else the one in force; the smallest group may only have grown since."""
    return _state(batch, next(iter(kept_evaluations(batch.pk)), None))


def _state(batch: Batch, evaluation: BatchEvaluation | None) -> EvaluationState:
    latest = instrument_in_force(batch.course_id)
    instrument = plain_instrument(evaluation.instrument if evaluation else latest)
    first, last = next(iter(ends_of_sessions(batch.pk)), (None, None))
    window = window_of(
        instrument.opens, instrument.open_days, last_day=batch.ends_on, zone=batch.zone, first_held=first
    )
    asked = {question.section for question in instrument.questions}
    has_ended = evaluation is not None and evaluation.is_closed
    parts = _speakers(batch.pk, clock.now(), has_ended) if EvaluationSection.SPEAKER in asked else []
    sections = [SectionFace(EvaluationSection.SPEAKER, part, is_held) for part, is_held in parts]
    sections += [SectionFace(section) for section in GENERAL if section in asked]
    minimum = max(instrument.minimum_group, latest.minimum_group if latest else 0)
    return EvaluationState(batch, instrument, evaluation, window, sections, minimum, last)


def _speakers(batch: int, now: datetime, has_ended: bool) -> list[tuple[BatchPart, bool]]:
    """Who speaks in a session that was not cancelled, in the order of the timetable, and whether one was held while
    answers were taken. A session may have been planned or held since an evaluation ended: what was open shows by having
    been filled in."""
    if has_ended:
        return [(part, part.was_filled) for part in rated_speakers(batch)]
    return [(part, part.held > 0) for part in speakers_so_far(batch, now)]


def filled_keys(enrolment: Enrolment) -> set[tuple[str, int | None]]:
    return set(EvaluationMark.objects.filter(enrolment=enrolment).values_list("section", "part"))


def filled_sections(state: EvaluationState, enrolments: Collection[int] | None = None) -> dict[int, int]:
    """How many of the sections that are asked each participant has filled; all of the batch, or these."""
    wanted = _asked(state.counted)
    if wanted is None:
        return {}
    marks = EvaluationMark.objects.filter(wanted, enrolment__batch=state.batch)
    if enrolments is not None:
        marks = marks.filter(enrolment__in=enrolments)
    rows = marks.order_by().values("enrolment").annotate(number=Count("pk"))
    return {row["enrolment"]: row["number"] for row in rows}


def _asked(sections: list[SectionFace]) -> Q | None:
    parts = [face.part.pk for face in sections if face.part]
    general = [face.section.value for face in sections if face.part is None]
    return Q(part__in=parts) | Q(section__in=general, part=None) if sections else None


def evaluation_summary(batch: Batch, section: str = "") -> EvaluationSummary:
    """What came of it, for whoever may see the whole: as many queries for one speaker as for forty.

    With the slug of a `section`, `subjects` holds no other.
    """
    state = evaluation_state(batch)
    return EvaluationSummary(
        batch=batch,
        is_closed=state.is_closed,
        is_mixed=state.evaluation is not None and state.evaluation.mixed_at is not None,
        may_be_closed=state.may_be_closed,
        closes_at=state.closes_at,
        minimum=state.minimum,
        points=state.instrument.points,
        scale=state.instrument.scale,
        version=state.instrument.number,
        participants=sum(numbers_of_participants(batch.pk)),
        filled=sum(numbers_who_filled(batch.pk)),
        subjects=_subjects(state, section) if state.is_closed else [],
    )


def subjects_rated_in(batch: Batch) -> list[SubjectSummary]:
    """As the `subjects` of its summary, of an evaluation that was closed, and without counts of who was asked."""
    evaluation = next(iter(kept_evaluations(batch.pk)), None)
    return _subjects(_state(batch, evaluation), "") if evaluation and evaluation.is_closed else []


def _subjects(state: EvaluationState, section: str) -> list[SubjectSummary]:
    """Those of the form in its order; a speaker whose sessions were taken away after being rated stands there, too."""
    evaluation = state.evaluation
    stored = {(row.section, row.part_id): row for row in (rated_subjects(evaluation.pk) if evaluation else [])}
    faces = list(state.sections)
    known = {face.key for face in faces}
    faces += [SectionFace(EvaluationSection(row.section), row.part) for key, row in stored.items() if key not in known]
    faces.sort(key=lambda face: face.part is None)
    if section:
        faces = [face for face in faces if face.slug == section]
    counts: dict[tuple[int, int], dict[int, int]] = {}
    subjects = tuple(row.pk for face in faces if (row := stored.get(face.key)))
    for subject, order, value, number in tallies_of(subjects):
        counts.setdefault((subject, order), {})[value] = number
    return [_summary(state, face, stored.get(face.key), counts) for face in faces]


def _summary(
    state: EvaluationState,
    face: SectionFace,
    subject: EvaluatedSubject | None,
    counts: dict[tuple[int, int], dict[int, int]],
) -> SubjectSummary:
    respondents = subject.respondents if subject else 0
    if subject is None or respondents < state.minimum:
        return SubjectSummary(face, None, respondents, is_hidden=True)
    questions = []
    for question in state.instrument.of(face.section):
        answers = spread(state.instrument.points, counts.get((subject.pk, question.order), {}))
        shown = not question.is_open and answers.number >= state.minimum
        questions.append(QuestionSummary(question, answers if shown else None))
    return SubjectSummary(face, subject.pk, respondents, is_hidden=False, questions=questions)
