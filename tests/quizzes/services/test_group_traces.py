"""What rules of groups leave behind: in the trail, with whom it is for, and where somebody of the group is erased."""

import pytest
from django.urls import reverse

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
from tests.quizzes.counting import counted
from tests.quizzes.services.test_group_rules import MINUTE, Day
from tests.quizzes.test_live import client_of

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
    opens, closes = (clock.now() + hours * 60 * MINUTE for hours in (-9, 9))
    day.own(day.cici, extra_attempts=1)
    day.own(day.cici, extra_attempts=2)
    day.own(day.cici)
    day.own(day.ani, extra_minutes=5)
    day.take_back(day.give(Allowance(opens_at=opens, closes_at=closes)))

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
    assert found[4][2]["opens_at"] == opens.isoformat()


def test_who_has_not_begun_reads_what_the_group_gives_and_why_by_not_one_query_more(day):
    budi, cici = client_of(day.budi.member), client_of(day.cici.member)
    landing = reverse("quizzes:landing", args=[day.quiz.uid])
    with counted() as before:
        assert "Included for you" not in budi.get(landing).content.decode()
    day.own(day.budi, extra_attempts=1)

    office = day.give(reason="Listrik <padam>")
    with counted() as after:
        page = budi.get(landing).content.decode()

    assert after.both == before.both
    assert '15 minutes more, 1 attempt more <span lang="id">– Listrik &lt;padam&gt;</span>' in page
    assert "Tangan" not in page
    assert "Included for you" not in cici.get(landing).content.decode()
    day.take_back(office)
    page = budi.get(landing).content.decode()
    assert "<dt>Included for you</dt><dd>1 attempt more</dd>" in page
    assert "Listrik" not in page
