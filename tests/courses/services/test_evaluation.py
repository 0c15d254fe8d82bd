from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.models import AuditEntry
from core.services import work_jobs
from courses.choices import EVALUATION, EnrolmentState
from courses.conditions import Condition
from courses.errors import (
    EnrolmentNotActiveError,
    EvaluationChangedError,
    EvaluationClosedError,
    InstrumentInvalidError,
    NotAllowedError,
    PartInUseError,
    SectionIncompleteError,
)
from courses.evaluation import default_instrument
from courses.models import (
    BatchEvaluation,
    Completion,
    EvaluationInstrument,
    EvaluationMark,
    EvaluationRemark,
    EvaluationTally,
    RequirementResult,
)
from courses.selectors.evaluation import evaluation_state, evaluation_summary
from courses.services import (
    cancel_session,
    close_evaluation,
    fill_section,
    set_instrument,
    take_part_back,
)
from courses.services.evaluation import MIX_EVALUATION, close_due_evaluations
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_rule, make_session
from tests.factories.evaluation import fill
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Jakarta"))
EVENING = DAY.replace(hour=19)


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def batch(organiser):
    """Two speakers: Siti in the morning of the first day, Joko on the second."""
    course = make_course(organisers=[organiser], materials_target=None)
    batch = make_batch(course, starts_on=DAY.date())
    siti = make_part(batch, make_member("Siti"))
    joko = make_part(batch, make_member("Joko"))
    make_session(batch, "Krisis", starts_at=DAY.replace(hour=9), speakers=[siti])
    make_session(batch, "Hoaks", starts_at=DAY.replace(hour=9) + timedelta(days=1), speakers=[joko])
    return batch


def people(batch, number):
    return [make_enrolment(batch, make_member(f"Peserta {serial}")) for serial in range(number)]


def slugs(batch):
    return [face.slug for face in evaluation_state(batch).sections]


def result_of(enrolment):
    return RequirementResult.objects.get(enrolment=enrolment, key=EVALUATION)


def test_sections_open_as_they_are_held_and_count_towards_the_rule(batch, organiser):
    make_rule(batch.course, Condition(EVALUATION, Decimal(100)))
    [budi] = people(batch, 1)
    siti, joko, organisers, course = slugs(batch)

    with clock.at(DAY.replace(hour=8)), pytest.raises(EvaluationClosedError):
        fill(budi, organisers)
    with clock.at(EVENING):
        fill(budi, siti, organisers, course)
        with pytest.raises(EvaluationClosedError):
            fill(budi, joko)
    assert (result_of(budi).value, result_of(budi).met) == (Decimal(75), False)
    assert not Completion.objects.exists()

    with clock.at(EVENING + timedelta(days=1)):
        fill(budi, joko)

    assert (result_of(budi).value, result_of(budi).met) == (Decimal(100), True)
    assert Completion.objects.get().enrolment == budi


def test_a_section_counts_once_and_only_whole_answers_to_what_was_shown(batch):
    [budi] = people(batch, 1)
    section, *_rest = slugs(batch)
    asked = default_instrument().fingerprint("speaker")
    whole = dict.fromkeys(range(1, 10), 4)

    with clock.at(EVENING):
        for answers in ({**whole, 3: None}, {**whole, 3: 6}, {**whole, 3: 0}, {**whole, 3: "4"}):
            with pytest.raises(SectionIncompleteError) as refused:
                fill_section(enrolment=budi, section=section, asked=asked, answers=answers)
            assert refused.value.details["orders"] == [3]
        with pytest.raises(EvaluationChangedError):
            fill_section(enrolment=budi, section=section, asked="other", answers=whole)
        with pytest.raises(EvaluationChangedError):
            fill_section(enrolment=budi, section="speaker-0", asked=asked, answers=whole)
        assert not EvaluationTally.objects.exists()

        assert fill_section(enrolment=budi, section=section, asked=asked, answers={**whole, 10: " "}) is True
        assert fill_section(enrolment=budi, section=section, asked=asked, answers=whole) is False

    assert list(EvaluationTally.objects.filter(number__gt=0).values_list("value", "number")) == [(4, 1)] * 9
    assert not EvaluationRemark.objects.exists()
    budi.state = EnrolmentState.WITHDRAWN
    with clock.at(EVENING), pytest.raises(EnrolmentNotActiveError):
        fill_section(enrolment=budi, section=section, asked=asked, answers=whole)


