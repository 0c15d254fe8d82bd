"""The practical test of the running batch: an essay, a file, a drill; some answers wait for their markers, one result
waits to be published, and a province has more time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction

from core import clock
from courses.models import Batch, CoursePage, Enrolment, Topic
from home.demo import sources
from home.demo.load_quiz import BANK
from members.models import Province, User
from quizzes.choices import GroupKind, Purpose, QuestionType
from quizzes.models import Attempt, MarkingTask, Question, QuestionBank, QuizPage
from quizzes.services import (
    Group,
    Incoming,
    NewCriterion,
    add_answer_file,
    add_question,
    add_quiz,
    claim_task,
    give_mark,
    grant_to_group,
    save_answers,
    schedule_quiz,
    start_attempt,
    start_drill,
    submit_attempt,
)
from quizzes.timing import Allowance

SOURCE = "praktik"
OF_KIND = ("least_words", "most_words", "template", "accepted_kinds", "target_seconds", "limit_seconds")
ESSAY, UPLOAD, DRILL = 1, 2, 3
SLOTS = {"essay": ESSAY, "upload": UPLOAD, "drill": DRILL}


@transaction.atomic
def load_practice(course: CoursePage, batch: Batch, people: dict[str, User]) -> int:
    """How many handed it in; 0 where the test is there already."""
    facts = sources.test(SOURCE)
    if QuizPage.objects.child_of(course).filter(slug=facts["slug"]).exists():
        return 0
    bank = QuestionBank.objects.get(name=BANK, course=course)
    quiz = add_quiz(
        course=course,
        title=facts["title"],
        slug=facts["slug"],
        purpose=Purpose.EXERCISE,
        instructions=f"<p>{facts['intro']}</p>",
        time_limit_minutes=facts["minutes"],
        pass_mark=Decimal(0),
        shuffle_questions=False,
        holds_results=True,
        questions=[_add_question(bank, row) for row in facts["question"]],
        marks=[Decimal(row["marks"]) for row in facts["question"]],
        by=people["administrator"],
    )
    now = clock.now()
    opens_at, closes_at = now - timedelta(days=1), now + timedelta(days=10)
    schedule = schedule_quiz(quiz=quiz, batch=batch, opens_at=opens_at, closes_at=closes_at, by=people["organiser"])
    given = facts["group"]
    with clock.at(opens_at):
        grant_to_group(
            schedule=schedule,
            group=Group(GroupKind.PROVINCE, Province.objects.get(code=given["province"]).pk),
            allowance=Allowance(extra_minutes=given["minutes"]),
            reason=given["reason"],
            by=people["organiser"],
            once=SOURCE,
        )
    for place, row in enumerate(facts["taken"]):
        enrolment = Enrolment.objects.get(batch=batch, member=people[row["member"]])
        _take(quiz, enrolment, row, minutes_ago=300 - 25 * place)
    for row in facts["marked"]:
        _mark(quiz, people, row)
    return len(facts["taken"])


def _add_question(bank: QuestionBank, row: dict[str, Any]) -> Question:
    fields = {name: row[name] for name in OF_KIND if name in row}
    if "scenario" in row:
        fields |= {"scenario": f"<p>{row['scenario']}</p>", "speed_points": Decimal(row["speed_points"])}
    return add_question(
        bank=bank,
        type=QuestionType(row["kind"]),
        stem=f"<p>{row['stem']}</p>",
        topic=Topic.objects.get(code=row["topic"]),
        criteria=[NewCriterion(title, levels) for title, levels in row["criteria"]],
        criteria_shown=True,
        markers=row["markers"],
        notes_for_markers=f"<p>{row['notes']}</p>",
        **fields,
    )


def _take(quiz: QuizPage, enrolment: Enrolment, row: dict[str, Any], *, minutes_ago: int) -> None:
    begun = clock.now() - timedelta(minutes=minutes_ago)
    with clock.at(begun):
        number = start_attempt(member=enrolment.member, quiz_uid=quiz.uid).pk
        attempt = Attempt.objects.select_related("version").get(pk=number)
        save_answers(attempt=attempt, answers={ESSAY: Incoming(1, [row["essay"]])})
        with (sources.FILES / row["file"]).open("rb") as stream:
            add_answer_file(attempt=attempt, slot=UPLOAD, file=File(stream, name=row["file"]))
        start_drill(attempt=attempt, slot=DRILL)
    with clock.at(begun + timedelta(seconds=row["seconds"])):
        save_answers(attempt=attempt, answers={DRILL: Incoming(1, [row["drill"]])})
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def _mark(quiz: QuizPage, people: dict[str, User], row: dict[str, Any]) -> None:
    task = MarkingTask.objects.select_related("attempt__version").get(
        quiz=quiz, slot=SLOTS[row["kind"]], attempt__enrolment__member=people[row["member"]]
    )
    criteria = [criterion["key"] for criterion in task.attempt.version.key[str(task.slot)]["rubric"]]
    for marker, points, comment in row["marks"]:
        claim_task(task_uid=task.uid, by=people[marker])
        scores = dict(zip(criteria, points, strict=True))
        give_mark(task_uid=task.uid, by=people[marker], scores=scores, comment=comment)
