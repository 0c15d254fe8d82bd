import json
import random
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import storages
from django.db.models import Model

from core.models import AuditEntry
from courses.models import CoursePage, Topic
from members.services import erase_member
from quizzes.choices import FileOutcome, ImportedKind, Purpose
from quizzes.draft import problems_of_question
from quizzes.models import ImportedQuiz, ImportedSitting, Question, QuestionBank, QuestionMedia, QuizPage, QuizSlot
from quizzes.services import DumpImport, import_django_quiz
from quizzes.services.question_media import stored_media_of
from tests.factories.courses import make_course
from tests.factories.members import make_administrator, make_member
from tests.factories.question_media import picture_bytes
from tests.quizzes.formats.dumps import OLD_SITE, Record, account, question, sitting

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
TABLES: tuple[type[Model], ...] = (Question, QuestionBank, QuizPage, QuizSlot, ImportedQuiz, ImportedSitting, Topic)


def bring(course: CoursePage, *records: Record, dump: list[Record] = OLD_SITE, **options: Any) -> DumpImport:
    data = json.dumps([*dump, *records]).encode()
    return import_django_quiz(data=data, course=course, bank_name="Lama", **{"zone": JAKARTA, **options})


def counts() -> list[int]:
    return [model._default_manager.count() for model in TABLES]


def outcomes(rows: Any) -> list[FileOutcome]:
    return [row.outcome for row in rows]


def test_everything_that_stood_there_stands_in_the_course() -> None:
    course = make_course()

    report = bring(course)

    assert [row.name for row in report.topics] == ["Laut, pelabuhan", "Humas", "Hoaks"]
    bank = QuestionBank.objects.get()
    assert (bank.course, bank.name) == (course, "Lama")
    assert {question.topic.name for question in bank.questions.all() if question.topic} == {"Hoaks", "Humas"}
    first, second = QuizPage.objects.child_of(CoursePage.objects.get(pk=course.pk)).order_by("pk")
    assert (first.title, first.slug, first.live, first.purpose) == ("Kuis awal", "kuis-awal", False, Purpose.POST_TEST)
    assert (first.attempts_allowed, first.pass_mark, first.shuffle_questions) == (1, 60, True)
    assert first.instructions == "Kerjakan<br>sendiri."
    assert [(band.from_percent, band.text) for band in first.bands.all()] == [(0, "Coba lagi."), (60, "Selamat!")]
    assert (second.title, second.live, second.attempts_allowed) == ("Quiz 2", False, 0)
    assert outcomes(report.sittings) == [FileOutcome.ADDED] * 8
    assert outcomes(report.progress) == [FileOutcome.ADDED] * 2


def test_sittings_are_history_with_their_person_time_and_doubts() -> None:
    budi = make_member("Budi Santoso", email="budi@example.go.id")
    course = make_course()

    bring(course)

    row = ImportedSitting.objects.get(external_id__startswith="1/")
    assert (row.member, row.person, row.title, row.page.title) == (
        budi,
        "Budi Santoso (budi)",
        "Kuis awal",
        "Kuis awal",
    )
    assert (row.is_complete, row.score, row.max_score, row.percent) == (True, 2, 3, 67)
    assert row.started_at == datetime(2015, 3, 2, 1, 30, tzinfo=UTC)
    assert [answer["right"] for answer in row.answers] == [True, True, None]
    unknown = ImportedSitting.objects.get(external_id__startswith="4/")
    assert (unknown.member, unknown.person, unknown.shown_person) == (None, "#99", "#99")
    assert unknown.findings[0] == ["person_unnamed", {"key": "99"}]
    totals = ImportedSitting.objects.get(external_id="progress/1")
    assert (totals.kind, totals.score, totals.max_score) == (ImportedKind.PROGRESS, 4, 7)


