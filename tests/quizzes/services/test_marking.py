"""What people mark waits for them, is marked blind and once, and makes the score with its last mark."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.models import RequirementResult
from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState, TaskState
from quizzes.errors import InterventionRefusedError, MarkingRefusedError
from quizzes.models import Attempt, Mark, MarkerDraft, MarkerMark, MarkingTask
from quizzes.services import (
    claim_next_task,
    claim_task,
    give_mark,
    release_task,
    reopen_attempt,
    save_marker_draft,
    submit_attempt,
    void_attempt,
)
from tests.factories.kinds import make_drill, make_essay
from tests.factories.marking import (
    WORDS,
    hand_in,
    hand_in_another,
    make_marker,
    make_written_sitting,
    mark_as,
    scores_of,
    write,
)
from tests.factories.members import make_administrator, make_member, make_organiser
from tests.factories.quizzes import begin, make_bank, right_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_written_sitting()


def task_of(attempt):
    return MarkingTask.objects.select_related("attempt__version").get(attempt=attempt, state=TaskState.OPEN)


def organiser_of(quiz):
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=quiz.versions.get().course, member=organiser)
    return organiser


def results():
    work_jobs(kinds=["quizzes.record_result"])
    return list(RequirementResult.objects.values_list("met", "value"))


def test_an_essay_waits_and_nothing_is_recorded_as_not_met(sitting):
    attempt = hand_in(*sitting)

    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.AWAITING_MARKING, None, [2])
    assert attempt.receipt
    assert list(Mark.objects.values_list("slot", "fraction")) == [(1, 0)]
    assert results() == []
    assert Job.objects.count() == 0
    assert AuditEntry.objects.get(subject=f"attempt:{attempt.uid}").action == "attempt.awaits_marking"


def test_a_second_submit_gives_the_same_receipt_and_no_second_task(sitting):
    attempt = hand_in(*sitting)

    again = submit_attempt(attempt_uid=attempt.uid, member=sitting[1].member)

    assert again.receipt == attempt.receipt
    assert MarkingTask.objects.count() == 1


def test_a_blank_essay_waits_for_nobody(sitting):
    quiz, enrolment = sitting

    attempt = hand_in(quiz, enrolment, " \n ")

    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.GRADED, 0, [])
    assert MarkingTask.objects.count() == 0


def test_the_last_mark_makes_the_score_and_tells_the_course(sitting):
    quiz, enrolment = sitting
    attempt = begin(quiz, enrolment)
    write(attempt, {1: right_options(attempt, 1), 2: [WORDS]})
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    marker = make_marker(quiz)

    mark_as(marker, task_of(attempt), "2", "1", comment="Baik, sebut jamnya.")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.awaiting) == (AttemptState.GRADED, Decimal("1.6"), [])
    mark = Mark.objects.get(slot=2)
    assert (mark.fraction, mark.marker, mark.comment) == (Decimal("0.6"), marker, "Baik, sebut jamnya.")
    assert results() == [(True, Decimal(80))]


def test_a_mark_is_given_once_and_a_second_tap_changes_nothing(sitting):
    quiz, enrolment = sitting
    task, marker = task_of(hand_in(quiz, enrolment)), make_marker(quiz)
    mark_as(marker, task, "4", "1")

    give_mark(task_uid=task.uid, by=marker, scores=scores_of(task, "0", "0"), comment="lagi")

    assert list(MarkerMark.objects.values_list("fraction", "comment")) == [(1, "")]
    assert Mark.objects.filter(slot=2).count() == 1


def test_a_mark_needs_every_criterion_and_takes_only_levels_of_the_rubric(sitting):
    quiz, enrolment = sitting
    task, marker = task_of(hand_in(quiz, enrolment)), make_marker(quiz)
    claim_task(task_uid=task.uid, by=marker)

    with pytest.raises(MarkingRefusedError, match="Nada"):
        give_mark(task_uid=task.uid, by=marker, scores=scores_of(task, "4", "7"), comment="")

    assert MarkerMark.objects.count() == 0


@pytest.mark.parametrize("who", ["owner", "stranger", "organiser elsewhere"])
def test_nobody_marks_the_own_answer_or_one_of_another_course(sitting, who):
    quiz, enrolment = sitting
    task = task_of(hand_in(quiz, enrolment))
    person = {"owner": enrolment.member, "stranger": make_member(), "organiser elsewhere": make_organiser()}[who]
    if who == "owner":
        CourseOrganiser.objects.create(course=quiz.versions.get().course, member=person)

    with pytest.raises(MarkingTask.DoesNotExist):
        claim_task(task_uid=task.uid, by=person)
    assert claim_next_task(quiz_uid=quiz.uid, item=task.item, by=person) is None


@pytest.mark.parametrize("make", [organiser_of, make_marker, lambda quiz: make_administrator()])
def test_speakers_organisers_and_administrators_mark(sitting, make):
    quiz, enrolment = sitting
    task = task_of(hand_in(quiz, enrolment))

    assert claim_task(task_uid=task.uid, by=make(quiz)) == task


def test_a_claim_keeps_others_out_until_its_hour_or_until_it_is_given_back(sitting):
    quiz, enrolment = sitting
    task = task_of(hand_in(quiz, enrolment))
    first, second = make_marker(quiz), make_marker(quiz, "Kedua")
    claim_task(task_uid=task.uid, by=first)
    save_marker_draft(task_uid=task.uid, by=first, scores=scores_of(task, "2", ""), comment="draf")

    with pytest.raises(MarkingRefusedError, match="Another marker"):
        claim_task(task_uid=task.uid, by=second)
    assert claim_next_task(quiz_uid=quiz.uid, item=task.item, by=second) is None
    with clock.at(clock.now() + timedelta(hours=8, minutes=1)):
        assert claim_next_task(quiz_uid=quiz.uid, item=task.item, by=second) == task
        release_task(task_uid=task.uid, by=second)
        claim_task(task_uid=task.uid, by=first)
    draft = MarkerDraft.objects.get(marker=first)
    assert (list(draft.scores.values()), draft.comment) == (["2"], "draf")


def test_what_another_drafted_goes_when_the_answer_is_settled(sitting):
    task = task_of(hand_in(*sitting))
    first, second = make_marker(sitting[0]), make_marker(sitting[0], "Dua")
    claim_task(task_uid=task.uid, by=first)
    save_marker_draft(task_uid=task.uid, by=first, scores=scores_of(task, "2", ""), comment="draf")
    release_task(task_uid=task.uid, by=first)

    mark_as(second, task, "2", "1")

    assert list(MarkerDraft.objects.all()) == []


def test_the_next_answer_is_the_own_claim_first_then_the_oldest(sitting):
    quiz, enrolment = sitting
    first = task_of(hand_in(quiz, enrolment))
    second = task_of(hand_in_another(quiz))
    marker, other = make_marker(quiz), make_marker(quiz, "Kedua")
    claim_task(task_uid=second.uid, by=marker)

    assert claim_next_task(quiz_uid=quiz.uid, item=first.item, by=marker) == second
    assert claim_next_task(quiz_uid=quiz.uid, item=first.item, by=other) == first


def test_two_markers_come_to_their_mean_with_both_comments():
    quiz, enrolment = make_written_sitting(essay={"markers": 2})
    attempt = hand_in(quiz, enrolment)
    task, first, second = task_of(attempt), make_marker(quiz), make_marker(quiz, "Kedua")

    mark_as(first, task, "4", "1", comment="Bagus.")
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.AWAITING_MARKING
    with pytest.raises(MarkingRefusedError, match="already"):
        claim_task(task_uid=task.uid, by=first)
    mark_as(second, task, "4", "0", comment="Nada kasar.")

    attempt.refresh_from_db()
    mark = Mark.objects.get(slot=2)
    assert (attempt.state, mark.fraction, mark.marker) == (AttemptState.GRADED, Decimal("0.9"), None)
    assert mark.comment == "Bagus.\n\nNada kasar."
    assert sorted(mark.rubric["scores"].values()) == ["0.5", "4"]


def test_beyond_the_threshold_a_third_marker_decides():
    quiz, enrolment = make_written_sitting(essay={"markers": 2, "threshold_percent": 20})
    attempt = hand_in(quiz, enrolment)
    task, people = task_of(attempt), [make_marker(quiz, name) for name in ("Satu", "Dua", "Tiga", "Empat")]
    mark_as(people[0], task, "4", "1")
    mark_as(people[1], task, "0", "0")

    task.refresh_from_db()
    assert (task.needed, task.state) == (3, TaskState.OPEN)
    mark_as(people[2], task, "2", "1", comment="Saya putuskan.")

    attempt.refresh_from_db()
    mark = Mark.objects.get(slot=2)
    assert (mark.fraction, mark.marker, mark.comment) == (Decimal("0.6"), people[2], "Saya putuskan.")
    with pytest.raises(MarkingRefusedError):
        claim_task(task_uid=task.uid, by=people[3])


def test_an_attempt_opened_again_keeps_what_people_gave_where_the_answer_stays():
    bank = make_bank()
    quiz, enrolment = make_written_sitting(questions=[make_essay(bank), make_essay(bank, stem="<p>Kedua</p>")])
    attempt = begin(quiz, enrolment)
    write(attempt, {1: [WORDS], 2: ["Jawaban kedua."]})
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    marker = make_marker(quiz)
    for task in MarkingTask.objects.select_related("attempt__version").order_by("slot"):
        mark_as(marker, task, "4", "1", comment=f"Soal {task.slot}")

    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Listrik padam", by=organiser_of(quiz), once="a")
    assert MarkingTask.objects.waiting().count() == 0
    write(attempt, {2: ["Jawaban kedua, lebih panjang."]}, rev=2)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.awaiting) == (AttemptState.AWAITING_MARKING, [2])
    assert list(Mark.objects.filter(slot=1).values_list("fraction", "comment")) == [(1, "Soal 1")] * 2
    mark_as(marker, task_of(attempt), "0", "1")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, Decimal("1.2"))


def test_what_was_changed_back_has_its_mark_again(sitting):
    quiz, enrolment = sitting
    attempt, marker, organiser = hand_in(quiz, enrolment), make_marker(quiz), organiser_of(quiz)
    mark_as(marker, task_of(attempt), "4", "1")
    for number, (text, waits) in enumerate([("Lain sama sekali.", [2]), (WORDS, [])], start=2):
        reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Lagi", by=organiser, once=str(number))
        write(attempt, {2: [text]}, rev=number)
        attempt = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
        assert attempt.awaiting == waits

    assert attempt.points == 1
    assert dict(MarkingTask.objects.values_list("state", "needed")) == {"settled": 1, "dropped": 1}


def test_a_void_attempt_leaves_the_queue(sitting):
    quiz, enrolment = sitting
    attempt = hand_in(quiz, enrolment)
    task, marker = task_of(attempt), make_marker(quiz)
    claim_task(task_uid=task.uid, by=marker)

    void_attempt(attempt_uid=attempt.uid, reason="Salah orang", by=organiser_of(quiz))

    assert MarkingTask.objects.waiting().count() == 0
    with pytest.raises(MarkingRefusedError, match="no longer"):
        give_mark(task_uid=task.uid, by=marker, scores=scores_of(task, "4", "1"), comment="")
    with pytest.raises(InterventionRefusedError):
        reopen_attempt(attempt_uid=attempt.uid, minutes=5, reason="x", by=organiser_of(quiz), once="z")


@pytest.mark.parametrize(("seconds", "points"), [(60, 1), (360, "0.75"), (700, "0.5")])
def test_a_drill_joins_rubric_and_clock(seconds, points):
    from quizzes.services import start_drill  # the drill's own test beside it

    quiz, enrolment = make_written_sitting(questions=[make_drill(make_bank())])
    now = clock.now()
    with clock.at(now):
        attempt = begin(quiz, enrolment)
        start_drill(attempt=Attempt.objects.select_related("version").get(pk=attempt.pk), slot=1)
    with clock.at(now + timedelta(seconds=seconds)):
        write(attempt, {1: [WORDS]})
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    mark_as(make_marker(quiz), task_of(attempt), "4", "1")

    attempt.refresh_from_db()
    assert attempt.points == Decimal(points)
