from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from courses.models import CoursePage
from quizzes.bands import bands_to_json
from quizzes.draft import (
    body_of,
    body_of_paper,
    content_hash,
    frozen_key_of,
    problems_of_rules,
    problems_of_structure,
    questions_in,
)
from quizzes.errors import QuizNotReadyError
from quizzes.models import Question, QuestionMedia, QuestionVersion, QuizPage, QuizVersion
from quizzes.structure import structure_of

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def freeze_question(*, question: Question) -> QuestionVersion:
    """The version with the question's present content: the latest one where nothing changed, else a new one."""
    body, key = body_of(question), frozen_key_of(question)
    digest = content_hash(body, key)
    latest: QuestionVersion | None = question.versions.order_by("-number").first()
    if latest is not None and latest.content_hash == digest:
        return latest
    version: QuestionVersion = QuestionVersion.objects.create(
        question=question, number=latest.number + 1 if latest else 1, body=body, key=key, content_hash=digest
    )
    if shown := [row["sha256"] for row in (*body.get("media", ()), *key.get("media", ()))]:
        version.media.set(QuestionMedia.objects.filter(sha256__in=shown))
    return version


@transaction.atomic
def freeze_quiz(*, page: QuizPage, by: User | None = None) -> QuizVersion:
    """Make the immutable version of a test as it stands; the latest one comes back where nothing changed."""
    made = structure_of(page)
    if problems := problems_of_structure(made) + problems_of_rules(page):
        raise QuizNotReadyError(problems)
    frozen = [freeze_question(question=question) for question in questions_in(made)]
    body = body_of_paper(page, made, [version.body for version in frozen])
    key = {str(number): version.key for number, version in enumerate(frozen, start=1)}
    rules = page.policies.to_json()
    bands = bands_to_json(row.band for row in page.bands.all())
    digest = content_hash(body, key, rules, *([bands] if bands else []))
    latest = QuizVersion.objects.filter(quiz=page).order_by("-number").first()
    if latest is not None and latest.content_hash == digest:
        return latest
    version = QuizVersion.objects.create(
        quiz=page,
        number=latest.number + 1 if latest else 1,
        course=CoursePage.objects.get(pk=page.get_parent().pk),
        title=page.title,
        body=body,
        key=key,
        rules=rules,
        bands=bands,
        question_count=made.question_count,
        max_points=made.marks,
        content_hash=digest,
        published_by=by,
    )
    version.question_versions.set({row.pk for row in frozen})
    audit.record(
        action="quiz.published", actor=by, subject=f"quiz:{page.uid}", data={"version": version.number, "hash": digest}
    )
    return version
