"""What other processes do in the tests of attempts."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import clock
from courses.models import Enrolment
from courses.services import withdraw_enrolment
from members.models import User
from quizzes.choices import GroupKind, ReviewPart
from quizzes.errors import (
    InterventionRefusedError,
    MarkingRefusedError,
    RegradeRefusedError,
    StartRefusedError,
)
from quizzes.models import Attempt, QuizPage, QuizSchedule, RegradeRun, StagedImport
from quizzes.outages import Span
from quizzes.selectors.attempts import attempt_to_review
from quizzes.services import (
    Group,
    Incoming,
    add_answer_file,
    apply_regrade,
    claim_task,
    close_overdue_attempts,
    commit_regrade,
    delete_unused_question_media,
    extend_attempt,
    give_back_claimed,
    give_mark,
    grant_accommodation,
    grant_to_group,
    hand_over_answers,
    note_result_seen,
    release_results,
    reopen_attempt,
    report_outages,
    save_answers,
    start_attempt,
    start_drill,
    store_question_media,
    submit_attempt,
    void_attempt,
)
from quizzes.services.staging import work_on_file
from quizzes.timing import Allowance
from tests.factories.question_media import picture_bytes


def start(member: int, quiz: str) -> str:
    return str(start_attempt(member=User.objects.get(pk=member), quiz_uid=UUID(quiz)).uid)


def start_if_allowed(member: int, quiz: str) -> str:
    try:
        return start(member, quiz)
    except StartRefusedError as error:
        return error.reason


def submit(member: int, attempt: str) -> str:
    return submit_attempt(attempt_uid=UUID(attempt), member=User.objects.get(pk=member)).receipt


def extend(by: int, attempt: str, once: str) -> str:
    return _intervene(extend_attempt, by, attempt, once)


def reopen(by: int, attempt: str, once: str) -> str:
    return _intervene(reopen_attempt, by, attempt, once)


def grant(by: int, quiz: int, enrolment: int) -> None:
    grant_accommodation(
        quiz=QuizPage.objects.get(pk=quiz),
        enrolment=Enrolment.objects.get(pk=enrolment),
        allowance=Allowance(extra_minutes=10),
        reason="Tangan",
        by=User.objects.get(pk=by),
    )


def _intervene(service: Any, by: int, attempt: str, once: str) -> str:
    organiser = User.objects.get(pk=by)
    try:
        service(attempt_uid=UUID(attempt), minutes=10, reason="Listrik padam", by=organiser, once=once)
    except InterventionRefusedError:
        return "refused"
    return "done"


def commit(run: int, by: int) -> str:
    """Let it hold and do what its job does; refused where marks have changed since."""
    found = RegradeRun.objects.select_related("question", "question_version", "quiz").get(pk=run)
    organiser = User.objects.get(pk=by)
    course = found.quiz.versions.first().course
    try:
        commit_regrade(run=found, course=course, by=organiser)
    except RegradeRefusedError:
        return "refused"
    apply_regrade(run=found, by=organiser)
    return "done"


def void(by: int, attempt: str) -> str:
    void_attempt(attempt_uid=UUID(attempt), reason="Uji", by=User.objects.get(pk=by))
    return "done"


def sweep() -> int:
    return close_overdue_attempts()


def save(attempt: str, messages: list[dict[str, Any]]) -> list[dict[str, int]]:
    """Sends one message after the other; answers with what stood after each, and which were late."""
    found = Attempt.objects.select_related("version").get(uid=attempt)
    outcomes = []
    for message in messages:
        answers = {int(slot): Incoming(rev, value) for slot, (rev, value) in message.items()}
        result = save_answers(attempt=found, answers=answers)
        outcomes.append({**{str(slot): rev for slot, rev in result.revs.items()}, "late": len(result.late)})
    return outcomes


def report(attempt: str, spans: list[list[str]]) -> None:
    found = Attempt.objects.select_related("enrolment__batch").get(uid=attempt)
    report_outages(attempt=found, spans=[Span.from_json(span) for span in spans])


def see(member: int, attempt: str) -> bool:
    found = attempt_to_review(User.objects.get(pk=member), UUID(attempt))
    assert found is not None
    return note_result_seen(attempt=found, parts=[ReviewPart.MARKS])


def give_back(by: int, attempt: str) -> str:
    try:
        give_back_claimed(attempt_uid=UUID(attempt), reason="Menara padam", by=User.objects.get(pk=by))
    except InterventionRefusedError:
        return "refused"
    return "done"


def release(by: int, schedule: int, attempts: list[str]) -> int:
    """One after the other: whoever comes second catches up, and both are at the same one."""
    found = QuizSchedule.objects.select_related("quiz", "batch").get(pk=schedule)
    organiser = User.objects.get(pk=by)
    return sum(release_results(schedule=found, by=organiser, attempts=[UUID(one)]) for one in attempts)


def hand_over(by: int, schedule: int, attempt: str, person: str, answers: dict[str, Any]) -> list[int]:
    done = hand_over_answers(
        schedule=QuizSchedule.objects.select_related("batch").get(pk=schedule),
        attempt_uid=UUID(attempt),
        person=person,
        answers={int(slot): Incoming(rev, value) for slot, (rev, value) in answers.items()},
        by=User.objects.get(pk=by),
    )
    return [done.taken, done.late]


def give_to_office(schedule: int, office: int, by: int) -> None:
    grant_to_group(
        schedule=QuizSchedule.objects.select_related("quiz", "batch").get(pk=schedule),
        group=Group(GroupKind.OFFICE, office),
        allowance=Allowance(extra_minutes=15),
        reason="Listrik padam",
        by=User.objects.get(pk=by),
        once="a",
    )


def withdraw(enrolment: int, by: int) -> None:
    withdraw_enrolment(enrolment=Enrolment.objects.get(pk=enrolment), actor=User.objects.get(pk=by), reason="Sakit")


def any_of(name: str, arguments: dict[str, Any]) -> Any:
    return globals()[name](**arguments)


def claim(by: int, task: str) -> str:
    return _at_the_desk(claim_task, by, task)


def mark(by: int, task: str, scores: dict[str, str]) -> str:
    return _at_the_desk(give_mark, by, task, scores=scores, comment="")


def send_file(attempt: str, slot: int, colour: list[int]) -> None:
    content = BytesIO()
    Image.new("RGB", (40, 40), tuple(colour)).save(content, "PNG")
    file = SimpleUploadedFile("tugas.png", content.getvalue())
    add_answer_file(attempt=Attempt.objects.select_related("version").get(uid=attempt), slot=slot, file=file)


def open_a_drill(member: int, attempt: str) -> str:
    own = Attempt.objects.select_related("version").get(uid=attempt, enrolment__member=member)
    return start_drill(attempt=own, slot=1).opened_at.isoformat()


def _at_the_desk(service: Any, by: int, task: str, **more: Any) -> str:
    try:
        service(task_uid=UUID(task), by=User.objects.get(pk=by), **more)
    except MarkingRefusedError:
        return "refused"
    return "done"


def media_of_questions(step: str, colour: str) -> str:
    """Stores a picture, or lets go what no question shows; later than the test, so that it is old enough."""
    with clock.at(clock.now() + timedelta(days=2)):
        if step == "store":
            return store_question_media(name="kapal.png", data=picture_bytes(colour=colour)).sha256
        return str(delete_unused_question_media())


def work_on_question_file(staged: int) -> str:
    found = StagedImport.objects.select_related("bank").get(pk=staged)
    return str(work_on_file(staged=found).state)
