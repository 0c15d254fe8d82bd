"""An import that something stopped ends where a person can go on, and trying again imports each question once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.choices import JobState
from core.jobs.engine import run
from core.models import AuditEntry, Job
from core.services import work_jobs
from quizzes.choices import StagedState
from quizzes.models import Question, StagedImport
from quizzes.services import staging
from quizzes.services.staging import ask_for_import, check_again, discard_file, remove_old_files, stage_file
from tests.factories.members import make_member
from tests.factories.quizzes import make_bank
from tests.processes import run_together

GIFT = "Benar?{T}\n\nApa?{=a ~b}\n"


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def staged_file(capture: Any) -> StagedImport:
    with capture(execute=True):
        staged = stage_file(bank=make_bank(), file=SimpleUploadedFile("soal.txt", GIFT.encode()), by=make_member())
    staged.refresh_from_db()
    return staged


def lose_file(staged: StagedImport) -> bytes:
    """As a disk that is gone for a moment."""
    with staged.file.open("rb") as file:
        data: bytes = file.read()
    storages["private"].delete(staged.file.name)
    return data


@pytest.mark.django_db
def test_a_fault_in_an_import_leads_back_to_the_look_through(on_commit: Any) -> None:
    staged = staged_file(on_commit)
    data = lose_file(staged)

    with on_commit(execute=True):
        ask_for_import(staged=staged, by=make_member())

    staged.refresh_from_db()
    assert (staged.state, Question.objects.count()) == (StagedState.CHECKED, 0)
    assert "Nothing was imported" in staged.problem
    storages["private"].save(staged.file.name, SimpleUploadedFile("soal.txt", data))
    for step in (lambda: check_again(staged=staged), lambda: ask_for_import(staged=staged, by=make_member())):
        with on_commit(execute=True):
            step()
    staged.refresh_from_db()
    assert (staged.state, staged.problem, Question.objects.count()) == (StagedState.COMMITTED, "", 2)


@pytest.mark.django_db
def test_a_fault_in_the_look_through_is_told(on_commit: Any) -> None:
    staged = staged_file(on_commit)
    lose_file(staged)

    with on_commit(execute=True):
        check_again(staged=staged)

    staged.refresh_from_db()
    assert staged.state == StagedState.FAILED
    assert "few minutes" in staged.problem


@pytest.mark.django_db
def test_a_job_that_fails_to_the_last_is_told_and_its_successor_imports(monkeypatch: Any) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 10)
    staged = stage_file(bank=make_bank(), file=SimpleUploadedFile("soal.txt", GIFT.encode()), by=make_member())
    work_jobs(kinds=[staging.WORK_ON_FILE])
    staged.refresh_from_db()
    data = lose_file(staged)
    ask_for_import(staged=staged, by=make_member())

    staged.refresh_from_db()
    job = Job.objects.get(key=staged.work_key)

    for minutes in (0, 5, 10):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            assert run(job.pk)

    staged.refresh_from_db()
    assert (staged.state, staged.is_stalled) == (StagedState.CHECKED, False)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    storages["private"].save(staged.file.name, SimpleUploadedFile("soal.txt", data))
    ask_for_import(staged=staged, by=make_member())
    staged.refresh_from_db()
    assert run(Job.objects.get(key=staged.work_key).pk)
    staged.refresh_from_db()
    assert (staged.state, Question.objects.count()) == (StagedState.COMMITTED, 2)


@pytest.mark.django_db
def test_what_is_pending_is_kept_from_removal_until_it_stalled(on_commit: Any) -> None:
    staged = staged_file(on_commit)
    ask_for_import(staged=staged, by=make_member())  # its commit is never reached, as in a killed process
    staged.refresh_from_db()

    assert (staged.state, staged.is_stalled) == (StagedState.COMMITTING, False)
    assert discard_file(staged=staged) is False
    check_again(staged=staged)
    assert StagedImport.objects.get().begun_at == staged.begun_at

    with clock.at(clock.now() + timedelta(minutes=3)):
        assert staged.is_stalled
        with on_commit(execute=True):
            check_again(staged=staged)
    staged.refresh_from_db()
    assert (staged.state, Question.objects.count()) == (StagedState.COMMITTED, 2)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert remove_old_files() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["quiz.import.begun", "quiz.import.before_commit"])
def test_a_killed_import_leaves_nothing_and_two_that_try_again_import_once(point: str) -> None:
    bank, member = make_bank(), make_member()
    staged = stage_file(bank=bank, file=SimpleUploadedFile("soal.txt", GIFT.encode()), by=member)
    staged.refresh_from_db()
    StagedImport.objects.update(state=StagedState.COMMITTING, begun_at=clock.now(), uploaded_by=member)
    arguments = [{"staged": staged.pk}]

    assert run_together("tests.quizzes.children:work_on_question_file", arguments, kill_at={0: point})[0].killed
    assert (StagedImport.objects.get().state, bank.questions.count()) == (StagedState.COMMITTING, 0)

    outcomes = run_together("tests.quizzes.children:work_on_question_file", arguments * 2)
    assert [(outcome.result, outcome.error) for outcome in outcomes] == [(StagedState.COMMITTED, "")] * 2
    assert (bank.questions.count(), AuditEntry.objects.filter(action="questions.imported").count()) == (2, 1)
