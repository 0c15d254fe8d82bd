"""SIGKILL between every two steps, ten issuers at once: no gap, no double, each file once, one message each."""

from typing import Any

import pytest

from certificates.choices import CertificateState
from certificates.models import Certificate, CertificateSeries
from certificates.storage import is_intact, private_storage
from core.models import AuditEntry
from members.models import Message
from tests.certificates import children
from tests.factories.certificates import make_certifiable_batch
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAMES = ("Budi", "Citra", "Dewi", "Eko", "Fitri", "Gita", "Hadi")
DATABASE_JOBS = {"JOBS_ENGINE": "database", "JOB_PROCESSES": "1"}


def files() -> set[str]:
    storage = private_storage()
    if not storage.exists("certificates"):
        return set()
    return {
        f"certificates/{folder}/{name}"
        for folder in storage.listdir("certificates")[0]
        for name in storage.listdir(f"certificates/{folder}")[1]
    }


MOMENTS = (
    "certificates.numbers_taken",
    "certificates.before_commit",
    "job.claimed",
    "certificates.signed",
    "certificates.noted",
    "certificates.stored",
    "certificates.marked",
    "job.effects",
    "job.finished",
)


def test_runs_killed_between_every_two_steps_are_finished_by_the_next() -> None:
    """One batch for each moment, all in one series, their runs killed at once; then one process finds what is left."""
    batches = [make_certifiable_batch("Budi", "Citra", "Dewi") for _moment in MOMENTS]
    keys = [batch.pk for batch in batches]
    before = files()

    deaths = run_together(
        "tests.certificates.children:issue",
        [{"batch": key} for key in keys],
        kill_at=dict(enumerate(MOMENTS)),
        environment=DATABASE_JOBS,
    )
    (life,) = run_together("tests.certificates.children:finish", [{"batches": keys}], environment=DATABASE_JOBS)

    assert [moment for moment, death in zip(MOMENTS, deaths, strict=True) if not death.killed] == []
    assert (life.error, life.result) == ("", 27)
    rows = list(Certificate.objects.order_by("sequence"))
    assert [row.sequence for row in rows] == list(range(1, 28))
    assert {row.state for row in rows} == {CertificateState.ISSUED}
    assert sorted(row.batch_id for row in rows) == sorted(keys * 3)
    assert len({row.recipient_key for row in rows}) == 27
    assert CertificateSeries.objects.get().last == 27
    assert files() - before == {row.file for row in rows}
    assert all(is_intact(row.file) for row in rows)
    assert Message.objects.filter(template="certificate_issued").count() == 27
    assert AuditEntry.objects.filter(action="certificate.issued").count() == 27


def test_ten_issuers_of_one_batch_make_one_certificate_each() -> None:
    batch = make_certifiable_batch(*NAMES)

    outcomes = run_together(
        "tests.certificates.children:reserve", [{"batch": batch.pk}] * 10, environment=DATABASE_JOBS
    )

    assert [outcome.error for outcome in outcomes] == [""] * 10
    assert sorted(outcome.result for outcome in outcomes) == [0] * 9 + [7]
    assert sorted(children.numbers().values()) == [1, 2, 3, 4, 5, 6, 7]


def test_two_batches_at_once_share_a_series_without_gap() -> None:
    one, other = make_certifiable_batch(*NAMES), make_certifiable_batch(*NAMES)

    outcomes: list[Any] = run_together(
        "tests.certificates.children:reserve",
        [{"batch": one.pk}, {"batch": other.pk}] * 3,
        environment=DATABASE_JOBS,
    )

    assert [outcome.error for outcome in outcomes] == [""] * 6
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 15))
    assert CertificateSeries.objects.get().last == 14
