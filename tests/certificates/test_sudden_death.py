"""SIGKILL between every two steps, ten issuers at once: no gap, no double, each file once, one message each."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from certificates.choices import CertificateState
from certificates.models import BadgeStatusList, Certificate, CertificateSeries, IssueRun, NumbersUsedBefore
from certificates.runs import ISSUE_JOB, run_progress
from certificates.series_page import series_page
from certificates.services import resume_run
from certificates.storage import is_intact, private_storage
from core import clock
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.models import Batch
from members.models import Message
from tests.certificates import children
from tests.factories.certificates import make_certifiable_batch, make_numbering
from tests.factories.members import make_administrator, make_organiser
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAMES = ("Budi", "Citra", "Dewi", "Eko", "Fitri", "Gita", "Hadi")
DATABASE_JOBS = {"JOBS_ENGINE": "database", "JOB_PROCESSES": "1"}


def _reserved(batch: Batch) -> IssueRun:
    """A run with its numbers drawn, in a process of its own: here the tests' engine would work it at the commit."""
    run_together("tests.certificates.children:reserve", [{"batch": batch.pk}], environment=DATABASE_JOBS)
    return IssueRun.objects.get()


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


def test_a_series_moved_on_while_runs_draw_accounts_for_every_number() -> None:
    batches = [make_certifiable_batch(*NAMES) for _number in range(3)]

    outcomes = run_together(
        "tests.certificates.children:draw_or_move_on",
        [{"batch": batch} for batch in (batches[0].pk, None, batches[1].pk, None, batches[2].pk)],
        environment=DATABASE_JOBS,
    )

    assert [outcome.error for outcome in outcomes] == [""] * 5
    noted = NumbersUsedBefore.objects.get()
    drawn = set(Certificate.objects.values_list("sequence", flat=True))
    assert len(drawn) == 21
    assert drawn.isdisjoint(range(noted.first, noted.last + 1))
    assert series_page(CertificateSeries.objects.get(), make_administrator()).adds_up


def test_runs_of_two_series_share_the_status_lists() -> None:
    """No series holds one of them up for the other; the first list is made by whoever comes first."""
    batches = [make_certifiable_batch(*NAMES, numbering=make_numbering(f"deret-{turn}")) for turn in range(4)]

    outcomes = run_together(
        "tests.certificates.children:reserve", [{"batch": batch.pk} for batch in batches], environment=DATABASE_JOBS
    )

    assert [outcome.error for outcome in outcomes] == [""] * 4
    assert [outcome.result for outcome in outcomes] == [7] * 4
    assert len(set(Certificate.objects.values_list("status_index", flat=True))) == 28
    assert BadgeStatusList.objects.get().taken == 28


def test_a_run_paused_and_let_go_on_while_it_is_worked_comes_to_its_end_once() -> None:
    run = _reserved(make_certifiable_batch("Budi", "Citra", "Dewi"))

    outcomes = run_together(
        "tests.certificates.children:work_or_steer",
        [{"run": run.pk, "steer": steer} for steer in (False, True, False, True)],
        environment=DATABASE_JOBS,
    )
    resume_run(run=run, actor=None)
    work_jobs(kinds=[ISSUE_JOB])

    assert [outcome.error for outcome in outcomes] == [""] * 4
    assert run_progress(IssueRun.objects.get()).issued == 3
    job = Job.objects.get(kind=ISSUE_JOB)
    assert (job.state, job.on_hold, job.reason) == ("done", False, "")
    assert Message.objects.filter(template="certificate_issued").count() == 3


def test_a_mail_sent_again_by_three_at_once_goes_out_once_for_each_paper() -> None:
    organiser = make_organiser()
    batch = make_certifiable_batch("Budi", "Citra", organiser=organiser)
    children.reserve(batch.pk)
    work_jobs(kinds=[ISSUE_JOB])
    Message.objects.update(created_at=clock.now() - timedelta(hours=1))
    press = {"papers": [str(row.uid) for row in Certificate.objects.all()], "press": str(uuid4())}

    told = run_together(
        "tests.certificates.children:resend", [{**press, "organiser": organiser.pk}] * 3, environment=DATABASE_JOBS
    )

    assert [outcome.error for outcome in told] == [""] * 3
    assert sorted(outcome.result for outcome in told) == [0, 0, 2]
    assert Message.objects.filter(key__startswith="certificate.resent:").count() == 2
    assert AuditEntry.objects.filter(action="certificate.mail_resent").count() == 2
