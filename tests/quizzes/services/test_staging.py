"""A file of questions between upload and import: what it says, what it changes, and that it goes."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from core import clock
from core.models import AuditEntry
from core.services import work_jobs
from members.models import User
from quizzes.choices import FileOutcome, StagedState
from quizzes.errors import ImportRefusedError
from quizzes.models import Question, QuestionBank, StagedImport
from quizzes.services import export_questions, staging
from quizzes.services.staging import (
    ask_for_import,
    check_again,
    discard_file,
    file_of_refused,
    remove_old_files,
    stage_file,
)
from tests.factories.members import make_member
from tests.factories.question_media import attach, make_picture
from tests.factories.quizzes import make_bank, make_question

pytestmark = pytest.mark.django_db
GIFT = "// [id:H-1]\nBenar?{T}\n\nApa?{=a ~b}\n\nRusak{=a\n\nJuga rusak{a ~b}\n"
HEAD = ["Soal", "Kunci", "Opsi A", "Opsi B"]


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def stage(on_commit: Any) -> Any:
    def run(
        content: bytes | str, bank: QuestionBank | None = None, name: str = "soal.txt", **options: Any
    ) -> StagedImport:
        data = content.encode() if isinstance(content, str) else content
        by: User = options.pop("by", None) or make_member()
        with on_commit(execute=True):
            staged = stage_file(bank=bank or make_bank(), file=SimpleUploadedFile(name, data), by=by, **options)
        staged.refresh_from_db()
        return staged

    return run


@pytest.fixture
def commit(on_commit: Any) -> Any:
    def run(staged: StagedImport) -> StagedImport:
        with on_commit(execute=True):
            ask_for_import(staged=staged, by=make_member())
        staged.refresh_from_db()
        return staged

    return run


def table(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_file_is_looked_through_and_the_bank_stays_as_it_is(stage: Any) -> None:
    staged = stage(GIFT)

    assert (staged.state, staged.format, staged.filename) == (StagedState.CHECKED, "gift", "soal.txt")
    assert staged.counts == {"total": 4, "warned": 0, "added": 2, "renewed": 0, "unchanged": 0, "refused": 2}
    assert [(row.line, row.outcome) for row in staged.questions.all()] == [
        (2, FileOutcome.ADDED),
        (4, FileOutcome.ADDED),
        (6, FileOutcome.REFUSED),
        (8, FileOutcome.REFUSED),
    ]
    assert "brace" in staged.questions.all()[2].findings[0][1]
    assert Question.objects.count() == 0


def test_what_it_says_is_what_happens(stage: Any, commit: Any) -> None:
    bank = make_bank()
    old = make_question(bank, external_id="H-1")
    staged = stage(GIFT, bank)
    assert staged.counts["renewed"] == 1
    assert staged.questions.all()[0].replaced == str(old)

    done = commit(staged)

    assert (done.state, done.counts["added"], done.counts["renewed"]) == (StagedState.COMMITTED, 1, 1)
    assert bank.questions.count() == 2
    assert AuditEntry.objects.filter(action="questions.imported").count() == 1


def test_a_second_click_changes_nothing(stage: Any, commit: Any) -> None:
    staged = stage(GIFT)

    assert commit(commit(staged)).state == StagedState.COMMITTED

    assert Question.objects.count() == 2
    assert AuditEntry.objects.filter(action="questions.imported").count() == 1


def test_a_bank_that_changed_since_is_told_and_stays(stage: Any, commit: Any, on_commit: Any) -> None:
    bank = make_bank()
    staged = stage(GIFT, bank)
    make_question(bank)

    refused = commit(staged)

    assert (refused.state, bank.questions.count()) == (StagedState.CHECKED, 1)
    assert "changed since" in refused.problem
    with on_commit(execute=True):
        check_again(staged=refused)
    refused.refresh_from_db()
    assert refused.problem == ""
    assert commit(refused).state == StagedState.COMMITTED
    assert bank.questions.count() == 3


@pytest.mark.parametrize("content", ["", " "])
def test_an_empty_file_is_refused_or_told(stage: Any, content: str) -> None:
    if not content:
        with pytest.raises(ImportRefusedError, match="empty"):
            stage(content)
        return
    staged = stage(content)
    assert (staged.state, staged.about_file[-1][0]) == (StagedState.FAILED, "refused")


def test_a_file_over_20_mb_is_refused_before_it_is_kept(stage: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(staging, "MOST_BYTES", 10)

    with pytest.raises(ImportRefusedError, match="20 MB"):
        stage(GIFT)

    assert StagedImport.objects.count() == 0


def test_a_large_file_is_looked_through_and_imported_by_jobs(monkeypatch: Any) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 10)
    staged = stage_file(bank=make_bank(), file=SimpleUploadedFile("soal.txt", GIFT.encode()), by=make_member())
    assert staged.state == StagedState.WAITING

    work_jobs(kinds=[staging.WORK_ON_FILE])
    staged.refresh_from_db()
    assert staged.state == StagedState.CHECKED
    assert ask_for_import(staged=staged, by=make_member()).state == StagedState.COMMITTING
    work_jobs(kinds=[staging.WORK_ON_FILE])

    staged.refresh_from_db()
    assert (staged.state, Question.objects.count()) == (StagedState.COMMITTED, 2)


def test_nothing_new_is_nothing_to_import(stage: Any, commit: Any) -> None:
    bank = make_bank()
    commit(stage(GIFT, bank))

    with pytest.raises(ImportRefusedError, match="Nothing"):
        commit(stage(GIFT, bank))


def test_the_file_goes_after_a_day_and_what_came_of_it_stays(stage: Any, commit: Any, on_commit: Any) -> None:
    staged = commit(stage(GIFT))
    name = staged.file.name
    assert storages["private"].exists(name)
    with clock.at(clock.now() + timedelta(hours=23)):
        assert remove_old_files() == 0

    with clock.at(clock.now() + timedelta(hours=25)), on_commit(execute=True):
        assert remove_old_files() == 1

    assert not storages["private"].exists(name)
    assert (StagedImport.objects.count(), Question.objects.count()) == (0, 2)


def test_a_file_can_be_removed_at_once(stage: Any, on_commit: Any) -> None:
    staged = stage(GIFT)
    name = staged.file.name

    with on_commit(execute=True):
        discard_file(staged=staged)
        discard_file(staged=staged)

    assert not storages["private"].exists(name)


def test_refused_rows_of_a_table_come_back_with_their_reasons_and_go_in_when_mended(stage: Any, commit: Any) -> None:
    bank = make_bank()
    staged = stage(
        table(["Satu?", "A", "ya", "tidak"], ["Dua?", "Z", "ya", "tidak"], ["", "A", "x", "y"]), bank, "soal.xlsx"
    )
    assert (staged.counts["added"], staged.refused) == (1, 2)
    commit(staged)

    made = file_of_refused(staged=staged)
    book = load_workbook(BytesIO(made.data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0] == [*HEAD, "Alasan"]
    assert [row[0] for row in rows[1:]] == ["Dua?", None]
    assert all(row[-1] for row in rows[1:])
    book.active["B2"], book.active["A3"] = "B", "Tiga?"
    mended = BytesIO()
    book.save(mended)
    again = stage(mended.getvalue(), bank, "mended.xlsx")

    assert (again.counts["added"], again.refused, again.about_file) == (2, 0, [])
    commit(again)
    assert bank.questions.count() == 3


def test_refused_questions_of_gift_come_back_as_gift(stage: Any) -> None:
    made = file_of_refused(staged=stage("$CATEGORY: Hoaks\n\n" + GIFT))

    text = made.data.decode()
    assert made.extension == "gift.txt"
    assert text.startswith("$CATEGORY: Hoaks\n\n// Alasan: ")
    assert ("Rusak{=a" in text, "Juga rusak" in text, "Benar?" in text) == (True, True, False)


def test_pictures_are_looked_at_before_the_transaction_that_holds_up_others(stage: Any, on_commit: Any) -> None:
    bank = make_bank()
    attach(make_question(make_bank()), make_picture(), "Kapal")
    written = export_questions(questions=Question.objects.with_parts(), format="gift")
    staged = stage(written.data, bank)

    with CaptureQueriesContext(connection) as asked, on_commit(execute=True):
        ask_for_import(staged=staged, by=make_member())

    statements = [query["sql"] for query in asked.captured_queries]
    stored = [place for place, sql in enumerate(statements) if sql.startswith('UPDATE "quizzes_questionmedia"')]
    held = [
        place for place, sql in enumerate(statements) if sql.startswith("SELECT") and '"quizzes_stagedimport"' in sql
    ]
    assert len(stored) == 1
    assert stored[0] < held[-1]
    assert bank.questions.get().attachments.get().alt == "Kapal"