def test_who_did_not_hear_a_speaker_has_filled_the_section_without_rating(batch):
    [budi] = people(batch, 1)
    siti, _joko, organisers, _course = slugs(batch)

    with clock.at(EVENING):
        fill(budi, siti, heard=False)
        fill(budi, organisers, heard=False)  # the organisers are rated all the same

    assert result_of(budi).value == Decimal(50)
    answered = EvaluationTally.objects.filter(number__gt=0)
    assert Counter(answered.values_list("subject__section", flat=True)) == {"organisers": 6}


def test_nothing_is_shown_before_it_closed_and_nothing_of_few_after(batch, organiser):
    enrolments = people(batch, 5)
    siti, joko, _organisers, course = slugs(batch)
    with clock.at(EVENING + timedelta(days=1)):
        for enrolment, value in zip(enrolments, (5, 5, 4, 4, 3), strict=True):
            fill(enrolment, siti, value=value, said=f"Saran {value}")
        for enrolment in enrolments[:4]:
            fill(enrolment, joko, value=1, said="Rahasia")
        for enrolment in enrolments:  # one question of the course has fewer answers than the others
            fill(enrolment, course)
        before = evaluation_summary(batch)
        assert (before.is_closed, before.subjects, before.participants, before.filled) == (False, [], 5, 0)
        close_evaluation(batch=batch, actor=organiser)
        with pytest.raises(EvaluationClosedError):
            fill(enrolments[4], joko)

    summary = evaluation_summary(batch)

    first, second = summary.speakers
    assert (first.face.title, first.respondents, first.mean) == ("Siti", 5, Decimal("4.20"))
    spread = first.questions[0].spread
    assert spread is not None
    assert spread.counts == (0, 0, 1, 2, 2)
    assert (second.is_hidden, second.questions, second.subject, second.mean) == (True, [], None, None)
    assert [one.is_hidden for one in summary.general] == [True, False]
    assert close_evaluation(batch=batch, actor=organiser).closed_at == summary.closes_at
    assert AuditEntry.objects.filter(action="evaluation.closed").count() == 1


def test_a_question_that_few_answered_stays_hidden_in_a_section_that_is_shown(batch, organiser):
    first, *rest = default_instrument().questions
    set_instrument(
        course=batch.course,
        instrument=replace(default_instrument(), questions=(replace(first, required=False), *rest)),
        actor=organiser,
    )
    siti = slugs(batch)[0]
    with clock.at(EVENING):
        for place, enrolment in enumerate(people(batch, 5)):
            fill(enrolment, siti, others={1: 1 if place else 0})
        close_evaluation(batch=batch)

    speaker = evaluation_summary(batch).speakers[0]

    assert [one.is_hidden for one in speaker.questions][:2] == [True, False]
    assert speaker.mean == Decimal("4.00")  # nothing of the hidden one follows from it


def test_the_group_may_grow_after_the_first_answer_and_never_shrinks(batch, organiser):
    siti = slugs(batch)[0]
    with clock.at(EVENING):
        for enrolment in people(batch, 6):
            fill(enrolment, siti)
        close_evaluation(batch=batch)
    assert not evaluation_summary(batch).speakers[0].is_hidden

    set_instrument(course=batch.course, instrument=replace(default_instrument(), minimum_group=7), actor=organiser)
    assert evaluation_summary(batch).speakers[0].is_hidden

    set_instrument(course=batch.course, instrument=replace(default_instrument(), minimum_group=6), actor=organiser)
    shown = evaluation_summary(batch)
    assert (shown.minimum, shown.version, shown.speakers[0].is_hidden) == (6, 1, False)


