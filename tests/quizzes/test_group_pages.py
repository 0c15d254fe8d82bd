"""The organiser's pages of rules for a group, without JavaScript: choose, look, let hold, change, take back."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core import clock
from courses.services import withdraw_enrolment
from quizzes.choices import GroupKind, LatePolicy
from quizzes.models import Accommodation, Attempt, GroupAccommodation
from quizzes.services import grant_accommodation
from quizzes.timing import Allowance
from tests.factories.quizzes import begin
from tests.quizzes.counting import counted
from tests.quizzes.services.test_group_rules import MINUTE, Day
from tests.quizzes.test_live import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _look_sessions_up_in_the_database(settings):
    """Where Redis keeps them, a request has one query less."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.fixture
def day():
    return Day()


@pytest.fixture
def client(day):
    return client_of(day.organiser)


def url(day, name="groups", *more):
    return reverse(f"quizzes:{name}", args=[day.schedule.batch.code, day.quiz.uid, *more])


def order(day, **fields):
    return {
        "group": f"office:{day.bitung.pk}", "factor": "1", "extra_minutes": "15", "extra_attempts": "0",
        "reason": "Listrik padam", "once": "a", **fields,
    }  # fmt: skip


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.split("<h1>")[1]))


def sure(preview):
    return {"sure": hidden(preview.content.decode())["sure"]}


def test_nothing_is_written_before_the_preview_and_the_preview_says_who_gets_what(day, client):
    grant_accommodation(
        quiz=day.quiz, enrolment=day.budi, allowance=Allowance(extra_minutes=20), reason="RAHASIA", by=day.organiser
    )
    begin(day.quiz, day.ani)
    assert "KSOP Bitung (2)" in client.get(url(day, "group_new")).content.decode()

    page = client.post(url(day, "group_new"), order(day, do="preview")).content.decode()

    assert "writes now: until" in page
    assert "has as much already; nothing changes" in page
    assert "Cici" not in page
    assert "RAHASIA" not in page
    assert not GroupAccommodation.objects.exists()
    for _ in range(2):
        page = client.post(url(day, "group_new"), {**hidden(page), "do": "give"} if "sure" in page else {}, follow=True)
        page = page.content.decode()
    assert GroupAccommodation.objects.count() == 1
    told = client.get(url(day)).content.decode()
    assert "2 people: 15 minutes more" in told
    assert "Listrik padam" in told


def test_people_are_chosen_over_pages_of_the_list(day, client):
    page = client.post(url(day, "group_new"), order(day, group="people", do="preview")).content.decode()
    assert "Choose at least one person in the list." in page
    looked = order(day, group="people", people=[str(day.ani.uid)], shown=[str(day.ani.uid)], q="sorong", do="look")

    page = client.post(url(day, "group_new"), looked).content.decode()

    assert "Cici" in page
    assert "Budi" not in page
    assert f'name="chosen" value="{day.ani.uid}"' in page
    assert 'value="15"' in page
    assert "Please look at these points" not in page
    both = order(day, group="people", chosen=str(day.ani.uid), shown=[str(day.cici.uid)], people=[str(day.cici.uid)])
    page = client.post(url(day, "group_new"), both | {"do": "preview"}).content.decode()
    client.post(url(day, "group_new"), {**hidden(page), "do": "give"})
    assert day.minutes() == {"Ani": 15, "Cici": 15}
    page = client.post(url(day, "group_new"), order(day, do="all", q="bitung")).content.decode()
    assert page.count(" checked") == 2


def test_a_group_is_changed_extended_and_taken_back_on_its_page(day, client):
    group = day.give()
    day.enrol("Eka")
    own = url(day, "group", group.uid)
    assert "1 person was enrolled later and has it not yet." in client.get(own).content.decode()

    changed = {**order(day), "extra_minutes": "30", "do": "change"}
    assert "30 minutes more" in client.post(own, changed).content.decode()
    assert set(day.minutes().values()) == {15}
    client.post(own, changed | sure(client.post(own, changed)))
    assert set(day.minutes().values()) == {30}
    assert "Eka" in client.post(own, {"do": "add"}).content.decode()
    client.post(own, {"do": "add"} | sure(client.post(own, {"do": "add"})))
    assert day.minutes()["Eka"] == 30
    person = client.get(url(day, "person", day.ani.uid)).content.decode()
    assert "30 minutes more" in person
    assert 'name="extra_minutes" value="0"' in person
    assert "what they had before" in client.post(own, {"do": "take-back", "reason": "Keliru"}).content.decode()
    assert Accommodation.objects.count() == 3
    back = {"do": "take-back", "reason": "Keliru"}
    client.post(own, back | sure(client.post(own, back)))
    assert not Accommodation.objects.exists()
    assert "taken back" in client.get(url(day)).content.decode()


def test_a_preview_tells_of_another_group_where_there_is_one(day, client):
    own = url(day, "group", day.give().uid)
    assert 'name="factor" value="1"' in client.get(own).content.decode()
    changed = {**order(day), "extra_minutes": "30", "do": "change"}

    assert "is in another group, too" not in client.post(own, changed).content.decode()
    day.give(once="b", kind=GroupKind.PEOPLE, people=frozenset([day.ani.uid]))
    assert client.post(own, changed).content.decode().count("is in another group, too") == 1


