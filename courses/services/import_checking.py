"""The rows of a list against offices and people, written down for the screen; nothing of the batch is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from core import audit
from core.tables import Table
from courses.choices import ImportOutcome, ImportState
from courses.imports.checking import OFFICE, Answers, Checked, check_people
from courses.imports.matching import Accounts
from courses.imports.offices import office_key
from courses.imports.people import ERROR
from courses.imports.rows import people_of
from courses.models import ImportedRow, ParticipantImport
from courses.selectors.import_people import accounts_for, office_book
from members.rules import may_manage_members

CHUNK = 500
BEGUN = "is_being_saved"  # among the counts, once the rows were looked at for the last time before the first is saved
KEPT_VALUES = (
    "name", "title_before", "title_after", "number_kind", "number", "rank", "position", "email", "phone",
    "letter_number",
)  # fmt: skip

Progress = Callable[[int, int], None]


def check_import(
    *, staged: ParticipantImport, table: Table, progress: Progress = lambda done, total: None, becomes: str = ""
) -> ParticipantImport:
    """As often as is asked; `becomes` is the state after it, where that is not to be looked at. Rows that were saved
    stay as they are."""
    people, passed = people_of(table, staged.mapping)
    progress(1, 4)
    offices = office_book()
    answers = answers_of(staged)
    placed = {pk for person in people if (pk := offices.find(person.office_text))} | set(answers.offices.values())
    placed |= {pk for person in people if (pk := offices.find_without_class(person.office_text))}
    by = staged.uploaded_by
    known = accounts_for(people, offices=placed, batch=staged.batch, by=by)
    progress(2, 4)
    checked = check_people(
        people,
        known=Accounts.of(known),
        offices=offices,
        answers=answers,
        has_offices="office" in staged.mapping,
        may_register=by is not None and may_manage_members(by),
    )
    rows = [_row(staged, one) for one in checked]
    progress(3, 4)
    with transaction.atomic():
        held = ParticipantImport.objects.select_for_update().get(pk=staged.pk)
        if held.state != staged.state or (becomes and BEGUN in held.counts):
            return held
        saved = list(held.rows.filter(outcome=ImportOutcome.ENROLLED))
        numbers = {row.number for row in saved}
        rows = [row for row in rows if row.number not in numbers]
        held.rows.exclude(outcome=ImportOutcome.ENROLLED).delete()
        ImportedRow.objects.bulk_create(rows, batch_size=CHUNK)
        differing = {found["column"] for row in rows for found in row.differences if found["may_take"]}
        rows += saved
        held.about = [*table.notes, *passed]
        held.counts = {"rows": len(rows), **Counter(str(row.outcome) for row in rows)}
        held.counts["warned"] = sum(row.is_warned for row in rows)
        held.counts["differing"] = sorted(differing)
        held.office_questions = _office_questions(checked)
        held.counts["new"] = sum(row.member_id is None and row.outcome == ImportOutcome.GOOD for row in rows)
        if becomes:
            held.counts[BEGUN] = True
        held.state, held.problem = becomes or ImportState.CHECKED, ""
        told = {"batch": staged.batch.code, "rows": len(rows), "known": sum(row.member_id is not None for row in rows)}
        audit.record(action="import.checked", actor=by, subject=f"import:{held.uid}", data=told)
        held.save(update_fields=["about", "counts", "office_questions", "state", "problem"])
    progress(4, 4)
    return held


def answers_of(staged: ParticipantImport) -> Answers:
    rows = {int(number): answers for number, answers in staged.answers.get("rows", {}).items()}
    return Answers(rows, staged.answers.get("offices", {}))


def _office_questions(checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """One for each name, however many rows have it; the most frequent first."""
    asked: dict[str, dict[str, Any]] = {}
    for one in checked:
        for question in one.questions:
            if question.key == OFFICE and one.outcome == ImportOutcome.QUESTION:
                fresh = {"text": one.person.office_text, "rows": 0, "options": question.options}
                asked.setdefault(office_key(one.person.office_text), fresh)["rows"] += 1
    return sorted(asked.values(), key=lambda found: (-found["rows"], found["text"]))


def _row(staged: ParticipantImport, one: Checked) -> ImportedRow:
    person = one.person
    values: dict[str, Any] = {key: str(getattr(person, key)) for key in KEPT_VALUES}
    values["letter_date"] = person.letter_date.isoformat() if person.letter_date else ""
    return ImportedRow(
        staged=staged,
        number=person.row,
        name=person.name[:150],
        office_text=person.office_text[:200],
        values=values,
        outcome=one.outcome,
        is_warned=bool(one.differences) or any(finding.severity != ERROR for finding in person.findings),
        findings=[asdict(finding) for finding in person.findings],
        questions=[asdict(question) for question in one.questions],
        differences=[
            {**asdict(difference), "may_take": one.account is not None and one.account.is_changeable}
            for difference in one.differences
        ],
        office_id=one.office,
        member_id=one.account.pk if one.account else None,
        enrolment_state=one.account.state if one.account else "",
    )
