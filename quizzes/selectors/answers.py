"""A member's answers with what stands around them: the files they name, and scenarios that may be read by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, FilteredRelation, JSONField, Q, QuerySet, When

from core.prepared import prepared
from quizzes.choices import QuestionType
from quizzes.models import Answer, AnswerFile, Attempt
from quizzes.outages import Span, length

PLAIN = ("slot", "rev", "value", "saved_at", "opened_at")
OF_FILE = ("uid", "name", "kind", "size")


@dataclass
class GivenAnswer:
    """`scenario` is empty until the drill was started."""

    rev: int
    value: list[str]
    saved_at: datetime | None
    opened_at: datetime | None = None
    scenario: str = ""
    files: list[AnswerFile] = field(default_factory=list)
    returned: list[Span] = field(default_factory=list)

    @property
    def clock_began(self) -> datetime | None:
        """When a drill would have begun without the outages whose time was given back since."""
        if self.opened_at is None:
            return None
        return self.opened_at + length(Span(max(span.start, self.opened_at), span.end) for span in self.returned)

    @property
    def chosen_files(self) -> list[AnswerFile]:
        return [file for file in self.files if str(file.uid) in self.value]


@prepared
def _plain_answers(attempt: int) -> QuerySet[Answer, tuple[int, int, list[str], datetime, datetime | None]]:
    return Answer.objects.filter(attempt=attempt).values_list(*PLAIN)


def answers_of(attempt: Attempt) -> dict[int, GivenAnswer]:
    """By slot. One query, whatever the paper holds; of the key nothing is read but scenarios that were delivered."""
    kinds = {question.type for question in attempt.questions.values()}
    if QuestionType.DRILL not in kinds and QuestionType.UPLOAD not in kinds:
        rows = _plain_answers(attempt.pk)
        return {slot: GivenAnswer(rev, value, saved, opened) for slot, rev, value, saved, opened in rows}
    files: Any = Answer.objects.filter(attempt=attempt)
    columns = list(PLAIN)
    if QuestionType.DRILL in kinds:
        opened = When(opened_at__isnull=False, then=F("attempt__version__key"))
        files = files.annotate(opened_key=Case(opened, output_field=JSONField()))
        columns.append("opened_key")
    if QuestionType.UPLOAD in kinds:
        same_slot = Q(attempt__files__slot=F("slot"))
        files = files.annotate(sent=FilteredRelation("attempt__files", condition=same_slot)).order_by("sent__pk")
        columns += [f"sent__{name}" for name in OF_FILE]
    found: dict[int, GivenAnswer] = {}
    for row in files.values(*columns):
        slot = row["slot"]
        if slot not in found:
            key = row.get("opened_key") or {}
            found[slot] = GivenAnswer(
                row["rev"], row["value"], row["saved_at"], row["opened_at"], key.get(str(slot), {}).get("scenario", ""),
                returned=attempt.spans_given,
            )  # fmt: skip
        if row.get("sent__uid"):
            found[slot].files.append(AnswerFile(slot=slot, **{name: row[f"sent__{name}"] for name in OF_FILE}))
    return found


def own_file(attempt_uid: UUID, file_uid: UUID, member: Any) -> AnswerFile | None:
    found = AnswerFile.objects.for_member(member).exclude(file="")
    return found.filter(attempt__uid=attempt_uid, uid=file_uid).first()
