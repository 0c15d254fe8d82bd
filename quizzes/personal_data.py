"""What tests keep about a person, for the copy of the own data that members take out.

Answers are theirs and always in it. What they earned and what was said about it follow the rules of each test, as on
its result page; which answers were right is never in it, and no question that may not be read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core import clock
from members.models import User
from members.personal_data import OwnPage
from quizzes.bands import said_about
from quizzes.choices import SCORED, AttemptState, EventKind, ImportedKind, ReviewPart
from quizzes.controls import words_of
from quizzes.imported_sheet import sentences_of
from quizzes.models import (
    Accommodation,
    Answer,
    AnswerFile,
    Attempt,
    AttemptEvent,
    GroupAccommodation,
    ImportedSitting,
    LateAnswer,
    Mark,
)
from quizzes.selectors.attempts import attempts_to_review, latest_of, parts_shown
from quizzes.sheets import Sheet, sheets_to_review

TELLS_OF_MARKS = frozenset({EventKind.REGRADED, EventKind.REMARKED})
OF_MARKING = frozenset({ReviewPart.RIGHT_WRONG, ReviewPart.MARKS, ReviewPart.FEEDBACK})


def sitting_data(member: User) -> dict[str, Any]:
    """Nine queries, however many attempts there are."""
    allowed = Accommodation.objects.filter(enrolment__member=member).select_related("quiz", "enrolment__batch")
    shared = GroupAccommodation.objects.filter(shares__enrolment__member=member).order_by("pk")
    return {
        "attempts": _attempts(member),
        "accommodations": [_accommodation(row) for row in allowed.order_by("pk")],
        "accommodations_of_groups": list(
            shared.values(
                "quiz__title", "batch__name", "kind", "factor", "extra_minutes", "extra_attempts", "no_timer",
                "opens_at", "closes_at", "reason", "given_at", "taken_back_at", "why_taken_back",
            )
        ),
        "history_from_elsewhere": [_imported(row) for row in member.imported_sittings.order_by("pk")],
    }  # fmt: skip


def _accommodation(row: Accommodation) -> dict[str, Any]:
    """What holds, with the rules of groups in it; and what of it is the own, which alone the reason is about."""
    return {
        "quiz__title": row.quiz.title,
        "enrolment__batch__name": row.enrolment.batch.name,
        **vars(row.allowance),
        "own_rules": row.own_allowance.to_json(),
        "reason": row.reason,
        "given_at": row.given_at,
    }


def own_history(member: User) -> OwnPage | None:
    if not member.imported_sittings.exists():
        return None
    return OwnPage(_("My tests from the former site"), reverse("quizzes:own_history"))


def _imported(row: ImportedSitting) -> dict[str, Any]:
    """As the other program's file told it, findings included; its questions may be asked again here, so neither their
    texts nor which answers were right are in it."""
    names = (
        "title",
        "source",
        "kind",
        "person",
        "is_complete",
        "score",
        "max_score",
        "started_at",
        "ended_at",
    )
    kept = ("question", "score", "possible") if row.kind == ImportedKind.PROGRESS else ("number", "kind", "answer")
    answers = [{name: answer.get(name) for name in kept} for answer in row.answers]
    return {name: getattr(row, name) for name in names} | {"answers": answers, "findings": sentences_of(row)}


def _attempts(member: User) -> list[dict[str, Any]]:
    tables = (Answer, LateAnswer, Mark, AttemptEvent, AnswerFile)
    answers, late, marks, events, files = (_by_attempt(rows, member) for rows in tables)
    return [
        _facts_of(attempt)
        | _results_of(attempt, answers[attempt.pk], marks[attempt.pk])
        | {
            "late_answers": [
                {"number": number, "answer": _words(attempt, row.slot, row.value), "arrived_at": row.arrived_at}
                for number, row in _numbered(attempt, late[attempt.pk])
            ],
            "files": [
                {name: getattr(row, name) for name in ("name", "kind", "size", "uploaded_at")} | {"number": number}
                for number, row in _numbered(attempt, files[attempt.pk])
            ],
            "events": [
                {"kind": row.kind, "happened_at": row.happened_at}
                for row in events[attempt.pk]
                if not (attempt.withheld and row.kind in TELLS_OF_MARKS)
            ],
        }
        for attempt in attempts_to_review(member).order_by("pk")
    ]


def _by_attempt(model: Any, member: User) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(attempt__enrolment__member=member).order_by("pk"):
        found[row.attempt_id].append(row)
    return found


def _facts_of(attempt: Attempt) -> dict[str, Any]:
    return {
        "test": attempt.version.title,
        "batch": attempt.enrolment.batch.name,
        "number": attempt.number,
        "kind": attempt.kind,
        "state": attempt.state,
        "started_at": attempt.started_at,
        "honesty_statement": {"text": attempt.version.policies.honesty_statement, "agreed_at": attempt.agreed_at}
        if attempt.agreed_at
        else None,
        "device_mark": attempt.device,
        "deadline_at": attempt.deadline_at,
        "submitted_at": attempt.submitted_at,
        "closed_by_clock": attempt.closed_by_clock,
        "result_seen_at": attempt.seen_at,
        "receipt": attempt.receipt,
        "interventions": [
            {name: deed.get(name) for name in ("kind", "at", "minutes", "seconds", "reason")}
            for deed in attempt.told_deeds
        ],
        "corrections": _corrections(attempt),
    }


def _corrections(attempt: Attempt) -> list[dict[str, Any]]:
    """Told once the attempt has ended, as on its result page; scores stand there."""
    if attempt.state not in SCORED or attempt.withheld:
        return []
    numbers = {place.slot: number for number, place in enumerate(attempt.places, start=1)}
    return [
        {"number": numbers.get(row["slot"]), "at": row["at"], "reason": row["reason"]} for row in attempt.corrections
    ]


def _results_of(attempt: Attempt, answers: list[Answer], marks: list[Mark]) -> dict[str, Any]:
    """Who still writes sees the questions on screen; of a void attempt nothing is shown any more."""
    is_scored = attempt.state in SCORED
    parts = parts_shown(attempt, clock.now()) if attempt.state != AttemptState.VOID else frozenset[ReviewPart]()
    shown = parts & OF_MARKING if is_scored else frozenset[ReviewPart]()
    given = {row.slot: row.value for row in answers}
    latest = latest_of(marks)
    sheets = sheets_to_review(
        attempt, given, {slot: mark.fraction for slot, mark in latest.items()}, shown | {ReviewPart.ANSWERS}
    )
    may_read = ReviewPart.ANSWERS in parts or attempt.state == AttemptState.OPEN
    saved = {row.slot: row.saved_at for row in answers}
    total = {"points": attempt.points, "max_points": attempt.max_points, "percent": attempt.percent}
    said = said_about(attempt.version.bands, attempt.points, attempt.max_points)
    return {
        **(total if ReviewPart.MARKS in shown else {}),
        **({"said_about_the_score": said} if said and ReviewPart.FEEDBACK in shown else {}),
        "answers": [
            {
                "number": sheet.number,
                **({"question": _plain(sheet.stem)} if may_read else {}),
                "answer": [option.text for option in sheet.options if option.chosen]
                or _words(attempt, sheet.slot, sheet.given),
                "saved_at": saved.get(sheet.slot),
                **_judgement(sheet, latest.get(sheet.slot), shown),
            }
            for sheet in sheets
        ],
    }


def _judgement(sheet: Sheet, mark: Mark | None, shown: frozenset[ReviewPart]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if ReviewPart.RIGHT_WRONG in shown:
        told["fraction"] = sheet.fraction
    if ReviewPart.MARKS in shown:
        told |= {"points": sheet.points, "marks": sheet.marks}
    if ReviewPart.FEEDBACK in shown:
        remarks = [*(option.remark for option in sheet.options if option.remark), *sheet.remarks]
        said = [*remarks, _plain(sheet.feedback), mark.comment if mark else ""]
        told["feedback"] = [text for text in said if text]
    return told


def _numbered(attempt: Attempt, rows: Iterable[Any]) -> list[tuple[int, Any]]:
    """Each row with the number that its question had in this attempt."""
    numbers = {place.slot: number for number, place in enumerate(attempt.places, start=1)}
    return [(numbers[row.slot], row) for row in rows if row.slot in numbers]


def _words(attempt: Attempt, slot: int, chosen: list[str]) -> list[str]:
    return words_of(attempt.questions[slot], chosen)


def _plain(text: str) -> str:
    return " ".join(strip_tags(text).split())
