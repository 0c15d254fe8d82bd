"""What the ORM cannot say: many answers in one statement, each taken only if it is newer, and only while open; and a
drill that starts once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Saved:
    """What stands in a slot now: the revision sent, or a higher one that was there before."""

    slot: int
    rev: int
    value: object


# The attempt's row is held against a submit at the same moment: either the answers are in before the marks are made,
# or the submit is first and nothing is taken. SQLite has one writer at a time and needs no lock.
_SAVE = """
INSERT INTO quizzes_answer (attempt_id, slot, rev, value, saved_at)
SELECT attempt.id, CAST(sent.column1 AS {integer}), CAST(sent.column2 AS {integer}), CAST(sent.column3 AS {json}), %s
FROM (VALUES {rows}) AS sent
CROSS JOIN (
    SELECT id FROM quizzes_attempt
    WHERE id = %s AND state = 'open' AND (hard_close_at IS NULL OR hard_close_at > %s)
    {lock}
) AS attempt
WHERE TRUE
ON CONFLICT (attempt_id, slot) DO UPDATE SET
    value = CASE WHEN excluded.rev > quizzes_answer.rev THEN excluded.value ELSE quizzes_answer.value END,
    saved_at = CASE WHEN excluded.rev > quizzes_answer.rev THEN excluded.saved_at ELSE quizzes_answer.saved_at END,
    rev = CASE WHEN excluded.rev > quizzes_answer.rev THEN excluded.rev ELSE quizzes_answer.rev END
RETURNING slot, rev, value
"""


def upsert_answers(attempt_id: int, answers: Mapping[int, tuple[int, object]], moment: datetime) -> list[Saved]:
    """Write `{slot: (rev, value)}`; nothing comes back when the attempt takes no answers any more.

    Replays, doubles and answers that overtook each other do no harm: the highest revision of a slot stays.
    """
    postgres = connection.vendor == "postgresql"
    statement = _SAVE.format(
        integer="integer",
        json="jsonb" if postgres else "text",
        rows=", ".join(["(%s, %s, %s)"] * len(answers)),
        lock="FOR SHARE" if postgres else "",
    )
    rows = [part for slot, (rev, value) in sorted(answers.items()) for part in (slot, rev, json.dumps(value))]
    # The parameters stand in the statement's own order; the adapter writes the moment as the ORM would.
    now = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, *rows, attempt_id, now])
        return [Saved(slot, rev, _read(value)) for slot, rev, value in cursor.fetchall()]


def _read(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value


_OPEN = """
INSERT INTO quizzes_answer (attempt_id, slot, rev, value, saved_at, opened_at)
SELECT attempt.id, CAST(%s AS {integer}), 0, CAST('[]' AS {json}), {moment}, {moment}
FROM (
    SELECT id FROM quizzes_attempt
    WHERE id = %s AND state = 'open' AND (hard_close_at IS NULL OR hard_close_at > %s)
    {lock}
) AS attempt
WHERE TRUE
ON CONFLICT (attempt_id, slot) DO UPDATE SET opened_at = COALESCE(quizzes_answer.opened_at, excluded.opened_at)
RETURNING opened_at, rev, value
"""


@dataclass(frozen=True)
class Opened:
    """When the drill began, and what is answered so far."""

    opened_at: datetime
    rev: int
    value: list[str]


def open_drill(attempt_id: int, slot: int, moment: datetime) -> Opened | None:
    """Begins the drill in this slot, or tells how it was begun. None when the attempt takes nothing more."""
    postgres = connection.vendor == "postgresql"
    statement = _OPEN.format(
        integer="integer",
        json="jsonb" if postgres else "text",
        moment="CAST(%s AS timestamptz)" if postgres else "%s",
        lock="FOR SHARE" if postgres else "",
    )
    now = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(statement, [slot, now, now, attempt_id, now])
        row = cursor.fetchone()
    if row is None:
        return None
    found = row[0] if isinstance(row[0], datetime) else datetime.fromisoformat(row[0])
    return Opened(found if found.tzinfo else found.replace(tzinfo=UTC), row[1], _read(row[2]))
