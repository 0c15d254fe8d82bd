"""Sittings of another program become frozen rows: matched with members, written once, never marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from core import clock
from courses.models import CoursePage
from members.models import User
from quizzes.choices import FileOutcome, ImportedKind
from quizzes.formats.django_quiz import History, OldPerson, OldProgress, OldSitting, Remark
from quizzes.models import ImportedSitting

SOURCE = "django-quiz-app"
CHUNK = 400


@dataclass(frozen=True)
class ImportedRow:
    """What came of one row of the file: `name` tells it, `key` is its number there."""

    key: str
    name: str
    outcome: FileOutcome
    remarks: tuple[str, ...] = ()


def write_history(
    *, course: CoursePage, history: History, pages: Mapping[str, int], zone: str
) -> tuple[list[ImportedRow], list[ImportedRow]]:
    """Sittings and records of progress; those that are there are brought up to date, and none is doubled or deleted."""
    people = [*(row.person for row in history.sittings), *(row.person for row in history.progress)]
    shelf = _Shelf(course, Matches(people), zone)
    sittings = [shelf.put(row.code, row.person, _facts(row, pages), row.remarks, row.key) for row in history.sittings]
    progress = [shelf.put(row.code, row.person, _totals(row), row.remarks, row.key) for row in history.progress]
    shelf.write()
    return sittings, progress


class Matches:
    """Members by user name, e-mail address or number: the one account that fits, whatever else a name may look like."""

    def __init__(self, people: Iterable[OldPerson]) -> None:
        wanted = sorted({name.casefold() for person in people for name in person.names})
        self._found: dict[str, set[int]] = {}
        for start in range(0, len(wanted), CHUNK):
            some = set(wanted[start : start + CHUNK])
            rows = (
                User.objects.annotate(address=Lower("email"), login=Lower("username"))
                .filter(Q(address__in=some) | Q(login__in=some) | Q(number__in=some), erased_at=None)
                .values_list("pk", "address", "login", "number")
            )
            for pk, *names in rows:
                for name in some.intersection(filter(None, names)):
                    self._found.setdefault(name, set()).add(pk)

    def of(self, person: OldPerson) -> tuple[int | None, list[Remark]]:
        if not person.names:
            return None, [Remark.of("person_unnamed", key=person.key)]
        found = set().union(*(self._found.get(name.casefold(), set()) for name in person.names))
        if len(found) == 1:
            return found.pop(), []
        code = "person_ambiguous" if found else "person_unknown"
        return None, [Remark.of(code, name=person.names[0])]


class _Shelf:
    def __init__(self, course: CoursePage, matches: Matches, zone: str) -> None:
        self.course, self.matches, self.zone = course, matches, zone
        rows = ImportedSitting.objects.filter(course=course, source=SOURCE).select_related("member")
        self.rows = {row.external_id: row for row in rows}
        self.new: list[ImportedSitting] = []
        self.changed: list[ImportedSitting] = []

    def put(
        self, code: str, person: OldPerson, facts: dict[str, Any], remarks: tuple[Remark, ...], key: str
    ) -> ImportedRow:
        member, about_person = self.matches.of(person)
        said = (*about_person, *remarks)
        row = self.rows.get(code)
        if row is not None and (row.is_forgotten or (row.member is not None and row.member.erased_at is not None)):
            return ImportedRow(key, row.shown_title, FileOutcome.UNCHANGED)
        is_new = row is None
        row = row or ImportedSitting(course=self.course, source=SOURCE, external_id=code, imported_at=clock.now())
        before = None if is_new else row.facts()
        for name, value in facts.items():
            setattr(row, name, value)
        row.member_id = member or row.member_id
        row.person = person.name or f"#{person.key}"[:254]
        row.findings, row.has_findings, row.zone = [remark.to_json() for remark in said], bool(said), self.zone
        self.rows[code] = row
        outcome = (
            FileOutcome.ADDED if is_new else FileOutcome.UNCHANGED if row.facts() == before else FileOutcome.RENEWED
        )
        if is_new:
            self.new.append(row)
        elif outcome == FileOutcome.RENEWED and row.pk:
            self.changed.append(row)
        return ImportedRow(key, f"{row.shown_title} · {row.person}", outcome, tuple(map(str, said)))

    def write(self) -> None:
        ImportedSitting.objects.bulk_create(self.new, batch_size=200)
        names = [name.removesuffix("_id") for name in ImportedSitting.FROM_FILE]
        ImportedSitting.objects.bulk_update(self.changed, names, batch_size=100)


def _facts(row: OldSitting, pages: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": ImportedKind.SITTING,
        "page_id": pages.get(row.quiz),
        "title": row.title,
        "is_complete": row.complete,
        "score": row.score,
        "max_score": row.most,
        "pass_mark": row.pass_mark,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "answers": [
            {
                "number": answer.key,
                "question": answer.question,
                "kind": answer.kind,
                "answer": answer.text if answer.was_answered else None,
                "right": answer.right,
            }
            for answer in row.answers
        ],
    }


def _totals(row: OldProgress) -> dict[str, Any]:
    return {
        "kind": ImportedKind.PROGRESS,
        "is_complete": True,
        "score": _kept(sum(score.score for score in row.scores)),
        "max_score": _kept(sum(score.possible for score in row.scores)),
        "answers": [
            {"question": score.category, "score": score.score, "possible": score.possible} for score in row.scores
        ],
    }


def _kept(total: int) -> int:
    """What the column holds."""
    return max(-(2**31) + 1, min(total, 2**31 - 1))
