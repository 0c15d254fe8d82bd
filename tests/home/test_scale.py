"""What `load_demo --scale` writes in bulk is what the services write."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from certificates.choices import CertificateState
from certificates.dry_run import dry_run_for
from core.models import AuditEntry
from courses.models import Batch, Completion, Enrolment, MaterialProgress, RequirementResult
from quizzes.models import Answer, Attempt, Mark

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.indexes]

OWN = {
    "id",
    "uid",
    "batch",
    "member",
    "enrolment",
    "attempt",
    "office",
    "enrolled_at",
    "seed",
    "layout",
    "slot",  # of a draw, other ones for each person
    "receipt",
    "revision_seen",
}


def shape(row: Model) -> dict[str, Any]:
    """The values that do not depend on the person, the day or chance; of the others whether there is one."""
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        personal = field.name in OWN or field.name.endswith("_at") or field.name in {"points", "value", "score"}
        values[field.name] = value is not None if personal else value
    return values


def rows_of(enrolment: Enrolment) -> dict[str, list[dict[str, Any]]]:
    attempts = Attempt.objects.filter(enrolment=enrolment).order_by("quiz")
    found: dict[str, Any] = {
        "enrolment": [enrolment],
        "progress": MaterialProgress.objects.filter(enrolment=enrolment).order_by("material"),
        "results": RequirementResult.objects.filter(enrolment=enrolment).order_by("key"),
        "completion": Completion.objects.filter(enrolment=enrolment),
        "attempts": attempts,
        "answers": Answer.objects.filter(attempt__in=attempts).order_by("attempt__quiz", "slot"),
    }
    return {name: [shape(row) for row in rows] for name, rows in found.items()}


def actions_of(enrolment: Enrolment) -> list[tuple[str, list[str]]]:
    attempts = Attempt.objects.filter(enrolment=enrolment)
    subjects = [f"member:{enrolment.member.uid}", f"enrolment:{enrolment.uid}"]
    subjects += [f"attempt:{attempt.uid}" for attempt in attempts]
    entries = AuditEntry.objects.filter(subject__in=subjects)
    return sorted((entry.action, sorted(entry.data)) for entry in entries)


def test_the_rows_are_those_of_the_services(settings: Any) -> None:
    settings.DEMO = True
    out = StringIO()
    call_command("load_demo", scale=5, quiet=True, stdout=out)
    batch = Batch.objects.get(code="demo-skala-1")
    by_service = Enrolment.objects.filter(batch__code="smrt-2020-magelang", completion__isnull=False).first()
    in_bulk = Enrolment.objects.filter(batch=batch).first()
    assert by_service is not None
    assert in_bulk is not None

    assert rows_of(in_bulk) == rows_of(by_service)
    assert actions_of(in_bulk) == actions_of(by_service)
    assert out.getvalue().splitlines()[-1] == "batch=demo-skala-1"
    assert Mark.objects.filter(attempt__enrolment=in_bulk).count() == 40
    assert (batch.state, dry_run_for(batch).counts) == ("closed", {"ready": 5})
    assert not batch.certificates.exclude(state=CertificateState.RESERVED).exists()