@pytest.mark.parametrize(
    ("mark", "passed", "failed", "bands", "told"),
    [
        (0, "Hebat!", "Coba lagi.", [(0, "Hebat!")], True),
        (0, "", "Coba lagi.", [], True),
        (50, "", "Coba lagi.", [(0, "Coba lagi."), (50, "You have passed.")], False),
        (50, "Hebat!", "", [(50, "Hebat!")], False),
        (50, "a" * 1001, "", [(50, "a" * 1000)], True),
        (50, "", "", [], False),
    ],
)
def test_what_a_test_said_about_a_score_is_said_here(
    mark: int, passed: str, failed: str, bands: list[Any], told: bool
) -> None:
    fields = {"title": "Kuis", "url": "kuis", "pass_mark": mark, "success_text": passed, "fail_text": failed}
    dump = [{"model": "quiz.quiz", "pk": 1, "fields": {**fields, "answers_at_end": True}}, question(1, "Benar?"),
            {"model": "true_false.tf_question", "pk": 1, "fields": {"correct": True}}]  # fmt: skip

    report = bring(make_course(), dump=dump)

    assert [(band.from_percent, band.text) for band in QuizPage.objects.get().bands.all()] == bands
    assert bool(report.quizzes[0].remarks) == told


def test_a_second_time_makes_no_doubles_and_leaves_pages_as_their_author_left_them() -> None:
    course = make_course()
    bring(course)
    before = counts()
    page = QuizPage.objects.get(slug="kuis-awal")
    page.title = "Kuis pembuka"
    page.save()

    report = bring(course)

    assert counts() == before
    assert set(outcomes(report.quizzes)) == {FileOutcome.UNCHANGED}
    assert set(outcomes(report.sittings)) == {FileOutcome.UNCHANGED}
    assert set(outcomes(report.progress)) == {FileOutcome.UNCHANGED}
    page.refresh_from_db()
    assert page.title == "Kuis pembuka"


def test_a_later_dump_renews_a_sitting_that_went_on() -> None:
    course = make_course()
    bring(course)

    later = [row for row in OLD_SITE if row["model"] != "quiz.sitting" or row["pk"] != 2]
    report = bring(
        course,
        sitting(2, user=["sari"], end="2015-03-02T02:00:00Z"),
        dump=later,
    )

    renewed = ImportedSitting.objects.get(external_id__startswith="2/")
    assert FileOutcome.RENEWED in outcomes(report.sittings)
    assert (renewed.is_complete, renewed.score) == (True, 2)
    assert ImportedSitting.objects.filter(kind=ImportedKind.SITTING).count() == 8


def test_a_rehearsal_says_the_same_and_keeps_nothing() -> None:
    course = make_course()
    before = counts()

    rehearsed = bring(course, rehearse=True)

    assert counts() == before
    assert not AuditEntry.objects.filter(action="django_quiz.imported").exists()
    real = bring(course)
    for part in ("topics", "quizzes", "sittings", "progress"):
        assert getattr(rehearsed, part) == getattr(real, part)
    assert rehearsed.questions.counts == real.questions.counts


@pytest.mark.parametrize("name", ["budi@example.go.id", "BUDI@example.go.id", "198001012005011001"])
def test_a_member_is_found_by_address_or_number(name: str) -> None:
    from members.choices import NumberKind

    budi = make_member("Budi", email="budi@example.go.id")
    budi.number_kind, budi.number = NumberKind.NIP, "198001012005011001"
    budi.save()

    bring(make_course(), sitting(20, user=[name]), dump=[])

    assert ImportedSitting.objects.get().member == budi


def test_a_name_that_fits_two_accounts_is_given_to_neither() -> None:
    make_member("Budi", email="budi@example.go.id")
    other = make_member("Budi", email="lain@example.go.id")
    other.username = "budi"
    other.save()

    bring(make_course())

    row = ImportedSitting.objects.get(external_id__startswith="1/")
    assert (row.member, row.findings[0][0]) == (None, "person_ambiguous")


def test_an_erased_name_does_not_come_back_with_the_file() -> None:
    budi = make_member("Budi Santoso", email="budi@example.go.id")
    course = make_course()
    bring(course)

    erase_member(member=budi, actor=make_administrator(), reason="Surat")
    bring(course)

    rows = ImportedSitting.objects.filter(member=budi)
    assert {row.person for row in rows} == {""}
    assert not ImportedSitting.objects.filter(person__icontains="santoso").exists()
    assert all("budi" not in json.dumps(row.findings).lower() for row in rows)


