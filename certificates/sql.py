"""What the ORM cannot say."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from certificates.badges.places import LENGTH, new_secret, place_of
from certificates.choices import CertificateState
from certificates.models import BadgeStatusList, Certificate, CertificateSeries


def take_numbers(series: CertificateSeries, count: int) -> range:
    """Draw the next `count` numbers in one statement, inside the transaction that inserts what carries them.

    If that transaction fails, the numbers were never drawn.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are drawn in the transaction that uses them")
    table = connection.ops.quote_name(CertificateSeries._meta.db_table)
    statement = f"UPDATE {table} SET last = last + %s WHERE id = %s RETURNING last"  # noqa: S608  our own table's name
    with connection.cursor() as cursor:
        cursor.execute(statement, [count, series.pk])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def take_places(count: int) -> list[int]:
    """Draw `count` places in the badge status lists, counted through all lists: the place `list * LENGTH + bit`.

    A list that is full is followed by a new one. Whoever draws at the same time waits for this transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("places are drawn in the transaction that uses them")
    places: list[int] = []
    while len(places) < count:
        status_list = _open_list()
        wanted = min(count - len(places), LENGTH - status_list.taken)
        turns = range(status_list.taken, status_list.taken + wanted)
        places += [status_list.number * LENGTH + place_of(turn, status_list.secret) for turn in turns]
        status_list.taken += wanted
        status_list.save(update_fields=["taken"])
    return places


def _open_list() -> BadgeStatusList:
    """The last list, held until the transaction ends; the first, or the next after one that is full or has no secret,
    is made here."""
    last = BadgeStatusList.objects.select_for_update().order_by("-number").first()
    if last is not None and last.secret and last.taken < LENGTH:
        return last
    number = 1 if last is None else last.number + 1
    BadgeStatusList.objects.bulk_create([BadgeStatusList(number=number, secret=new_secret())], ignore_conflicts=True)
    return BadgeStatusList.objects.select_for_update().get(number=number)


# A pinned revision never changes: papers point at it. What is noted about it later stands in other columns.
SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS certificates_templaterevision_pinned
BEFORE UPDATE ON certificates_templaterevision
WHEN OLD.content IS NOT NEW.content OR OLD.number IS NOT NEW.number OR OLD.template_id IS NOT NEW.template_id
BEGIN SELECT RAISE(ABORT, 'a pinned revision never changes'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION certificates_pinned() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a pinned revision never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER certificates_templaterevision_pinned
BEFORE UPDATE ON certificates_templaterevision FOR EACH ROW
WHEN (OLD.content IS DISTINCT FROM NEW.content OR OLD.number IS DISTINCT FROM NEW.number
      OR OLD.template_id IS DISTINCT FROM NEW.template_id)
EXECUTE FUNCTION certificates_pinned()
"""


def pin_revisions(connection: BaseDatabaseWrapper) -> None:
    """The database itself refuses to change a pinned revision. A table that is rebuilt on SQLite needs it anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(POSTGRESQL_TRIGGER)
        else:
            cursor.execute(SQLITE_TRIGGER)


def unpin_revisions(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "DROP TRIGGER IF EXISTS certificates_templaterevision_pinned ON certificates_templaterevision"
            )
            cursor.execute("DROP FUNCTION IF EXISTS certificates_pinned()")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS certificates_templaterevision_pinned")


class Made(NamedTuple):
    """What is noted of a paper that was made; `seen` is the address that the row had before."""

    pk: int
    seen: str
    file: str
    sha256: str
    credential: str
    versions: dict[str, Any]


def write_made(papers: Sequence[Made]) -> None:
    """One statement, many times: a tenth of what as many updates of the ORM cost. Only where nobody was quicker."""
    statement = (
        "UPDATE {table} SET file = %s, sha256 = %s, credential = %s, versions = %s, problem = '' "
        "WHERE id = %s AND state = %s AND file = %s"
    )
    reserved = CertificateState.RESERVED.value
    _many(
        statement,
        [
            (made.file, made.sha256, made.credential, json.dumps(made.versions), made.pk, reserved, made.seen)
            for made in papers
        ],
    )


def write_issued(certificates: Sequence[Certificate]) -> None:
    """Their state, moment, key and size, as they are in memory; whatever was the problem is none any more."""
    statement = "UPDATE {table} SET state = %s, issued_at = %s, chain_id = %s, size = %s, problem = '' WHERE id = %s"
    _many(
        statement,
        [
            (row.state, connection.ops.adapt_datetimefield_value(row.issued_at), row.chain_id, row.size, row.pk)
            for row in certificates
        ],
    )


def _many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement.format(table=connection.ops.quote_name(Certificate._meta.db_table)), rows)
