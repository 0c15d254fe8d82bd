"""What the ORM cannot say: triggers by which the database itself refuses to change the audit trail."""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY_TABLES = ("core_auditentry", "core_auditseal")
DEEDS = ("update", "delete")

SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table}
FOR EACH ROW EXECUTE FUNCTION core_append_only()
"""


def forbid_changes(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those that stand already stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        template = POSTGRESQL_TRIGGER if connection.vendor == "postgresql" else SQLITE_TRIGGER
        for table, deed in _all_triggers():
            cursor.execute(template.format(table=table, deed=deed))


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, deed in _all_triggers():
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}{where}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS core_append_only()")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that should stand and don't: somebody took them away, or rebuilt the table."""
    found = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table, deed in _all_triggers() if (name := f"{table}_no_{deed}") not in standing]


def _all_triggers() -> list[tuple[str, str]]:
    return [(table, deed) for table in APPEND_ONLY_TABLES for deed in DEEDS]
