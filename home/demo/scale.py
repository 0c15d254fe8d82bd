"""Many more members as participants of one further closed batch, all complete and not yet certified; on demand with a
timetable of many days.

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

from django.contrib.auth.hashers import make_password
from django.db import transaction

from certificates.models import NumberingScheme, Signatory
from core import clock
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
from home.demo import accounts, load_batches, load_certificates, load_quiz, load_ticks, sources
from home.demo.days import moment_of, today_in
from home.demo.load_people import REGISTRATION, members_by_source
from home.demo.scale_attempts import Sittings
from home.demo.scale_days import Days, lengthen
from home.demo.scale_trail import completed_entries, graded_entries, record_many
from members.choices import Zone
from members.models import Membership, Office, User
from quizzes.grading import percent
from quizzes.models import Attempt
from quizzes.services import requirement_key

PREFIX = "demo-skala-"
CHUNK = 1000
FIRST = ("Adi", "Ayu", "Budi", "Citra", "Dian", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lukman")
LAST = ("Anwar", "Batubara", "Cahyadi", "Damanik", "Effendi", "Firmansyah", "Gultom", "Halim", "Iskandar", "Kaligis")
PRE_SCORES = (6, 9, 7, 11, 8, 10, 12)
SCORES = (14, 15, 16, 17, 18, 19, 20)


def load_more(number: int, say: Callable[[str], None], sessions: int = 0) -> Batch:
    """A further batch of `number` participants and at least as many `sessions`; each call makes another one."""
    accounts.check_allowed()
    people = members_by_source()
    course = CoursePage.objects.get(slug=sources.course()["slug"])
    tests = load_quiz.load_tests(course, people)
    with transaction.atomic():
        batch, _made = load_batches.load_batch(_facts(), course, people)
        lengthen(batch, sessions)
        load_quiz.schedule_tests(tests, batch, people)
        load_batches.deliver_past_sessions(batch, people)
    crowd = Crowd(batch, Sittings(tests.pre, PRE_SCORES), Sittings(tests.post, SCORES), people["organiser"])
    for start in range(0, number, CHUNK):
        with transaction.atomic():
            crowd.add(start, min(CHUNK, number - start))
        say(f"{min(start + CHUNK, number)} of {number} participants")
    batch = load_batches.close(batch, people)
    crowd.days.end()
    load_certificates.add_setup(
        batch, NumberingScheme.objects.get(code="smrt"), Signatory.objects.order_by("pk")[0], issued_on=None
    )
    return batch


def _facts() -> dict[str, Any]:
    taken = Batch.objects.filter(code__startswith=PREFIX).count() + 1
    like = sources.course()["batch"][0]
    day = today_in(Zone.WIB) - timedelta(days=40)
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
    pre: Sittings
    post: Sittings
    organiser: User
    _first: int = 0

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
    def days(self) -> Days:
        return Days(self.batch, self.rule)

    def add(self, start: int, count: int) -> None:
        members = self._members(start, count)
        enrolments = self._enrolments(members)
        self.days.attend(enrolments, start)
        self.days.evaluate(enrolments)
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
        target = self._target(MATERIALS)
        RequirementResult.objects.bulk_create(
            RequirementResult(
                enrolment=row, key=MATERIALS, met=True, value=Decimal(100), target=target, recorded_at=moments[-1]
            )
            for row in enrolments
        )

        load_ticks.tick_crowd(self.batch, enrolments, self.organiser, moments[-1])

    def _attempts(self, enrolments: list[Enrolment]) -> None:
        taken = timedelta(minutes=load_quiz.MINUTES_TAKEN)
        begun = moment_of(self.batch.starts_on - timedelta(days=2), 1140, self.batch.zone)
        self._results(self.pre.add(enrolments, self._first, begun), begun + taken)
        begun = moment_of(self.batch.starts_on + timedelta(days=4), 480, self.batch.zone)
        attempts = self.post.add(enrolments, self._first, begun)
        self._complete(attempts, self._results(attempts, begun + taken), begun + taken)

    def _results(self, attempts: list[Attempt], moment: datetime) -> list[Decimal]:
        key = requirement_key(attempts[0].quiz_id)
        target = self._target(key)
        scores = [percent(row.points, row.max_points) for row in attempts if row.points is not None and row.max_points]
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
        with clock.at(moment):
            AuditEntry.objects.bulk_create(graded_entries(attempts))
        return scores

    def _target(self, key: str) -> Decimal:
        return next(row.target for row in self.rule.conditions.all() if row.key == key)

    def _complete(self, attempts: list[Attempt], scores: list[Decimal], moment: datetime) -> None:
        Completion.objects.bulk_create(
            Completion(enrolment=row.enrolment, rule=self.rule, passed_test=True, score=score, completed_at=moment)
            for row, score in zip(attempts, scores, strict=True)
        )
        with clock.at(moment):
            AuditEntry.objects.bulk_create(completed_entries(attempts, scores, self.rule))
