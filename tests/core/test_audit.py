import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from core import audit
from core.audit_chain import seal_next, verify_chain
from core.models import AuditEntry, AuditSeal
from core.models.audit import AppendOnlyError
from core.sql import allow_changes, forbid_changes, missing_triggers
from members.models import User

pytestmark = pytest.mark.django_db


def write(count: int) -> list[AuditEntry]:
    return [
        audit.record(action="mark.given", actor=None, subject=f"attempt:{number}", data={"mark": number, "share": 0.5})
        for number in range(count)
    ]


def verify(**options: object) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("verify_audit_trail", stdout=out, **options)
    return out.getvalue()


def tamper(sql: str, *values: int) -> None:
    """As somebody with the database's own password would."""
    allow_changes(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    forbid_changes(connection)


def test_entry_names_the_actor_by_the_opaque_user_name() -> None:
    budi = User.objects.create_user("budi@example.id", "a-long-password", name="Budi Santoso")

    entry = audit.record(action="certificate.issued", actor=budi, subject="certificate:1", data={"number": "7/2026"})

    assert (entry.actor, entry.actor_name) == (budi, budi.username)
    assert "Budi" not in str(AuditEntry.objects.values().get())


def test_trail_outlives_its_actor() -> None:
    budi = User.objects.create_user("budi@example.id", "a-long-password", name="Budi Santoso")
    entry = audit.record(action="mark.given", actor=budi, subject="attempt:1")
    seal_next()
    pk = budi.pk

    budi.delete()

    entry.refresh_from_db()
    assert (entry.actor_id, verify_chain().broken) == (pk, "")


def test_models_refuse_changes() -> None:
    (entry,) = write(1)
    seal_next()

    deeds: list[Callable[[], Any]] = [
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(action="other"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditSeal.objects.get().save(),
    ]
    for deed in deeds:
        with pytest.raises(AppendOnlyError):
            deed()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditentry SET action = 'other'",
        "DELETE FROM core_auditentry",
        "UPDATE core_auditseal SET digest = 'other'",
        "DELETE FROM core_auditseal",
    ],
)
def test_database_refuses_changes(sql: str) -> None:
    write(1)
    seal_next()

    with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert AuditEntry.objects.count() == AuditSeal.objects.count() == 1


def test_triggers_can_be_taken_away_and_put_back() -> None:
    allow_changes(connection)
    assert missing_triggers(connection) == [
        "core_auditentry_no_update",
        "core_auditentry_no_delete",
        "core_auditseal_no_update",
        "core_auditseal_no_delete",
    ]

    forbid_changes(connection)
    forbid_changes(connection)

    assert missing_triggers(connection) == []


def test_sealing_chains_every_entry_once() -> None:
    write(3)

    assert [seal_next(limit=2), seal_next(limit=2), seal_next(limit=2)] == [2, 1, 0]

    entries = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert list(AuditSeal.objects.values_list("position", "entry")) == list(enumerate(entries, start=1))
    assert verify_chain().sealed == 3


def test_entry_that_commits_late_is_sealed_after_its_elders() -> None:
    first, late, third = write(3)
    AuditSeal.objects.all()._raw_delete("default")
    tamper("DELETE FROM core_auditentry WHERE id = %s", late.pk)
    seal_next()

    AuditEntry.objects.bulk_create([late])
    seal_next()

    assert list(AuditSeal.objects.values_list("entry", flat=True)) == [first.pk, third.pk, late.pk]
    assert verify_chain().broken == ""


def test_command_tells_that_the_trail_holds() -> None:
    write(2)

    assert verify().startswith("The audit trail holds: 0 entries sealed, 2 not sealed yet.")
    printed = verify(seal=True)

    assert printed.startswith("The audit trail holds: 2 entries sealed, 0 not sealed yet.")
    assert re.search(r"^head=2:[0-9a-f]{64}$", printed, re.MULTILINE)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE core_auditentry SET subject = 'attempt:9' WHERE id = %s", "(mark.given attempt:9, "),
        ("DELETE FROM core_auditentry WHERE id = %s", "link 2, was deleted."),
        ("DELETE FROM core_auditseal WHERE entry_id = %s", "Link 2 is missing."),
        ("UPDATE core_auditseal SET digest = 'f' WHERE entry_id = %s", "link 2, was changed after it was sealed."),
    ],
)
def test_command_names_the_first_broken_entry(sql: str, sentence: str) -> None:
    entries = write(3)
    seal_next()
    tamper(sql, entries[1].pk)

    with pytest.raises(CommandError, match=r"The audit trail is broken\.") as failure:
        verify()

    assert sentence in str(failure.value)


def test_chain_that_lost_its_end_is_found_by_the_noted_head() -> None:
    entries = write(3)
    head = verify(seal=True).split("head=")[1].strip()
    tamper("DELETE FROM core_auditseal WHERE entry_id = %s", entries[2].pk)
    tamper("DELETE FROM core_auditentry WHERE id = %s", entries[2].pk)

    assert "2 entries sealed" in verify()
    with pytest.raises(CommandError, match="Link 3 is not the one that was noted"):
        verify(expect=head)


def test_missing_trigger_is_told() -> None:
    allow_changes(connection)

    with pytest.raises(CommandError, match="core_auditentry_no_update, core_auditentry_no_delete"):
        verify()

    forbid_changes(connection)
