"""A test that 2,000 people sat: its item analysis and a correction of one question's marks, as their jobs do them.

    python -m benchmarks.large_test [PEOPLE]

prints one JSON object: for each step seconds, CPU and queries, and how far the memory of the process rose by it.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  models can be imported only after the set-up
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.data import make_batch, make_course  # noqa: E402
from core import clock  # noqa: E402
from core.services import work_jobs  # noqa: E402
from courses.choices import EnrolmentState  # noqa: E402
from courses.models import Batch, CourseOrganiser, Enrolment  # noqa: E402
from members.choices import SiteRole  # noqa: E402
from members.models import Message, Office, User  # noqa: E402
from members.services import grant_role, register_member  # noqa: E402
from quizzes.choices import RegradeAction  # noqa: E402
from quizzes.items import item_from_parts  # noqa: E402
from quizzes.models import Attempt, Question, QuizPage, QuizVersion  # noqa: E402
from quizzes.selectors.analysed import Scope  # noqa: E402
from quizzes.services import (  # noqa: E402
    PastAttempt,
    add_quiz,
    commit_regrade,
    prepare_regrade,
    schedule_quiz,
    write_attempts,
)
from quizzes.services.analysing import keep_analysis, request_analysis  # noqa: E402
from quizzes.services.regrade_apply import APPLY  # noqa: E402
from quizzes.services.regrading import PREPARE  # noqa: E402
from quizzes.services.scoring import RECORD_RESULT  # noqa: E402
from quizzes.timing import Window  # noqa: E402

QUESTIONS = 20
SHARE_RIGHT = 0.7


def main(people: int) -> None:
    course = make_course(slug="ukur-besar")
    batch = make_batch(course, "ukur-besar")
    organiser = register_member(name="Penyelenggara Ukur", actor=None, email="ukur-b@example.go.id")
    grant_role(member=organiser, role=SiteRole.ORGANISER, actor=None)
    CourseOrganiser.objects.create(course=course, member=organiser)
    questions = list(Question.objects.order_by("pk")[:QUESTIONS])
    quiz = add_quiz(course=course, title="Tes besar", slug="tes-besar", questions=questions)
    schedule_quiz(quiz=quiz, batch=batch, opens_at=clock.now() - timedelta(days=2), closes_at=clock.now())
    sit(quiz, batch, people)
    analysis_page, scope = reverse("quizzes:analysis", args=[quiz.uid]), Scope(quiz.pk)
    client = Client(SERVER_NAME="127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(organiser, backend="members.backends.EmailOrNumberBackend")

    found = {"analysis": measured(lambda: keep_analysis(scope=scope)), "page": page(client, analysis_page)}
    request_analysis(scope=scope)

    started = time.monotonic()
    run = prepare_regrade(
        quiz=quiz, course=course, question=questions[2], action=RegradeAction.FULL_MARKS, reason="Soal rancu",
        by=organiser,
    )  # fmt: skip
    found["preview"] = measured(lambda: work_jobs(kinds=[PREPARE]), by_worker=True)
    run.refresh_from_db()
    found["preview_page"] = page(client, reverse("quizzes:regrade", args=[quiz.uid, run.uid]))
    found["commit"] = measured(lambda: commit_regrade(run=run, course=course, by=organiser))
    found["apply"] = measured(lambda: work_jobs(kinds=[APPLY]), by_worker=True)
    found["record"] = measured(lambda: work_jobs(kinds=[RECORD_RESULT]), by_worker=True)
    run.refresh_from_db()
    seconds = time.monotonic() - started
    changed = Attempt.objects.filter(quiz=quiz).exclude(corrections=[]).count()
    print(
        json.dumps(
            {
                "steps": found,
                "seconds": seconds,
                "counts": run.counts,
                "corrected": changed,
                "letters": Message.objects.filter(template="marks_corrected").count(),
            }
        )
    )


def sit(quiz: QuizPage, batch: Batch, people: int) -> None:
    """Everybody answers every question, seven of ten rightly."""
    version, office = QuizVersion.objects.get(quiz=quiz), Office.objects.first()
    items = {row["slot"]: item_from_parts(row, version.key[str(row["slot"])]) for row in version.body["questions"]}
    best = {slot: list(item.best_value() or []) for slot, item in items.items()}
    window = Window(clock.now() - timedelta(days=2), clock.now())
    chance = Random(7)  # noqa: S311  the same story each time
    with transaction.atomic():
        members = User.objects.bulk_create(
            [User(name=f"Peserta Besar {number}", email=f"besar-{number}@example.go.id") for number in range(people)]
        )
        enrolments = Enrolment.objects.bulk_create(
            [Enrolment(batch=batch, member=member, office=office, state=EnrolmentState.CONFIRMED) for member in members]
        )

    def sat() -> Iterator[PastAttempt]:
        for enrolment in enrolments:
            right = {slot: value for slot, value in best.items() if chance.random() < SHARE_RIGHT}
            moment = clock.now() - timedelta(days=1)
            yield PastAttempt(enrolment, right, moment, moment + timedelta(minutes=20))

    write_attempts(version=version, window=window, attempts=sat())


def measured(step: Callable[[], object], *, by_worker: bool = False) -> Mapping[str, float]:
    """A worker's threads have connections of their own, whose queries are not counted here."""
    queries = 0

    def count(execute: Callable[..., Any], *call: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*call)

    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.monotonic(), time.process_time()
    with connection.execute_wrapper(count):
        step()
    return {
        "seconds": round(time.monotonic() - started, 3),
        "cpu_ms": round((time.process_time() - cpu) * 1000, 1),
        **({} if by_worker else {"queries": queries}),
        "memory_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024, 1),
    }


def page(client: Client, address: str) -> Mapping[str, float]:
    """The second reading: the first one compiles templates."""

    def read() -> None:
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} could not be read")

    read()
    return measured(read)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
