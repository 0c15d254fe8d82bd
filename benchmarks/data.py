"""A database to measure in: the demo, and beside it one course of 20 materials with as many enrolments as asked.

    python -m benchmarks.data ENROLMENTS OWN_BATCH

prints what the runner needs as JSON: the viewer's log-in and the addresses. A fifth of the enrolments at most stand in
the viewer's own batch when the figure says so (10,000 and 2,000); the rest are spread over batches of 400.
"""

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.db import transaction  # noqa: E402  models can be imported only after the set-up
from django.utils.crypto import get_random_string  # noqa: E402

from core import clock  # noqa: E402
from core.identifiers import readable_code, uuid7  # noqa: E402
from courses.choices import MATERIALS, Audience, EnrolmentState, Part  # noqa: E402
from courses.conditions import Condition  # noqa: E402
from courses.models import (  # noqa: E402
    Batch,
    BatchPart,
    CourseIndexPage,
    CourseOrganiser,
    CoursePage,
    Enrolment,
    MaterialPage,
    MaterialProgress,
    MaterialSpeaker,
    RequirementResult,
    Session,
)
from courses.services import open_batch, record_material_opened, set_completion_rule  # noqa: E402
from members.choices import OfficeKind, SiteRole  # noqa: E402
from members.models import Office, Province, User  # noqa: E402
from members.services import grant_role, register_member  # noqa: E402
from quizzes.models import Attempt, Question, QuizPage  # noqa: E402
from quizzes.services import add_quiz, schedule_quiz, start_attempt, submit_attempt  # noqa: E402

MATERIAL_COUNT = 20
OTHER_BATCH_SIZE = 400
OFFICES = 300
PASSWORD = get_random_string(20)


def main(total: int, own: int) -> None:
    with transaction.atomic():
        make_offices()
        course = make_course()
        batch = make_batch(course, "bench-own")
        organiser, speaker = make_organiser(course), make_speaker(batch)
        viewer = register_member(
            name="Pengukur",
            actor=None,
            email="pengukur@example.go.id",
            password=PASSWORD,
            office=Office.objects.first(),
        )
        mine = Enrolment.objects.create(batch=batch, member=viewer, office=Office.objects.first())
        quiz = make_quiz(course, batch)
        fill(batch, course, quiz, own - 1)
        for number in range((total - own) // OTHER_BATCH_SIZE):
            fill(make_batch(course, f"bench-{number}"), course, quiz, OTHER_BATCH_SIZE)
        if own < total < own + OTHER_BATCH_SIZE:
            fill(make_batch(course, "bench-rest"), course, quiz, total - own)
    for material in MaterialPage.objects.child_of(course)[:8]:
        record_material_opened(enrolment=mine, material=material)
    print(
        json.dumps(
            {
                "login": viewer.email,
                "password": PASSWORD,
                "organiser": organiser.email,
                "speaker": speaker.email,
                "enrolment": mine.pk,
                "quiz": str(quiz.uid),
                "quiz_id": quiz.pk,
                "course": f"/courses/{course.slug}/",
                "material": f"/courses/{course.slug}/{MaterialPage.objects.child_of(course).last().slug}/",
            }
        )
    )


def make_offices() -> None:
    """As many as the directorate has."""
    provinces = list(Province.objects.all())
    Office.objects.bulk_create(
        Office(code=f"bench-{number}", kind=OfficeKind.UPP, name=f"UPP Ukur {number}", province=province)
        for number, province in zip(range(OFFICES - Office.objects.count()), cycle(provinces), strict=False)
    )


def make_organiser(course: CoursePage) -> User:
    organiser = register_member(name="Penyelenggara", actor=None, email="ukur-o@example.go.id", password=PASSWORD)
    grant_role(member=organiser, role=SiteRole.ORGANISER, actor=None)
    CourseOrganiser.objects.create(course=course, member=organiser)
    return organiser


def make_speaker(batch: Batch) -> User:
    """Speaks in every session of the batch."""
    speaker = register_member(name="Pembicara", actor=None, email="ukur-s@example.go.id", password=PASSWORD)
    grant_role(member=speaker, role=SiteRole.SPEAKER, actor=None)
    part = BatchPart.objects.create(batch=batch, member=speaker, part=Part.SPEAKER, function="Pembicara")
    for session in batch.sessions.all():
        session.session_speakers.create(part=part, order=1)
    return speaker


def make_course(slug: str = "pengukuran") -> CoursePage:
    course = CoursePage(
        title="Kursus pengukuran",
        slug=slug,
        summary="Dua puluh materi, satu tes.",
        organiser_name="Direktorat Jenderal Perhubungan Laut",
        audience=Audience.ENROLLED,
    )
    CourseIndexPage.objects.get().add_child(instance=course)
    course.save_revision().publish()
    model = MaterialPage.objects.exclude(body="[]").filter(live=True).first()
    speaker = User.objects.get(email="narasumber@demo.dermaga.test")
    for number in range(1, MATERIAL_COUNT + 1):
        material = MaterialPage(
            title=f"Materi {number}: {model.title}",
            slug=f"materi-{number}",
            summary=model.summary,
            body=model.body,
            owner=speaker,
            live=False,
        )
        material.speakers = [MaterialSpeaker(member=speaker)]
        CoursePage.objects.get(pk=course.pk).add_child(instance=material)
        material.save_revision().publish()
    course.refresh_from_db()
    return course


def make_batch(course: CoursePage, code: str) -> Batch:
    today = clock.now().date()
    batch = Batch.objects.create(
        code=code, course=course, name=f"Angkatan {code}", city="Bitung", venue="Aula",
        starts_on=today, ends_on=today + timedelta(days=1),
    )  # fmt: skip
    speaker = User.objects.get(email="narasumber@demo.dermaga.test")
    part = BatchPart.objects.create(batch=batch, member=speaker, part=Part.SPEAKER, function="Narasumber")
    for number in range(6):
        start = clock.now() + timedelta(hours=2 + number * 2)
        session = Session.objects.create(
            batch=batch, order=number, subject=f"Sesi {number + 1}", room="Aula", starts_at=start,
            ends_at=start + timedelta(minutes=90), jp=Decimal(2),
        )  # fmt: skip
        session.session_speakers.create(part=part)
    return open_batch(batch=batch)


def make_quiz(course: CoursePage, batch: Batch) -> QuizPage:
    questions = list(Question.objects.order_by("pk")[:20])
    quiz = add_quiz(course=course, title="Post-test", slug="post-test", questions=questions, pass_mark=Decimal(70))
    schedule_quiz(
        quiz=quiz,
        batch=batch,
        opens_at=clock.now() - timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=7),
    )
    set_completion_rule(
        course=course, conditions=[Condition(MATERIALS, Decimal(100)), Condition(f"quiz:{quiz.pk}", Decimal(70))]
    )
    return quiz


