"""What a storm needs of the database, in a process of its own.

    python -m benchmarks.storm.scene make FILE NAME=MEMBERS...   a course with one test, and members with open sessions
    python -m benchmarks.storm.scene held FILE BATCH             what the database holds of a batch's attempts

write JSON into FILE. Sessions are written as rows: what a log-in costs is measured elsewhere.
"""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from datetime import timedelta  # noqa: E402  models can be imported only after the set-up
from decimal import Decimal  # noqa: E402

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session as StoredSession  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from core import clock  # noqa: E402
from courses.choices import Audience, EnrolmentState  # noqa: E402
from courses.conditions import Condition  # noqa: E402
from courses.models import Batch, CourseIndexPage, CoursePage, Enrolment  # noqa: E402
from courses.services import open_batch, set_completion_rule  # noqa: E402
from members.models import User  # noqa: E402
from quizzes.choices import QuestionType  # noqa: E402
from quizzes.models import Answer, Attempt, Mark, Question, QuestionBank, QuizPage  # noqa: E402
from quizzes.services import NewOption, add_question, add_quiz, schedule_quiz  # noqa: E402

BACKEND = "members.backends.EmailOrNumberBackend"


QUESTIONS = 20
STEM = (
    "<p>Kasus {number}: sebuah video pendek menyebut pelabuhan ditutup karena cuaca buruk, padahal jadwal kapal tidak "
    "berubah, dan dalam dua jam sudah dibagikan ribuan kali. Apa yang sebaiknya dilakukan tim lebih dahulu?</p>"
)
OPTIONS = (
    "Memeriksa sumber dan waktu pengambilan video sebelum menanggapi apa pun",
    "Membagikan ulang video itu dengan keterangan bahwa isinya belum tentu benar",
    "Menyiapkan pernyataan singkat bersama kantor kesyahbandaran yang bersangkutan",
    "Menunggu sampai percakapan mereda dengan sendirinya",
)


@transaction.atomic
def make(sizes: dict[str, int]) -> dict[str, object]:
    course = make_course()
    quiz = make_quiz(course)
    tickets = {}
    for name, size in sizes.items():
        batch = make_batch(course, name)
        now = clock.now()
        schedule_quiz(quiz=quiz, batch=batch, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=7))
        tickets[name] = fill(batch, size)
    return {"quiz": str(quiz.uid), "tickets": tickets}


def make_course() -> CoursePage:
    course = CoursePage(
        title="Bimtek dalam badai",
        slug="badai",
        summary="Satu tes, banyak peserta.",
        organiser_name="Direktorat Jenderal Perhubungan Laut",
        audience=Audience.ENROLLED,
    )
    CourseIndexPage.objects.get().add_child(instance=course)
    course.save_revision().publish()
    course.refresh_from_db()
    return course


def make_quiz(course: CoursePage) -> QuizPage:
    """An hour for 20 questions; passing completes the course, so that the job behind a submit has all its work."""
    bank = QuestionBank.objects.create(course=course, name="Badai")
    questions = [make_question(bank, number) for number in range(1, QUESTIONS + 1)]
    quiz = add_quiz(
        course=course, title="Post-test", slug="post-test", questions=questions, pass_mark=Decimal(30),
        time_limit_minutes=60,
    )  # fmt: skip
    set_completion_rule(course=course, conditions=[Condition(f"quiz:{quiz.pk}", Decimal(30))])
    return quiz


def make_question(bank: QuestionBank, number: int) -> Question:
    """Of five, three ask for one option, one for several, one for true or false."""
    type = {4: QuestionType.MULTIPLE, 0: QuestionType.TRUE_FALSE}.get(number % 5, QuestionType.SINGLE)
    right = {0, 2} if type == QuestionType.MULTIPLE else {0}
    options = [NewOption(text, is_right=place in right) for place, text in enumerate(OPTIONS)]
    return add_question(
        bank=bank,
        type=type,
        stem=STEM.format(number=number),
        options=[] if type == QuestionType.TRUE_FALSE else options,
        feedback="<p>Sumber yang diperiksa lebih dahulu menghemat ralat kemudian.</p>",
    )


def make_batch(course: CoursePage, code: str) -> Batch:
    today = clock.now().date()
    batch = Batch.objects.create(
        code=code, course=course, name=f"Angkatan {code}", city="Bitung", venue="Aula",
        starts_on=today, ends_on=today + timedelta(days=1),
    )  # fmt: skip
    return open_batch(batch=batch)


def fill(batch: Batch, size: int) -> list[tuple[int, str]]:
    """Members, enrolments and sessions in bulk: `[(member, session key)]`."""
    members = [User(name=f"Peserta {batch.code} {index}", email=None) for index in range(size)]
    for member in members:
        member.set_unusable_password()
    members = User.objects.bulk_create(members, batch_size=500)
    enrolments = [Enrolment(batch=batch, member=member, state=EnrolmentState.CONFIRMED) for member in members]
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    store, ends = SessionStore(), clock.now() + timedelta(days=1)
    sessions = [
        StoredSession(
            session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            session_data=store.encode(
                {
                    SESSION_KEY: str(member.pk),
                    BACKEND_SESSION_KEY: BACKEND,
                    HASH_SESSION_KEY: member.get_session_auth_hash(),
                }
            ),
            expire_date=ends,
        )
        for member in members
    ]
    StoredSession.objects.bulk_create(sessions, batch_size=500)
    return [(member.pk, session.session_key) for member, session in zip(members, sessions, strict=True)]


def held(code: str) -> list[dict[str, object]]:
    """Each attempt with its rows as they are; `benchmarks.storm.ledger` judges them."""
    attempts = Attempt.objects.filter(enrolment__batch__code=code)
    answers: dict[int, list[tuple[int, tuple[int, list[str]]]]] = {}
    for attempt, slot, rev, value in Answer.objects.filter(attempt__in=attempts).values_list(
        "attempt", "slot", "rev", "value"
    ):
        answers.setdefault(attempt, []).append((slot, (rev, value)))
    marks: dict[int, list[int]] = {}
    for attempt, slot in Mark.objects.filter(attempt__in=attempts).values_list("attempt", "slot"):
        marks.setdefault(attempt, []).append(slot)
    return [
        {
            "member": member,
            "attempt": str(uid),
            "state": state,
            "receipt": receipt,
            "recorded": recorded_at is not None,
            "answers": answers.get(pk, []),
            "marks": marks.get(pk, []),
        }
        for pk, uid, member, state, receipt, recorded_at in attempts.values_list(
            "pk", "uid", "enrolment__member", "state", "receipt", "recorded_at"
        )
    ]


def main(action: str, file: str, *words: str) -> None:
    if action == "make":
        found: object = make({name: int(size) for name, _, size in (word.partition("=") for word in words)})
    else:
        found = held(words[0])
    Path(file).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
