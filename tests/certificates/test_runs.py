"""Runs that are paused, go on, and try again: always under the numbers that were drawn."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from certificates.choices import CertificateState, RunPurpose
from certificates.errors import NobodyCompleteError, NotAllowedError, NothingToDoError, WrongStateError
from certificates.models import Certificate, CertificateSeries, IssueRun
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
    pause_run,
    resume_run,
    try_again,
    void_certificate,
)
from core import clock
from core.choices import JobState
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

    with django_assert_num_queries(9):
        page = client.get(f"/batches/{batch.code}/certificates/runs/").content.decode()

    assert page.count("for everybody who is complete") == runs + 1  # once in the filter