def test_another_site_has_a_bank_of_its_own() -> None:
    course = make_course()
    bring(course)
    data = json.dumps(OLD_SITE).encode()

    import_django_quiz(data=data, course=course, bank_name="Situs kedua", zone=JAKARTA)

    assert QuizPage.objects.count() == 4
    assert QuestionBank.objects.count() == 2
    assert ImportedSitting.objects.count() == 10  # the very same sittings are the same history


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b"[1, 2]", b"[[]]", b'[{"model": "quiz.quiz"}]', b"\xff\xfe\x00"])
def test_what_is_no_dump_is_refused_in_a_sentence(data: bytes) -> None:
    before = counts()

    report = import_django_quiz(data=data, course=make_course(), bank_name="Lama", zone=JAKARTA)

    assert report.anything_refused
    assert counts() == before or QuestionBank.objects.count() == 1


def test_history_alone_is_taken_too() -> None:
    report = bring(make_course(), account(1, "budi"), sitting(1), dump=[])

    assert not report.anything_refused
    assert outcomes(report.sittings) == [FileOutcome.ADDED]


@pytest.mark.parametrize("seed", range(12))
def test_a_mutated_dump_neither_raises_nor_loses_a_sitting(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  the same mutations each time
    records = json.loads(json.dumps(OLD_SITE))
    odd = [
        None,
        True,
        -1,
        10**9,
        10**30,
        "",
        "1,2,",
        ",",
        "\x00",
        "x" * 3000,
        [],
        ["sari"],
        {},
        {"a": 1},
        "9999-12-31T23:59:59",
    ]
    for _turn in range(25):
        fields = chance.choice(records)["fields"]
        fields[chance.choice(sorted(fields) or ["user"])] = chance.choice(odd)
    course = make_course()

    first = import_django_quiz(data=json.dumps(records).encode(), course=course, bank_name="Lama", zone=JAKARTA)
    before = counts()
    again = import_django_quiz(data=json.dumps(records).encode(), course=course, bank_name="Lama", zone=JAKARTA)

    assert (len(first.sittings), len(first.progress), len(first.quizzes)) == (8, 2, 2)
    assert counts() == before
    assert set(outcomes(again.sittings)) == {FileOutcome.UNCHANGED}


@pytest.mark.parametrize("others", [0, 1])
def test_a_test_of_the_whole_bank_draws_as_many_as_it_did(others: int) -> None:
    dump: list[Record] = [{"model": "quiz.quiz", "pk": 1, "fields": {"title": "Kuis", "max_questions": 2}}]
    dump += [question(pk, f"Benar {pk}?", quiz=[1] if pk < 4 else []) for pk in range(1, 4 + others)]
    dump += [{"model": "true_false.tf_question", "pk": pk, "fields": {"correct": True}} for pk in range(1, 4 + others)]

    report = bring(make_course(), dump=dump)

    slots = [(slot.kind, slot.count) for slot in QuizPage.objects.get().get_latest_revision_as_object().slots.all()]
    assert slots == ([("question", None)] * 3 if others else [("draw", 2)])
    assert any("a bank of their own" in remark for remark in report.quizzes[0].remarks) == bool(others)


@pytest.mark.parametrize("rehearse", [True, False])
def test_figures_come_from_the_folder_and_their_words_are_asked_for(rehearse: bool) -> None:
    dump = [
        question(1, "Benar?", figure="uploads/2015/peta.png"),
        question(2, "Benar?", figure="uploads/tidak-ada.png"),
    ]
    dump += [{"model": "true_false.tf_question", "pk": pk, "fields": {"correct": True}} for pk in (1, 2)]
    site = {"uploads/2015/peta.png": picture_bytes(colour="maroon")}

    report = bring(make_course(), dump=dump, look=site.get, rehearse=rehearse)

    found = [[finding.sentence for finding in row.findings] for row in report.questions.questions]
    assert "A picture has no alternative text" in found[0][0]
    assert found[1] == ["The file “uploads/tidak-ada.png” is missing, so it was left out."]
    stored = [row.file.name for row in QuestionMedia.objects.all()]
    assert len(stored) == (0 if rehearse else 1)
    if not rehearse:
        shown = Question.objects.get(external_id="django-quiz-1").attachments.get()
        assert (shown.media.name, shown.alt) == ("peta.png", "")
        assert len(problems_of_question(shown.question)) == 1  # the words for the picture
    item = report.questions.questions[0].entry.item
    assert item is not None
    [sha256] = stored_media_of(item, rehearse=True).files
    assert storages["private"].exists(f"question_media/{sha256[:2]}/{sha256}.png") is not rehearse
