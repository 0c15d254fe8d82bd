"""Many more members as participants of one further closed batch, all complete and not yet certified.

Written in bulk: the same rows as the services write for one participant, `tests/home/test_scale.py` compares them.
Only the jobs that tell the course of a result are left out: they would have nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from certificates.models import NumberingScheme, Signatory
from core import clock
from core.identifiers import readable_code
from core.models import AuditEntry
from courses.choices import MATERIALS, EnrolmentState
from courses.models import (
    Batch,
    Completion,
    CompletionRule,
    CoursePage,
    Enrolment,
    MaterialPage,
    MaterialProgress,
    RequirementResult,
)
from home.demo import accounts, load_batches, load_certificates, load_quiz, sources
from home.demo.days import moment_of, today_in
from home.demo.load_people import REGISTRATION, members_by_source
from home.demo.scale_trail import graded_entries, record_many
from members.choices import Zone
from members.models import Membership, Office, User
from quizzes.choices import AttemptState
from quizzes.grading import percent, points_of
from quizzes.layout import lay_out, new_seed
from quizzes.models import Answer, Attempt, Mark, QuizPage, QuizVersion
from quizzes.models.attempt import layout_to_json
from quizzes.services import requirement_key
from quizzes.services.closing import marked_items
from quizzes.timing import hard_close_for

PREFIX = "demo-skala-"
CHUNK = 1000
FIRST = ("Adi", "Ayu", "Budi", "Citra", "Dian", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lukman")
LAST = ("Anwar", "Batubara", "Cahyadi", "Damanik", "Effendi", "Firmansyah", "Gultom", "Halim", "Iskandar", "Kaligis")
SCORES = (14, 15, 16, 17, 18, 19, 20)


def load_more(number: int, say: Callable[[str], None]) -> Batch:
    """A further batch of `number` participants; each call makes another one."""
    accounts.check_allowed()
    people = members_by_source()
    course = CoursePage.objects.get(slug=sources.course()["slug"])
    quiz = QuizPage.objects.child_of(course).get(slug=sources.post_test()["slug"])
    with transaction.atomic():
        batch, _made = load_batches.load_batch(_facts(), course, people)
        load_quiz.schedule_post_test(quiz, batch, people)
        load_batches.deliver_past_sessions(batch, people)
    crowd = Crowd(batch, quiz, people["organiser"])
    for start in range(0, number, CHUNK):
        with transaction.atomic():
            crowd.add(start, min(CHUNK, number - start))
        say(f"{min(start + CHUNK, number)} of {number} participants")
    batch = load_batches.close(batch, people)
    load_certificates.add_setup(
        batch, NumberingScheme.objects.get(code="smrt"), Signatory.objects.order_by("pk")[0], issued_on=None
    )
    return batch


def _facts() -> dict[str, Any]:
    taken = Batch.objects.filter(code__startswith=PREFIX).count() + 1
    like = sources.course()["batch"][0]
    day = today_in(Zone.WIB) - timedelta(days=30)
    return {
        **like,
        "code": f"{PREFIX}{taken}",
        "name": f"Angkatan skala {taken}",
        "capacity": None,
        "notice": "",
        "date": day.isoformat(),
    }


@dataclass
class Crowd:
    batch: Batch
    quiz: QuizPage
    organiser: User
    _first: int = 0

    @cached_property
    def version(self) -> QuizVersion:
        return QuizVersion.objects.filter(quiz=self.quiz).order_by("-number")[0]

    @cached_property
    def offices(self) -> list[Office]:
        return list(Office.objects.filter(province__isnull=False).select_related("province").order_by("pk"))

    @cached_property
    def materials(self) -> list[MaterialPage]:
        return list(MaterialPage.objects.of_course(self.batch.course).live().order_by("path").defer("body"))

    @cached_property
    def rule(self) -> CompletionRule:
        return CompletionRule.objects.filter(course=self.batch.course).order_by("-number")[0]

    @cached_property
    def papers(self) -> list[dict[int, list[str]]]:
        """Answers for each score; marking them anew for each of ten thousand would find the same."""
        return [
            {slot: answer.value for slot, answer in load_quiz.answers_for(self.version, right, seed=str(right)).items()}
            for right in SCORES
        ]

    @cached_property
    def marked(self) -> list[list[Any]]:
        return [marked_items(Attempt(version=self.version), paper) for paper in self.papers]

    def add(self, start: int, count: int) -> None:
        members = self._members(start, count)
        enrolments = self._enrolments(members)
        self._progress(enrolments)
        self._attempts(enrolments)

    def _members(self, start: int, count: int) -> list[User]:
        moment = moment_of(REGISTRATION)
        members = [
            User(
                name=f"{FIRST[i % len(FIRST)]} {LAST[i // len(FIRST) % len(LAST)]} {i + 1}",
                email=f"{self.batch.code}.{i + 1}@contoh.dermaga.test",
                position="Pranata Humas Ahli Pertama",
                zone=self.offices[i % len(self.offices)].province.zone,  # type: ignore[union-attr]
                password=make_password(None),
                is_demo=True,
            )
            for i in range(start, start + count)
        ]
        User.objects.bulk_create(members)
        rows = [
            Membership(member=member, office=self._office(i), valid_from=REGISTRATION)
            for i, member in enumerate(members, start)
        ]
        Membership.objects.bulk_create(rows)
        record_many(moment, None, "member.registered", ((f"member:{member.uid}", {}) for member in members))
        record_many(
            moment,
            None,
            "member.moved",
            (
                (
                    f"member:{row.member.uid}",
                    {"office": row.office.code, "from": None, "since": REGISTRATION.isoformat()},
                )
                for row in rows
            ),
        )
        self._first = start
        return members

    def _office(self, place: int) -> Office:
        return self.offices[place % len(self.offices)]

    def _enrolments(self, members: list[User]) -> list[Enrolment]:
        moment = moment_of(self.batch.starts_on - timedelta(days=10))
        enrolments = [
            Enrolment(
                batch=self.batch,
                member=member,
                office=self._office(i),
                state=EnrolmentState.COMPLETED,
                enrolled_at=moment,
                enrolled_by=self.organiser,
            )
            for i, member in enumerate(members, self._first)
        ]
        Enrolment.objects.bulk_create(enrolments)
        facts = (
            (
                f"enrolment:{row.uid}",
                {
                    "batch": self.batch.code,
                    "member": str(row.member.uid),
                    "office": row.office_id,
                    "state": EnrolmentState.CONFIRMED.value,
                },
            )
            for row in enrolments
        )
        record_many(moment, self.organiser, "enrolment.made", facts)
        return enrolments

    def _progress(self, enrolments: list[Enrolment]) -> None:
        begin = self.batch.starts_on + timedelta(days=1)
        moments = load_batches.evenings(begin, len(self.materials), self.batch.zone)
        MaterialProgress.objects.bulk_create(
            MaterialProgress(
                enrolment=row,
                material=material,
                opened_at=moment,
                last_opened_at=moment,
                revision_seen=material.live_revision_id,
            )
            for row in enrolments
            for material, moment in zip(self.materials, moments, strict=True)
        )
        hundred = Decimal(100)
        RequirementResult.objects.bulk_create(
            RequirementResult(
                enrolment=row, key=MATERIALS, met=True, value=hundred, target=hundred, recorded_at=moments[-1]
            )
            for row in enrolments
        )

    def _attempts(self, enrolments: list[Enrolment]) -> None:
        begun = moment_of(self.batch.starts_on + timedelta(days=4), 480, self.batch.zone)
        ended = begun + timedelta(minutes=load_quiz.MINUTES_TAKEN)
        policies, paper = self.version.policies, self.version.paper
        limit = policies.time_limit_minutes
        deadline = begun + timedelta(minutes=limit) if limit else None
        attempts, answers, marks = [], [], []
        for place, row in enumerate(enrolments, self._first):
            choice = place % len(SCORES)
            seed = new_seed()
            places = lay_out(
                seed,
                paper.items(),
                shuffle_questions=policies.shuffle_questions,
                shuffle_options=policies.shuffle_options,
            )
            attempt = Attempt(
                quiz=self.quiz,
                version=self.version,
                enrolment=row,
                number=1,
                seed=seed,
                layout=layout_to_json(places),
                state=AttemptState.GRADED,
                points=points_of(self.marked[choice]),
                max_points=self.version.max_points,
                receipt=readable_code(),
                started_at=begun,
                deadline_at=deadline,
                hard_close_at=hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS),
                submitted_at=ended,
                recorded_at=ended,
            )
            attempts.append(attempt)
            answers += [
                Answer(attempt=attempt, slot=slot, rev=1, value=value, saved_at=ended)
                for slot, value in self.papers[choice].items()
            ]
            marks += [
                Mark(attempt=attempt, slot=item.slot, fraction=item.fraction, made_at=ended)
                for item in self.marked[choice]
            ]
        Attempt.objects.bulk_create(attempts)
        for rows in (answers, marks):
            model: Any = type(rows[0])
            model.objects.bulk_create(rows)
        self._results(attempts, ended)

    def _results(self, attempts: list[Attempt], moment: datetime) -> None:
        target = next(row.target for row in self.rule.conditions.all() if row.is_test)
        scores = [percent(row.points, row.max_points) for row in attempts if row.points is not None and row.max_points]
        key = requirement_key(self.quiz.pk)
        RequirementResult.objects.bulk_create(
            RequirementResult(
                enrolment=row.enrolment,
                key=key,
                is_test=True,
                met=True,
                value=score,
                target=target,
                recorded_at=moment,
            )
            for row, score in zip(attempts, scores, strict=True)
        )
        Completion.objects.bulk_create(
            Completion(enrolment=row.enrolment, rule=self.rule, passed_test=True, score=score, completed_at=moment)
            for row, score in zip(attempts, scores, strict=True)
        )
        with clock.at(moment):
            AuditEntry.objects.bulk_create(graded_entries(attempts, scores, self.rule))