def test_the_participant_reads_the_reason_and_pages_of_the_attempt_cost_what_they_did(day, client):
    attempt = begin(day.quiz, day.ani)
    taker = client_of(day.ani.member)
    with counted() as before:
        taker.get(reverse("quizzes:attempt", args=[attempt.uid]))
    day.give()
    with counted() as after:
        page = taker.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()

    assert "Listrik padam di Bitung" in page
    assert after.both == before.both
    assert Attempt.objects.get().deadline_at > attempt.deadline_at


def test_lists_cost_the_same_for_one_group_as_for_three(day, client):
    day.give()
    client.get(url(day))
    with counted() as one:
        client.get(url(day))
    for once in ("b", "c"):
        day.give(once=once)
    with counted() as three:
        client.get(url(day))

    assert (one.queries, three.queries) == (7, 7)


def test_a_group_of_another_batch_is_not_there(day, client):
    group, other = day.give(), Day()
    foreign = reverse("quizzes:group", args=[other.schedule.batch.code, other.quiz.uid, group.uid])

    assert client_of(other.organiser).get(foreign).status_code == 404
    assert client.get(foreign).status_code == 404


def test_who_takes_part_no_more_is_named_without_a_way_to_nowhere(day, client):
    group = day.give()
    withdraw_enrolment(enrolment=day.ani, actor=day.organiser, reason="Sakit")

    page = client.get(url(day, "group", group.uid)).content.decode()

    assert url(day, "person", day.ani.uid) not in page
    assert url(day, "person", day.budi.uid) in page
    assert page.count("takes part no more") == 1


def test_only_names_of_offices_are_called_indonesian(day, client):
    office, chosen = day.give(), day.give(once="b", kind=GroupKind.PEOPLE, people=frozenset([day.ani.uid]))

    pages = [client.get(url(day, "group", one.uid)).content.decode() for one in (office, chosen)]

    assert '<h1 lang="id">KSOP Bitung</h1>' in pages[0]
    assert "<h1>Chosen people</h1>" in pages[1]


def test_another_group_from_the_same_form_is_saved_and_the_same_one_is_not_given_twice(day, client):
    sent = hidden(client.post(url(day, "group_new"), order(day, do="preview")).content.decode())
    client.post(url(day, "group_new"), {**sent, "do": "give"})

    again = client.post(url(day, "group_new"), {**sent, "do": "give"}, follow=True).content.decode()
    other = order(day, group=f"office:{day.sorong.pk}", once=sent["once"], do="preview")
    page = client.post(url(day, "group_new"), other).content.decode()
    done = client.post(url(day, "group_new"), {**hidden(page), "do": "give"}, follow=True).content.decode()

    assert "This was saved already" in again
    assert "This was saved already" not in done
    assert day.minutes() == {"Ani": 15, "Budi": 15, "Cici": 15}
    back = client.post(url(day, "group_new"), {**sent, "do": "again"}).content.decode()
    assert re.findall(r'name="once" value="([^"]+)"', back) not in ([], [sent["once"]])


def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(day, client):
    group = day.give()
    own = url(day, "group", group.uid)
    sent = hidden(client.post(own, {**order(day), "extra_minutes": "20", "do": "change"}).content.decode())
    day.change(group, Allowance(extra_minutes=60))

    page = client.post(own, {**sent, "do": "change"}).content.decode()

    assert "Something has changed since you looked." in page
    assert "60 minutes more" in page
    assert set(day.minutes().values()) == {60}
    client.post(own, {**hidden(page), "do": "change"})
    assert set(day.minutes().values()) == {20}


def test_who_was_enrolled_after_the_preview_is_looked_at_first(day, client):
    sent = hidden(client.post(url(day, "group_new"), order(day, do="preview")).content.decode())
    day.enrol("Eka")

    page = client.post(url(day, "group_new"), {**sent, "do": "give"}).content.decode()

    assert "Something has changed since you looked." in page
    assert not GroupAccommodation.objects.exists()
    client.post(url(day, "group_new"), {**hidden(page), "do": "give"})
    assert set(day.minutes()) == {"Ani", "Budi", "Eka"}


def test_the_preview_says_of_each_writer_why_the_deadline_stays(day, client):
    begin(day.quiz, day.ani)
    extra = order(day, extra_minutes="0", extra_attempts="1", do="preview")
    page = client.post(url(day, "group_new"), extra).content.decode()
    assert "writes now: the deadline stays<" in page
    assert "1 person without attempt under way" in page

    day.schedule.late_policy, day.schedule.closes_at = LatePolicy.STRICT_CLOSE, clock.now() + 20 * MINUTE
    day.schedule.save()
    Attempt.objects.update(deadline_at=day.schedule.closes_at)
    page = client.post(url(day, "group_new"), order(day, do="preview")).content.decode()
    assert "writes now: the deadline stays, the close of the test cuts it off" in page


def test_a_window_shorter_than_that_of_the_test_is_refused_at_its_field(day, client):
    day.schedule.closes_at = clock.now() + 60 * MINUTE
    day.schedule.save()
    soon = f"{(clock.now() + 10 * MINUTE).astimezone(ZoneInfo(day.schedule.batch.zone)):%Y-%m-%dT%H:%M}"

    page = client.post(url(day, "group_new"), order(day, opens_at=soon, do="preview")).content.decode()

    assert 'id="id_opens_at_error"><li>A window of a group may only be longer than that of the test.' in page
    assert page.count("Please look at these points") == 1
