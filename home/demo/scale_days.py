"""The timetable of a long batch, who attended it, and what its people said of it: in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

from django.db.models import F

from core import clock
from core.models import AuditEntry
from courses.choices import (
    ATTENDANCE,
    EVALUATION,
    AttendanceMethod,
    AttendanceState,
    EnrolmentState,
    EvaluationSection,
    Part,
)
from courses.models import (
    Attendance,
    Batch,
    BatchEvaluation,
    BatchPart,
    CompletionRule,
    Enrolment,
    EvaluatedSubject,
    EvaluationMark,
    EvaluationTally,
    RequirementResult,
    Session,
)
from courses.selectors.attendance import attendance_figures
from courses.selectors.evaluation import EvaluationState, SectionFace, evaluation_state, instrument_in_force
from courses.services.evaluation import close_evaluation
from courses.services.evaluation_counts import lay_out_counts
from courses.services.instrument import begin_instrument
from courses.states import Mover
from home.demo.days import moment_of

WHOLE = Decimal(100)
SESSIONS_A_DAY = 8
FIRST_MINUTE, STEP, LENGTH = 480, 60, 45
SUBJECTS = ("Praktik menulis klarifikasi", "Bedah kasus", "Latihan menjawab keluhan", "Praktik foto dan video telepon")
# One in so many was not there, once the batch is so long that missing one session takes completion from nobody.
MISSED, LONG = 23, 20
RATINGS = (5, 4, 4, 5, 3, 4, 5, 4, 4, 2)


def lengthen(batch: Batch, sessions: int) -> None:
    """Add sessions of one JP on the days that follow, until there are as many; the speakers take turns."""
    parts = list(BatchPart.objects.filter(batch=batch, part=Part.SPEAKER).order_by("pk"))
    there = batch.sessions.count()
    for number in range(max(sessions - there, 0)):
        day = batch.starts_on + timedelta(days=1 + number // SESSIONS_A_DAY)
        begins = moment_of(day, FIRST_MINUTE + STEP * (number % SESSIONS_A_DAY), batch.zone)
        session = Session.objects.create(
            batch=batch,
            order=there + number,
            subject=f"{SUBJECTS[number % len(SUBJECTS)]} {number + 1}",
            room=batch.venue,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=LENGTH),
            jp=1,
        )
        session.session_speakers.create(part=parts[number % len(parts)])
        batch.ends_on = day
    batch.save(update_fields=["ends_on"])


class Days:
    """What happened at the sessions of one batch to those who took part."""

    def __init__(self, batch: Batch, rule: CompletionRule) -> None:
        self.batch = batch
        self._targets = {row.key: row.target for row in rule.conditions.all()}

    @cached_property
    def sessions(self) -> list[Session]:
        return list(self.batch.sessions.order_by("starts_at", "order"))

    def attend(self, enrolments: Sequence[Enrolment], first: int) -> None:
        rows = [
            Attendance(
                session=session,
                enrolment=enrolment,
                state=AttendanceState.PRESENT,
                arrived_at=session.starts_at,
                credit=Decimal(1),
                method=AttendanceMethod.QR,
                recorded_at=session.starts_at,
                noted_for=session.starts_at.astimezone(self.batch.timezone).date(),
            )
            for place, enrolment in enumerate(enrolments, first)
            for number, session in enumerate(self.sessions)
            if len(self.sessions) < LONG or (place * 7 + number * 3) % MISSED
        ]
        Attendance.objects.bulk_create(rows, batch_size=2000)
        AuditEntry.objects.bulk_create(_noted(rows), batch_size=2000)
        moment = self.sessions[0].ends_at
        with clock.at(moment):
            AuditEntry.objects.bulk_create(_made_present(enrolments))
        target = self._targets.get(ATTENDANCE, WHOLE)
        figures = attendance_figures([row.pk for row in enrolments])
        RequirementResult.objects.bulk_create(
            RequirementResult(
                enrolment=row,
                key=ATTENDANCE,
                met=figures[row.pk].of_whole >= target,
                value=figures[row.pk].of_whole,
                target=target,
                recorded_at=self.sessions[-1].ends_at,
            )
            for row in enrolments
        )

    def evaluate(self, enrolments: Sequence[Enrolment]) -> None:
        """Every section is filled by each; of the answers only counts are kept, as of anybody's."""
        course = self.batch.course
        instrument = instrument_in_force(course.pk) or begin_instrument(course=course)
        evaluation, _made = BatchEvaluation.objects.get_or_create(batch=self.batch, defaults={"instrument": instrument})
        state = evaluation_state(self.batch)
        questions = dict(evaluation.instrument.questions.values_list("order", "pk"))
        for place, face in enumerate(state.sections):
            self._count(evaluation, state, face, questions, Random(place), len(enrolments))  # noqa: S311  the same at every loading
        EvaluationMark.objects.bulk_create(
            (
                EvaluationMark(enrolment=enrolment, section=face.section, part=face.part)
                for enrolment in enrolments
                for face in state.sections
            ),
            batch_size=2000,
        )
        RequirementResult.objects.bulk_create(
            RequirementResult(
                enrolment=row,
                key=EVALUATION,
                met=True,
                value=WHOLE,
                target=self._targets.get(EVALUATION, WHOLE),
                recorded_at=self.sessions[-1].ends_at + timedelta(hours=1),
            )
            for row in enrolments
        )

    def _count(
        self,
        evaluation: BatchEvaluation,
        state: EvaluationState,
        face: SectionFace,
        questions: dict[int, int],
        chance: Random,
        people: int,
    ) -> None:
        subject, _made = EvaluatedSubject.objects.get_or_create(
            evaluation=evaluation, section=face.section, part=face.part
        )
        subject.respondents += people
        subject.save(update_fields=["respondents"])
        lay_out_counts(subject=subject, evaluation=evaluation)
        for question in state.instrument.of(EvaluationSection(face.section)):
            if question.is_open:
                continue
            given = [min(chance.choice(RATINGS), state.instrument.points) for _person in range(people)]
            counts = EvaluationTally.objects.filter(subject=subject, question=questions[question.order])
            for value in sorted(set(given)):
                counts.filter(value=value).update(number=F("number") + given.count(value))

    def end(self) -> None:
        with clock.at(moment_of(self.batch.ends_on + timedelta(days=4))):
            close_evaluation(batch=self.batch)


def _made_present(enrolments: Sequence[Enrolment]) -> Iterator[AuditEntry]:
    """Whoever was there once is no longer only confirmed."""
    for row in enrolments:
        data = {"before": EnrolmentState.CONFIRMED.value, "state": EnrolmentState.PRESENT.value, "reason": ""}
        by = {"by": Mover.ATTENDANCE.value}
        yield AuditEntry(action="enrolment.changed", subject=f"enrolment:{row.uid}", data=data | by)


def _noted(rows: Sequence[Attendance]) -> Iterator[AuditEntry]:
    """As `courses.services.attendance` writes them, one by one."""
    for row in rows:
        data = {"session": str(row.session.uid), "state": str(row.state), "method": str(row.method), "left": None}
        yield AuditEntry(
            at=row.recorded_at,
            action="attendance.noted",
            subject=f"enrolment:{row.enrolment.uid}",
            data={**data, "arrived": row.recorded_at.isoformat()},
        )