def fill(batch: Batch, course: CoursePage, quiz: QuizPage, number: int) -> None:
    """Members, enrolments, three opened materials and one graded attempt each, in bulk."""
    if number < 1:
        return
    offices = cycle(Office.objects.all())
    members = User.objects.bulk_create(
        [User(name=f"Peserta {batch.code} {index}", email=None) for index in range(number)],
        batch_size=500,
    )
    enrolments = Enrolment.objects.bulk_create(
        [
            Enrolment(batch=batch, member=member, office=next(offices), state=EnrolmentState.CONFIRMED)
            for member in members
        ],
        batch_size=500,
    )
    materials = list(MaterialPage.objects.child_of(course)[:3])
    MaterialProgress.objects.bulk_create(
        [
            MaterialProgress(enrolment=enrolment, material=material)
            for enrolment in enrolments
            for material in materials
        ],
        batch_size=500,
    )
    RequirementResult.objects.bulk_create(
        [
            RequirementResult(enrolment=enrolment, key=key, value=Decimal(value), target=Decimal(target))
            for enrolment in enrolments[1:]
            for key, value, target in ((MATERIALS, 15, 100), (f"quiz:{quiz.pk}", 0, 70))
        ],
        batch_size=500,
    )
    model = model_attempt(quiz, enrolments[0])
    Attempt.objects.bulk_create([copy_of(model, enrolment) for enrolment in enrolments[1:]], batch_size=500)


def model_attempt(quiz: QuizPage, enrolment: Enrolment) -> Attempt:
    schedule_quiz(quiz=quiz, batch=enrolment.batch, opens_at=clock.now() - timedelta(hours=1), closes_at=None)
    attempt = start_attempt(member=enrolment.member, quiz_uid=quiz.uid)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    return Attempt.objects.get(pk=attempt.pk)


def copy_of(model: Attempt, enrolment: Enrolment) -> Attempt:
    values: dict[str, Any] = {
        field.attname: getattr(model, field.attname) for field in Attempt._meta.concrete_fields if not field.primary_key
    }
    return Attempt(**values | {"uid": uuid7(), "enrolment_id": enrolment.pk, "receipt": readable_code()})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
