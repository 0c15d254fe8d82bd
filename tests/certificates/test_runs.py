"""Runs that are paused, go on, and try again: always under the numbers that were drawn."""

import threading
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from certificates.choices import CertificateState, RunPurpose
from certificates.dry_run_page import dry_run_page
from certificates.errors import NobodyCompleteError, NotAllowedError, NothingToDoError, WrongStateError
from certificates.models import BatchCertificateSetup, Certificate, CertificateSeries, IssueRun
from certificates.production import Order, Product
from certificates.runs import (
    ISSUE_JOB,
    RunState,
    papers_left,
    progress_of,
    run_progress,
    summaries_of,
    time_in_words,
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
from core import clock
from core.choices import JobState
from core.jobs import engine
from core.jobs.context import JobContext
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.models import Batch
from members.models import User
from tests.factories.certificates import make_certifiable_batch, make_completion
from tests.factories.members import make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_certifiable_batch("Budi Santoso", "Citra Dewi", organiser=organiser)


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def stand_still(run: IssueRun, problem: str) -> None:
    """As if the run had ended without the papers."""
    Job.objects.with_prefix(run.job_prefix).update(state=JobState.DONE, done=0)
    Certificate.objects.filter(run=run).update(problem=problem)


def test_a_paused_run_makes_nothing_and_goes_on_under_the_same_numbers(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    drawn = set(Certificate.objects.values_list("number", flat=True))

    for _twice in range(2):
        pause_run(run=run, actor=organiser)
    work_jobs(kinds=[ISSUE_JOB])
    paused = run_progress(IssueRun.objects.get())
    for _twice in range(2):
        resume_run(run=run, actor=organiser)
    work_jobs(kinds=[ISSUE_JOB])

    assert (paused.state, paused.issued, paused.total, paused.waiting) == (RunState.PAUSED, 0, 2, 2)
    ended = run_progress(IssueRun.objects.get())
    assert (ended.state, ended.issued, ended.made) == (RunState.DONE, 2, 2)
    assert set(Certificate.objects.filter(state="issued").values_list("number", flat=True)) == drawn
    actions = AuditEntry.objects.filter(action__startswith="certificates.run_").order_by("pk")
    assert list(actions.values_list("action", "actor")) == [
        ("certificates.run_started", organiser.pk),
        ("certificates.run_paused", organiser.pk),
        ("certificates.run_resumed", organiser.pk),
    ]


def test_issuing_again_leaves_to_a_paused_run_what_it_holds(batch: Batch, organiser: User, issued: Any) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    pause_run(run=run, actor=organiser)

    with pytest.raises(NobodyCompleteError, match="waits in a run that is paused"):
        issue_for_batch(batch=batch, actor=organiser)
    make_completion(batch, make_member("Dewi Terlambat"))
    states = [row.state for row in issued(batch)]

    assert states == [CertificateState.RESERVED, CertificateState.RESERVED, CertificateState.ISSUED]
    assert run_progress(run).waiting == 2


def test_a_run_that_has_ended_is_not_paused_and_strangers_steer_none(batch: Batch, issued: Any) -> None:
    issued(batch)
    run = IssueRun.objects.get()

    with pytest.raises(WrongStateError):
        pause_run(run=run, actor=None)
    for deed in (pause_run, resume_run, try_again):
        with pytest.raises(NotAllowedError):
            deed(run=run, actor=make_organiser())
    assert resume_run(run=run, actor=None).released_at is None


def test_chosen_people_alone_get_a_number(batch: Batch, organiser: User) -> None:
    wanted = batch.enrolments.get(member__name="Citra Dewi")

    run = issue_for_batch(batch=batch, actor=organiser, chosen=[f"enrolment:{wanted.pk}"], purpose=RunPurpose.CHOSEN)

    assert (run.reserved, run.purpose) == (1, "chosen")
    assert Certificate.objects.get().holder_name == "Citra Dewi"
    with pytest.raises(NobodyCompleteError, match="None of those chosen"):
        issue_for_batch(batch=batch, actor=organiser, chosen=["enrolment:0"])


def test_those_with_problems_are_tried_again_under_their_numbers(
    batch: Batch, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    stand_still(run, "No key")
    given_up = Certificate.objects.get(holder_name="Citra Dewi")
    void_certificate(certificate=given_up, reason="Not wanted", actor=organiser)

    before = run_progress(run)
    with django_capture_on_commit_callbacks(execute=True):
        second = try_again(run=run, actor=organiser)

    assert (before.state, before.total, before.problems, before.given_up) == (RunState.TROUBLED, 1, 1, 1)
    assert (second.purpose, second.reserved, second.resumed) == (RunPurpose.AGAIN, 0, 1)
    assert run_progress(run).state is RunState.DONE
    assert CertificateSeries.objects.get().last == 2
    with pytest.raises(NothingToDoError):
        try_again(run=run, actor=organiser)


def test_what_is_being_tried_is_not_left(batch: Batch) -> None:
    run = issue_for_batch(batch=batch, actor=None)
    stand_still(run, "No key")
    try_again(run=run, actor=None)

    assert not papers_left(run).exists()


def test_the_pace_is_told_once_it_is_known(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    run = issue_for_batch(batch=batch, actor=None)
    wanted = [*Certificate.objects.values_list("pk", flat=True)]
    Job.objects.update(state=JobState.RUNNING, lease_until=clock.now(), started_at=clock.now() - timedelta(minutes=1))
    assert (run_progress(run).per_minute, run_progress(run).time_left) == (0, "")
    # Half of twelve are made in a minute.
    Job.objects.update(payload={"run": run.pk, "certificates": wanted}, done=1)
    monkeypatch.setattr("certificates.runs.ENOUGH_PAPERS", 1)

    progress = run_progress(run)

    assert (progress.made, progress.per_minute, progress.time_left) == (1, 1, "about 1 minute")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (41, "about 50 seconds"),
        (56, "about 1 minute"),
        (150, "about 2 minutes"),
        (7300, "about 2 hours"),
    ],
)
def test_time_in_words(seconds: float, words: str) -> None:
    assert time_in_words(seconds) == words


def test_the_pages_show_and_steer_a_run(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    address = f"/batches/{batch.code}/certificates/runs/{run.uid}/"
    client = as_user(organiser)

    going = client.get(address).content.decode()
    assert client.post(f"{address}pause/").url == address
    paused = client.get(f"{address}progress/").content.decode()
    auditor = as_user(make_auditor()).get(address).content.decode()

    assert f'hx-get="{address}progress/"' in going
    assert "under way" in going
    assert "every 2s" not in paused
    assert "2 wait under their numbers" in paused
    assert f"{address}resume/" in paused
    assert f"{address}resume/" not in auditor
    assert "Paused" in auditor


def test_the_page_lists_failures_with_what_helps(batch: Batch, organiser: User) -> None:
    run = issue_for_batch(batch=batch, actor=organiser)
    stand_still(run, "The page cannot be drawn")
    address = f"/batches/{batch.code}/certificates/runs/{run.uid}/"

    page = as_user(organiser).get(address).content.decode()
    found = as_user(organiser).get(f"{address}?q=citra").content.decode()

    assert page.count("The page cannot be drawn") == 2
    assert "send it to whoever looks after the site" in page
    assert f"{address}again/" in page
    assert "Budi Santoso" not in found


def test_a_list_says_of_runs_what_their_pages_say(batch: Batch, organiser: User, issued: Any) -> None:
    issued(batch)
    make_completion(batch, make_member("Dewi", email="dewi@example.go.id"))
    make_completion(batch, make_member("Eko", email="eko@example.go.id"))
    failed = issue_for_batch(batch=batch, actor=organiser)
    stand_still(failed, "No key")
    void_certificate(certificate=Certificate.objects.get(holder_name="Eko"), reason="Not wanted", actor=organiser)
    try_again(run=failed, actor=organiser)
    pause_run(run=IssueRun.objects.latest("pk"), actor=organiser)
    runs = list(IssueRun.objects.order_by("pk"))

    listed, single = summaries_of(runs), progress_of(runs)

    assert [listed[run.pk] for run in runs] == [single[run.pk] for run in runs]
    assert [(listed[run.pk].state, listed[run.pk].issued, listed[run.pk].total) for run in runs] == [
        (RunState.DONE, 2, 2),
        (RunState.TROUBLED, 0, 1),
        (RunState.PAUSED, 0, 1),
    ]


@pytest.mark.parametrize("runs", [1, 3])
def test_the_history_costs_the_same_for_one_and_three(
    runs: int, batch: Batch, organiser: User, django_assert_num_queries: Any
) -> None:
    for number in range(runs):
        make_completion(batch, make_member(f"Eka {number}", email=f"eka{number}@example.go.id"))
        issue_for_batch(batch=batch, actor=organiser)
    client = as_user(organiser)

    with django_assert_num_queries(8):
        page = client.get(f"/batches/{batch.code}/certificates/runs/").content.decode()

    assert page.count("for everybody who is complete") == runs + 1  # once in the filter


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

    assert dry_run_page(batch).will_get == 0
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