def test_answers_are_joined_to_nobody(batch):
    """Whatever is stored of an answer is the same whoever gave it: no key, order or time leads to the mark."""
    [budi, sari] = people(batch, 2)
    siti = slugs(batch)[0]
    with clock.at(EVENING):
        for enrolment, said in ((budi, "Dari Budi"), (sari, "Dari Sari")):
            fill(enrolment, siti, said=said)
        keys = set(EvaluationRemark.objects.values_list("pk", flat=True))
        close_evaluation(batch=batch)
    work_jobs(kinds=[MIX_EVALUATION])

    for model in (EvaluationTally, EvaluationRemark):
        names = {field.name for field in model._meta.local_fields}
        assert names <= {"id", "subject", "question", "value", "number", "text", "hidden_reason"}
    assert {field.name for field in EvaluationMark._meta.local_fields} == {"id", "enrolment", "section", "part"}
    assert not keys & set(EvaluationRemark.objects.values_list("pk", flat=True))
    assert min(keys) > 1_000_000  # chance, not the next number
    entries = AuditEntry.objects.filter(action__startswith="evaluation")
    assert list(entries.values_list("action", flat=True)) == ["evaluation.closed"]


def test_a_version_in_use_stays_and_the_next_batch_has_the_new_one(batch, organiser):
    [budi] = people(batch, 1)
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0])
    asked = default_instrument()
    changed = replace(asked, points=4, questions=asked.questions[10:])

    second = set_instrument(course=batch.course, instrument=changed, actor=organiser)
    again = set_instrument(course=batch.course, instrument=changed, actor=organiser)

    assert (second.number, again) == (2, second)
    assert evaluation_state(batch).instrument.number == 1
    other = make_batch(batch.course)
    assert evaluation_state(other).instrument.points == 4
    assert [face.slug for face in evaluation_state(other).sections] == ["organisers", "course"]
    with pytest.raises(NotAllowedError):
        set_instrument(course=batch.course, instrument=asked, actor=make_organiser("Lain"))
    for wrong in (
        replace(asked, minimum_group=4),
        replace(asked, points=7),
        replace(asked, open_days=91),
        replace(asked, questions=asked.questions[9:10]),
        replace(asked, questions=(replace(asked.questions[0], text=" "),)),
    ):
        with pytest.raises(InstrumentInvalidError):
            set_instrument(course=batch.course, instrument=wrong, actor=organiser)
    assert EvaluationInstrument.objects.count() == 2


def test_what_is_due_closes_by_itself(batch):
    [budi] = people(batch, 1)
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0])
    with clock.at(DAY + timedelta(days=15)):
        assert close_due_evaluations() == 0
    with clock.at(DAY + timedelta(days=16)):
        assert (close_due_evaluations(), close_due_evaluations()) == (1, 0)
    assert BatchEvaluation.objects.get().closed_by is None


def test_a_cancelled_session_asks_no_more_for_its_speaker(batch, organiser, django_capture_on_commit_callbacks):
    [budi] = people(batch, 1)
    siti, joko, organisers, course = slugs(batch)
    with clock.at(EVENING):
        fill(budi, siti, organisers, course)
        with django_capture_on_commit_callbacks(execute=True):
            cancel_session(session=batch.sessions.get(subject="Hoaks"), actor=organiser)
        work_jobs(kinds=["courses.refresh_evaluation"])

    assert joko not in slugs(batch)
    assert (result_of(budi).value, result_of(budi).met) == (Decimal(100), True)
    batch.sessions.get(subject="Krisis").session_speakers.all().delete()
    with pytest.raises(PartInUseError):
        take_part_back(part=batch.parts.get(member__name="Siti"), actor=organiser)
