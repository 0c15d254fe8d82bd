"""Of whom groups are made: places counted and people found by the database, chosen over searches and pages."""

import re

import pytest

from courses.services import withdraw_enrolment
from quizzes.choices import GroupKind
from quizzes.selectors.groups import groups_of
from quizzes.services.grouping import newcomers_to
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member, make_office
from tests.quizzes.counting import counted
from tests.quizzes.services.test_group_rules import Day
from tests.quizzes.test_group_pages import order, url
from tests.quizzes.test_live import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return Day()


@pytest.fixture
def client(day, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    return client_of(day.organiser)


def look(client, day, **sent) -> str:
    return client.post(url(day, "group_new"), order(day, group="people", **sent)).content.decode()


def chosen(page: str) -> set[str]:
    kept = re.search(r'name="chosen" value="([^"]*)"', page)
    assert kept is not None
    return set(filter(None, kept[1].split(",")))


def uids(*people) -> set[str]:
    return {str(one.uid) for one in people}


def test_newcomers_are_counted_as_they_would_be_added(day):
    office = day.give()
    province = day.give(once="b", kind=GroupKind.PROVINCE, place=day.bitung.province_id)
    elsewhere = day.give(once="c", kind=GroupKind.PROVINCE, place=day.sorong.province_id)
    single = day.give(once="d", kind=GroupKind.PEOPLE, people=frozenset([day.cici.uid]))
    neighbour = make_office("KSOP Manado", province=day.bitung.province)
    day.enrol("Eka")
    day.enrol("Feri", neighbour)
    withdraw_enrolment(enrolment=day.enrol("Gita"), actor=day.organiser, reason="Sakit")
    withdraw_enrolment(enrolment=day.ani, actor=day.organiser, reason="Sakit")
    type(day.budi).objects.filter(pk=day.budi.pk).update(office=neighbour)
    type(day.cici).objects.filter(pk=day.cici.pk).update(office=None)
    make_enrolment(make_batch(day.schedule.batch.course), make_member("Hana", office=day.bitung))

    lines = {line.group: line for line in groups_of(day.schedule)}

    numbers = {group: (lines[group].people, lines[group].newcomers) for group in lines}
    assert numbers == {office: (2, 1), province: (2, 2), elsewhere: (1, 0), single: (1, 0)}
    assert all(line.newcomers == newcomers_to(group).count() for group, line in lines.items())


def test_nobody_chosen_is_lost_between_searches_and_pages(day, client, monkeypatch):
    monkeypatch.setattr("quizzes.group_forms.PEOPLE_PER_PAGE", 1)
    stranger = make_enrolment(make_batch(day.schedule.batch.course), make_member("Dodi"))
    page = look(client, day, q="BITUNG", do="look", chosen=",".join(uids(day.cici, stranger)))
    assert "2 people found" in page
    assert ">Ani<" in page
    assert "Page 1 of 2" in page
    assert chosen(page) == uids(day.cici)  # of this batch alone

    of_page = {"q": "BITUNG", "chosen": str(day.cici.uid), "shown": str(day.ani.uid), "people": str(day.ani.uid)}
    page = look(client, day, **of_page, do="page:2")
    assert ">Budi<" in page
    assert chosen(page) == uids(day.cici, day.ani)
    page = look(client, day, chosen=",".join(chosen(page)), shown=str(day.ani.uid), q="papua barat", do="look")
    assert ">Cici<" in page
    assert chosen(page) == uids(day.cici)  # the tick before Ani was taken away
    page = look(client, day, chosen=",".join(chosen(page)), q="ksop b\0itung", do="all")
    assert chosen(page) == uids(day.ani, day.budi, day.cici)
    assert "(3 people chosen)" in page
    assert chosen(look(client, day, chosen=",".join(chosen(page)), do="none")) == set()


def test_places_are_offered_with_how_many_take_part(day, client):
    withdraw_enrolment(enrolment=day.enrol("Eka"), actor=day.organiser, reason="Sakit")
    type(day.budi).objects.filter(pk=day.budi.pk).update(office=None)

    page = client.get(url(day, "group_new")).content.decode()

    offered = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', page)
    assert offered == [
        ("", " selected", "Please choose"),
        (f"office:{day.bitung.pk}", "", "KSOP Bitung (1)"),
        (f"office:{day.sorong.pk}", "", "KSOP Sorong (1)"),
        *sorted(
            [
                (f"province:{office.province_id}", "", f"{office.province.name} (1)")
                for office in (day.bitung, day.sorong)
            ],
            key=lambda option: option[2],
        ),
        ("people", "", "the people chosen in the list"),
    ]
    assert page.count("<optgroup") == page.count("</optgroup>") == 3


def test_a_new_group_costs_the_same_for_three_as_for_thirty(day, client):
    client.get(url(day, "group_new"))
    with counted() as few:
        client.get(url(day, "group_new"))
    for number in range(27):
        make_enrolment(day.schedule.batch, make_member(f"Orang {number}", office=day.sorong))
    with counted() as many:
        page = client.get(url(day, "group_new")).content.decode()

    assert (few.both, many.both) == ((6, 0), (6, 0))
    assert "30 people found" in page


def test_the_people_of_a_group_are_found_by_words(day, client):
    group = day.give(kind=GroupKind.PEOPLE, people=frozenset([day.ani.uid, day.cici.uid]))

    page = client.get(url(day, "group", group.uid) + "?q=sorong+CICI").content.decode()

    assert "2 people" in page
    assert ">Cici<" in page
    assert ">Ani<" not in page
