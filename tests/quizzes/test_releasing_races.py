"""Results that several organisers publish at the same moment: each is published, told and mailed once."""

import pytest

from core.models import AuditEntry
from core.services import work_jobs
from courses.models import RequirementResult
from courses.models.pages import CourseOrganiser
from members.models import Message
from quizzes.choices import AttemptState, EventKind
from quizzes.models import Attempt, AttemptEvent, QuizSchedule
from tests.factories.members import make_organiser
from tests.quizzes.analysis.sat import make_sat
from tests.quizzes.test_races import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_organisers_publish_each_result_once():
    _quiz, batch, attempts = make_sat(("r", "w") * 20, holds_results=True)
    organisers = [make_organiser() for _ in range(2)]
    for organiser in organisers:
        CourseOrganiser.objects.create(course=batch.course, member=organiser)
    schedule = QuizSchedule.objects.get()
    named = {"schedule": schedule.pk, "attempts": [str(attempt.uid) for attempt in attempts]}

    outcomes = together("release", [{"by": person.pk, **named} for person in organisers * 2])
    work_jobs()

    assert sum(outcome.result for outcome in outcomes) == 40
    assert set(Attempt.objects.values_list("state", "withheld")) == {(AttemptState.RELEASED, False)}
    events = AttemptEvent.objects.filter(kind=EventKind.RELEASED).order_by("attempt").values_list("attempt", flat=True)
    assert list(events) == [attempt.pk for attempt in attempts]
    assert AuditEntry.objects.filter(action="attempt.released").count() == 40
    assert Message.objects.filter(template="result_published").count() == 40
    assert RequirementResult.objects.count() == 40
