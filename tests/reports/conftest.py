from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from core.made_files.services import ask_file
from core.models import MadeFile
from courses.choices import BatchState, SessionState
from courses.conditions import Condition
from courses.models import Attendance, Batch, Completion, CoursePage, Enrolment, MaterialPage, MaterialProgress
from courses.services import record_requirement
from courses.services.attendance_results import refresh_attendance
from members.models import OfficeName, User
from quizzes.choices import Purpose
from quizzes.models import QuizPage
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member, make_nip, make_office, make_organiser, make_province
from tests.factories.quizzes import make_quiz

FIRST_DAY = date(2020, 9, 22)


@dataclass
class Trained:
    """A batch with three people: one who did all, one who began, one of another province who did nothing yet."""

    organiser: User
    course: CoursePage
    batch: Batch
    before: QuizPage
    after: QuizPage
    materials: list[MaterialPage]
    done: Enrolment
    begun: Enrolment
    away: Enrolment


def marked(enrolment: Enrolment, quiz: QuizPage, value: str, target: str = "70") -> None:
    score, least = Decimal(value), Decimal(target)
    record_requirement(
        enrolment=enrolment, key=f"quiz:{quiz.pk}", met=score >= least, value=score, target=least, is_test=True
    )


@pytest.fixture
def trained() -> Trained:
    organiser = make_organiser()
    course = make_course(organisers=[organiser], materials_target=None)
    before = make_quiz(course, title="Pre-test", questions=1, purpose=Purpose.PRE_TEST)
    after = make_quiz(course, title="Post-test", questions=1, purpose=Purpose.POST_TEST)
    rule = make_rule(
        course,
        Condition(f"quiz:{before.pk}", Decimal(0), is_test=True),
        Condition(f"quiz:{after.pk}", Decimal(70), is_test=True),
    )
    batch = make_batch(course, starts_on=FIRST_DAY, code="smrt-2020-yk", state=BatchState.OPEN)
    first = make_session(batch, "Komunikasi publik", hours="3", delivered=True)
    second = make_session(batch, "Menangkal hoaks", hours="2", delivered=True)
    make_session(batch, "Dibatalkan", hours="8", state=SessionState.CANCELLED)
    materials = [make_material(course, f"Materi {number}") for number in range(4)]
    office = make_office("KSOP Kelas II Bitung")
    OfficeName.objects.filter(office=office).update(valid_from=date(2021, 1, 2))
    OfficeName.objects.create(
        office=office, name="KSOP Bitung (nama lama)", valid_from=date(2015, 1, 1), valid_to=date(2021, 1, 1)
    )
    elsewhere = make_office("KSOP Kelas II Tanjung", province=make_province("34", "DI Yogyakarta", "Asia/Jakarta"))
    nip = {"number_kind": "nip", "number": make_nip(7)}
    done = make_enrolment(batch, make_member("=Ani", office=office, title_after="S.E.", **nip))
    begun = make_enrolment(batch, make_member("Budi", office=office))
    away = make_enrolment(batch, make_member("Citra", office=elsewhere))
    Attendance.objects.create(session=first, enrolment=done, state="present", credit=1, method="hand")
    Attendance.objects.create(session=second, enrolment=done, state="late", credit=Decimal("0.5"), method="hand")
    Attendance.objects.create(session=first, enrolment=begun, state="present", credit=1, method="hand")
    refresh_attendance(batch=batch)
    marked(done, before, "40", "0")
    marked(done, after, "85.5")
    marked(begun, before, "50", "0")
    for enrolment, number in ((done, 4), (begun, 1)):
        for material in materials[:number]:
            MaterialProgress.objects.create(enrolment=enrolment, material=material)
    Completion.objects.update_or_create(
        enrolment=done, defaults={"rule": rule, "passed_test": True, "score": Decimal("85.5")}
    )
    return Trained(organiser, course, batch, before, after, materials, done, begun, away)


@pytest.fixture
def made(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[..., object]:
    """Ask for a file and have the job make it: the made row."""

    def make(kind: str, subject: str, actor: User, language: str = "id", **options: str) -> MadeFile:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            asked = ask_file(kind=kind, subject=subject, actor=actor, options=options, language=language)
        return MadeFile.objects.get(pk=asked.pk)

    return make
