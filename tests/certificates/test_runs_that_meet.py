"""What a run leaves to another, and what a pause finds in work."""

import threading
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from certificates.choices import RunPurpose
from certificates.dry_run_page import dry_run_page
from certificates.errors import NobodyCompleteError, NothingToDoError
from certificates.models import BatchCertificateSetup, Certificate, IssueRun
from certificates.production import Order, Product
from certificates.runs import (
    ISSUE_JOB,
    RunState,
    run_progress,
)
from certificates.services import (
    issue_for_batch,
    issue_missing,
    making,
    pause_run,
    replace_certificate,
    resume_run,
    try_again,
    void_certificate,
)
from certificates.signing import signing_backend
from certificates.waiting import with_what_waits
from core.jobs import engine
from core.jobs.context import JobContext
from core.models import Job
from core.services import work_jobs
from courses.models import Batch
from members.models import User
from tests.certificates.test_runs import as_user, stand_still
from tests.factories.certificates import make_certifiable_batch, make_completion
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_certifiable_batch("Budi Santoso", "Citra Dewi", organiser=organiser)


def test_a_second_press_makes_no_second_run(batch: Batch, organiser: User) -> None:
    address = f"/batches/{batch.code}/certificates/"
    client = as_user(organiser)

    first = client.post(address)
    second = client.post(address, follow=True).content.decode()

    run = IssueRun.objects.get()
    assert first.url == f"{address}runs/{run.uid}/"
    assert "The certificates are being made already" in second
    assert Job.objects.filter(kind=ISSUE_JOB).count() == 1
    with pytest.raises(NobodyCompleteError, match="being made already"):
        issue_for_batch(batch=batch, actor=None, chosen=[Certificate.objects.earliest("pk").recipient_key])


def test_pausing_stops_a_run_though_somebody_completed_since(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    make_completion(batch, make_member("Dewi Terlambat"))
    later = issue_for_batch(batch=batch, actor=None)

    pause_run(run=run, actor=organiser)
    work_jobs(kinds=[ISSUE_JOB])

    assert (later.reserved, later.resumed) == (1, 0)
    assert list(Certificate.objects.filter(state="issued").values_list("holder_name", flat=True)) == ["Dewi Terlambat"]


def test_the_clock_makes_no_runs_while_the_seal_is_out_of_order(batch: Batch) -> None:
    issue_for_batch(batch=batch, actor=None)
    BatchCertificateSetup.objects.update(automatic=True)

    assert issue_missing() == ([], {})
    assert IssueRun.objects.count() == 1


def test_tried_again_twice_it_is_one_run_that_says_nothing_of_the_first(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    stand_still(run, "No key")

    again = try_again(run=run, actor=organiser)
    with pytest.raises(NothingToDoError):
        try_again(run=run, actor=organiser)

    progress = run_progress(again)
    assert (progress.state, progress.problems, progress.waiting) == (RunState.GOING, 0, 2)
    assert (run_progress(run).state, run_progress(run).problems) == (RunState.TROUBLED, 2)
    assert IssueRun.objects.count() == 2


def test_a_run_whose_last_papers_fail_while_it_is_paused_has_ended(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    context = engine.claim(Job.objects.get(kind=ISSUE_JOB).pk)
    assert context is not None
    pause_run(run=run, actor=organiser)
    assert with_what_waits(Batch.objects.all()).get().paused == 1

    engine._fail(context, "Broken")
    page = as_user(organiser).get(f"/batches/{batch.code}/certificates/runs/{run.uid}/").content.decode()

    assert run_progress(IssueRun.objects.get()).state is RunState.TROUBLED
    assert "<dt>Paused</dt>" not in page
    assert "Try all of them again" in page
    assert not with_what_waits(Batch.objects.all()).exists()
    assert try_again(run=run, actor=organiser).resumed == 2


def test_what_is_in_work_when_a_run_is_paused_is_kept(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes draw five each; at the first report somebody pauses, while ten are in work. None is drawn twice."""
    settings.JOB_PROCESSES = 2
    batch = make_certifiable_batch(*(f"Orang {sign}" for sign in "ABCDEFGHIJKLMNOPQRS"))
    run = issue_for_batch(batch=batch, actor=None)
    drawn: list[str] = []
    paused = threading.Event()
    report = JobContext.progress

    def draw(_function: Any, orders: list[Order]) -> list[Product]:
        numbers = [order.facts["number"] for order in orders]
        if not numbers[0].startswith("001"):
            paused.wait(60)
        drawn.extend(numbers)
        chain = signing_backend().chain
        return [Product(number.encode(), sha256(number.encode()).hexdigest(), chain) for number in numbers]

    def pause_then_report(context: JobContext, done: int, total: int) -> None:
        context._written = 0.0  # reports each time, as a slower job does
        if done and not paused.is_set():
            pause_run(run=run, actor=None)
            paused.set()
        report(context, done, total)

    monkeypatch.setattr(making, "run_in_process", draw)
    monkeypatch.setattr(JobContext, "progress", pause_then_report)
    work_jobs(kinds=[ISSUE_JOB])
    kept = set(Certificate.objects.exclude(file="").values_list("number", flat=True))

    assert kept == set(drawn)
    assert len(kept) >= 15
    resume_run(run=run, actor=None)
    work_jobs(kinds=[ISSUE_JOB])
    assert len(drawn) == 19
    assert run_progress(IssueRun.objects.get()).issued == 19


@pytest.mark.parametrize(("elsewhere", "refreshed"), [(False, True), (True, False)])
def test_when_a_run_stands_still_its_page_is_read_anew(
    elsewhere: bool, refreshed: bool, batch: Batch, organiser: User
) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    of_batch = f"/batches/{batch.code}/certificates/"
    address = f"{of_batch}runs/{run.uid}/"
    headers = {"HX-Request": "true", "HX-Current-URL": f"https://testserver{of_batch if elsewhere else address}?q=x"}
    client = as_user(organiser)

    going = client.get(f"{address}progress/", headers=headers)
    stand_still(run, "No key")
    ended = client.get(f"{address}progress/", headers=headers)

    assert "HX-Refresh" not in going.headers
    assert (ended.headers.get("HX-Refresh") == "true") is refreshed
    assert ("Show the list as it is now" in ended.content.decode()) is elsewhere


def test_a_replacement_under_way_is_not_offered_again(batch: Batch, organiser: User, issued: Any) -> None:
    replace_certificate(certificate=issued(batch)[0], reason="Nama", actor=organiser)

    assert dry_run_page(batch, None).will_get == 0
    with pytest.raises(NobodyCompleteError, match="being made already"):
        issue_for_batch(batch=batch, actor=organiser)


def test_replacements_from_before_purposes_were_kept_are_told_apart(batch: Batch, issued: Any) -> None:
    """A second edition after a number that was given up is no replacement."""
    issue_for_batch(batch=batch, actor=None)
    void_certificate(certificate=Certificate.objects.get(holder_name="Citra Dewi"), reason="Salah", actor=None)
    issue_for_batch(batch=batch, actor=None)
    budi = next(row for row in issued(batch) if row.holder_name == "Budi Santoso")
    replace_certificate(certificate=budi, reason="Nama", actor=None)
    IssueRun.objects.update(purpose=RunPurpose.EVERYBODY)

    import_module("certificates.migrations.0017_earlier_replacements_named").name_replacements(apps, None)

    purposes = IssueRun.objects.order_by("pk").values_list("purpose", flat=True)
    assert list(purposes) == [RunPurpose.EVERYBODY, RunPurpose.EVERYBODY, RunPurpose.REPLACEMENT]
