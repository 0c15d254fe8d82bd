"""What rules of groups leave behind: in the trail, and where somebody of the group is erased."""

import pytest

from core import clock
from core.models import AuditEntry
from courses.choices import EnrolmentState
from members.services.erasure import erase_member
from quizzes.choices import GroupKind
from quizzes.selectors.groups import groups_of
from quizzes.services import add_to_group
from quizzes.services.erasure import forget_reasons
from quizzes.timing import Allowance
from tests.factories.members import make_administrator
from tests.quizzes.services.test_group_rules import MINUTE, Day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return Day()


def test_who_was_erased_with_a_completed_enrolment_is_no_newcomer(day):
    group = day.give()
    day.ani.state = EnrolmentState.COMPLETED
    day.ani.save()
    erase_member(member=day.ani.member, actor=make_administrator(), reason="Diminta")

    assert [(line.people, line.newcomers) for line in groups_of(day.schedule)] == [(1, 0)]
    assert add_to_group(schedule=day.schedule, group=group, by=day.organiser) == 0
    assert not group.shares.filter(enrolment=day.ani).exists()


def test_the_reason_of_a_group_goes_with_the_last_of_it(day):
    of_one = day.give(once="b", kind=GroupKind.PEOPLE, people=frozenset([day.ani.uid]))
    of_two = day.give()
    for group in (of_one, of_two):
        day.take_back(group)

    forget_reasons(day.ani.member)

    for group in (of_one, of_two):
        group.refresh_from_db()
    assert (of_one.reason, of_one.why_taken_back) == ("", "")
    assert (of_two.reason, of_two.why_taken_back) == ("Listrik padam di Bitung", "Keliru")


def test_the_trail_says_what_was_given_changed_and_taken_back(day):
    closes = clock.now() + 90 * MINUTE
    day.own(day.cici, extra_attempts=1)
    day.own(day.cici, extra_attempts=2)
    day.own(day.cici)
    day.own(day.ani, extra_minutes=5)
    day.take_back(day.give(Allowance(opens_at=closes - MINUTE, closes_at=closes)))

    entries = AuditEntry.objects.filter(action__startswith="accommodation.").order_by("pk")
    found = [(entry.action.partition(".")[2], entry.subject, entry.data) for entry in entries]
    cici, ani, budi = (f"enrolment:{one.uid}" for one in (day.cici, day.ani, day.budi))
    assert [(action, whose) for action, whose, _data in found[:4]] == [
        ("granted", cici),
        ("changed", cici),
        ("taken_back", cici),
        ("granted", ani),
    ]
    assert [(action, whose, data["closes_at"]) for action, whose, data in found[4:]] == [
        ("changed", ani, closes.isoformat()),
        ("granted", budi, closes.isoformat()),
        ("changed", ani, None),
        ("taken_back", budi, None),
    ]
    assert found[4][2]["opens_at"] == (closes - MINUTE).isoformat()
