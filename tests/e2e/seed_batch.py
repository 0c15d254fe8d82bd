"""A batch that is under way today, for the journey of a whole batch; called by seed. It has an organiser, a speaker, a
course and tests of its own, and nobody in it yet but one nominee, who will not come."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from courses.choices import ATTENDANCE, EVALUATION, MATERIALS, EnrolmentState, EvaluationQuestionKind, EvaluationSection
from courses.conditions import Condition
from courses.evaluation import Instrument, Question
from courses.models import Batch, CoursePage
from courses.services import enrol_member
from courses.services.instrument import set_instrument
from home.demo.accounts import PASSWORD
from members.choices import Zone
from members.models import Office, User
from quizzes.choices import Purpose
from quizzes.models import QuizPage
from quizzes.services import requirement_key
from tests.e2e.answer_key import right_answers_of
from tests.e2e.participants_file import PEOPLE
from tests.factories.certificates import make_numbering, make_setup
from tests.factories.courses import make_batch, make_course, make_material, make_part, make_rule, make_session
from tests.factories.members import make_member, make_organiser
from tests.factories.quizzes import make_bank, make_question, make_quiz, open_for

CODE, PLACES = "layanan-kapal-1", 50
LEAVER = "Yakobus Wattimena"


def seed_batch() -> dict[str, Any]:
    organiser = make_organiser("Vivian Lekatompessy", email="panitia@angkatan.dermaga.test", password=PASSWORD)
    course = make_course(
        "Melayani penumpang kapal",
        slug="layanan-kapal",
        summary="Menjawab pertanyaan penumpang dengan tepat dan ramah.",
        organisers=[organiser],
        materials_target=None,
        check_in_after=120,
        late_after=120,
    )
    materials = [
        make_material(course, title, slug=slug, summary="Dibaca sebelum melayani.")
        for title, slug in (("Mendengarkan penumpang", "mendengarkan"), ("Menjawab dengan tepat", "menjawab"))
    ]
    pre_test, post_test = _tests(course)
    make_rule(
        course,
        Condition(requirement_key(pre_test.pk), Decimal(0), is_test=True, gates_materials=True),
        Condition(MATERIALS, Decimal(100)),
        Condition(ATTENDANCE, Decimal(80)),
        Condition(requirement_key(post_test.pk), post_test.pass_mark, is_test=True),
        Condition(EVALUATION, Decimal(100)),
    )
    set_instrument(course=course, instrument=_short_instrument())
    batch, sessions = _batch_of_today(course)
    for test in (pre_test, post_test):
        open_for(test, batch, until=timedelta(days=7))
    make_setup(batch, numbering=make_numbering("layanan-kapal"), issued_on=None)
    traveller, leaver = _people(batch)
    return {
        "batch": f"/batches/{batch.code}/",
        "batch_name": batch.name,
        "course": f"/courses/{course.slug}/",
        "organiser": organiser.email,
        "traveller": {"name": traveller.name, "number": traveller.number},
        "leaver": leaver.email,
        "sessions": sessions,
        "materials": [f"/courses/{course.slug}/{material.slug}/" for material in materials],
        "tests": {name: _facts_of(test) for name, test in (("before", pre_test), ("after", post_test))},
    }


def _tests(course: CoursePage) -> tuple[QuizPage, QuizPage]:
    bank = make_bank(course, "Melayani penumpang")
    questions = [make_question(bank, f"<p>{asked}</p>", feedback="") for asked in ("Apa yang pertama?", "Lalu apa?")]
    return (
        make_quiz(course, questions=questions, title="Pre-test", purpose=Purpose.PRE_TEST, pass_mark=Decimal(0)),
        make_quiz(course, questions=questions, title="Post-test"),
    )


def _facts_of(test: QuizPage) -> dict[str, Any]:
    return {"address": f"/quizzes/{test.uid}/", "answers": right_answers_of(test)}


def _short_instrument() -> Instrument:
    asked = {
        EvaluationSection.SPEAKER: "Penguasaan materi",
        EvaluationSection.ORGANISERS: "Pelayanan panitia",
        EvaluationSection.COURSE: "Manfaat bagi pekerjaan",
    }
    scale = EvaluationQuestionKind.SCALE.value
    return Instrument(
        questions=tuple(
            Question(order, section.value, scale, text) for order, (section, text) in enumerate(asked.items(), start=1)
        )
    )


def _batch_of_today(course: CoursePage) -> tuple[Batch, list[str]]:
    """Two sessions are over, and one checks in to them for two more hours; the third is still to come. What is entered
    at closing has whole minutes, so they have. The first day is that of a moment later, for who runs this at night."""
    now, zone = clock.now().replace(second=0, microsecond=0), ZoneInfo(Zone.WIT)
    first_day = (now + timedelta(minutes=90)).astimezone(zone).date()
    last_day = (now + timedelta(minutes=240)).astimezone(zone).date()
    batch = make_batch(
        course,
        name="Angkatan I, Ambon",
        code=CODE,
        city="Ambon",
        zone=Zone.WIT,
        starts_on=first_day,
        ends_on=last_day,
        capacity=PLACES,
    )
    speaker = make_member("Ludwina Tomasoa", email="narasumber@angkatan.dermaga.test", password=PASSWORD)
    part = make_part(batch, speaker, function="Kepala Seksi Angkutan Laut")
    begin = {"Mendengarkan penumpang": -62, "Menjawab dengan tepat": -31, "Latihan di terminal": 120}
    sessions = [
        make_session(
            batch, subject, starts_at=now + timedelta(minutes=minutes), minutes=30, speakers=[part], order=order
        )
        for order, (subject, minutes) in enumerate(begin.items())
    ]
    return batch, [str(session.uid) for session in sessions]


def _people(batch: Batch) -> tuple[User, User]:
    """The first of the list has an account already; who was nominated before the list came holds a place."""
    facts = PEOPLE[0]
    traveller = make_member(
        facts.name,
        number=facts.number,
        email=facts.email,
        office=Office.objects.get(code="ksop-ambon"),
        password=PASSWORD,
        rank="Penata Muda (III/a)",
        position="Analis Humas",
    )
    leaver = make_member(LEAVER, email="yakobus@angkatan.dermaga.test", password=PASSWORD)
    enrol_member(batch=batch, member=leaver, state=EnrolmentState.NOMINATED)
    return traveller, leaver
