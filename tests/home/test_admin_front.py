"""The front page of the administration: each role's duties with the lists behind, and a menu without refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from wagtail.admin.menu import admin_menu
from wagtail.models import Comment, CommentReply

from core import clock
from courses.models import CoursePage, MaterialPage
from courses.services import set_up_editing
from members.choices import SiteRole
from members.models import User
from tests.factories.courses import (
    make_batch,
    make_course,
    make_course_index,
    make_material,
    make_part,
    make_session,
)
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def front(user: User) -> BeautifulSoup:
    answer = client_of(user).get("/admin/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def figures(page: BeautifulSoup) -> dict[str, int]:
    return {
        figure.select_one(".figure__label").get_text(): int(figure.select_one(".figure__value").get_text())  # type: ignore[union-attr]
        for figure in page.select(".figure")
    }


def listed(page: BeautifulSoup, anchor: str) -> list[str]:
    return [link.get_text() for link in page.select(f"#{anchor} li a")]


@pytest.fixture
def speaker() -> User:
    return make_member("Sari Narasumber", role=SiteRole.SPEAKER)


@pytest.fixture
def other() -> User:
    return make_member("Lain Narasumber", role=SiteRole.SPEAKER)


@pytest.fixture
def course(speaker: User, other: User) -> CoursePage:
    make_course_index()
    set_up_editing()
    course = make_course("Bimtek Humas", organisers=[make_organiser()])
    batch = make_batch(course, name="Angkatan I")
    mine, theirs = make_part(batch, speaker), make_part(batch, other)
    soon = clock.now() + timedelta(days=2)
    make_session(batch, "Sesi Saya", starts_at=soon, speakers=[mine])
    make_session(batch, "Sesi Orang Lain", starts_at=soon, speakers=[theirs])
    return course


def draft(course: CoursePage, title: str, speaker: User) -> MaterialPage:
    return make_material(course, title, speakers=[speaker], live=False)


def test_a_speaker_sees_own_drafts_comments_and_bare_sessions(course: CoursePage, speaker: User, other: User) -> None:
    mine, theirs = draft(course, "Draf Saya", speaker), draft(course, "Draf Orang Lain", other)
    organiser = User.objects.get(groups__name=SiteRole.ORGANISER)
    for page, text in ((mine, "Sumbernya apa?"), (theirs, "rahasia orang lain")):
        Comment.objects.create(page=page, user=organiser, text=text, contentpath="title")
    answered = Comment.objects.create(page=mine, user=organiser, text="Sudah dijawab", contentpath="title")
    CommentReply.objects.create(comment=answered, user=speaker, text="Ini sumbernya")
    Comment.objects.create(page=mine, user=organiser, text="Beres", contentpath="title", resolved_at=clock.now())

    page = front(speaker)

    assert figures(page) == {"drafts of yours": 1, "comments to answer": 1, "sessions without material": 1}
    assert listed(page, "drafts") == ["Draf Saya"]
    assert listed(page, "bare-sessions") == ["Sesi Saya"]
    assert "Sumbernya apa?" in page.get_text()
    for secret in ("Draf Orang Lain", "Sesi Orang Lain", "rahasia orang lain", "Sudah dijawab", "Beres"):
        assert secret not in page.get_text()
    actions = [(link.get_text(), link["href"]) for link in page.select(".duty__actions a")]
    assert actions == [("Write a new material: Bimtek Humas", f"/admin/pages/add/courses/materialpage/{course.pk}/")]
    assert client_of(speaker).get(str(actions[0][1])).status_code == 200


def test_an_organiser_sees_what_waits_in_own_courses_only(course: CoursePage, speaker: User) -> None:
    organiser = User.objects.get(groups__name=SiteRole.ORGANISER)
    elsewhere = make_course("Kursus Lain", organisers=[make_organiser("Fitri Penyelenggara")])
    over = clock.now() - timedelta(hours=5)
    make_session(make_batch(elsewhere, name="Angkatan Orang Lain"), "Lewat", starts_at=over)
    make_session(make_batch(course, name="Angkatan Lewat"), "Lewat", starts_at=over)
    for where, title in ((course, "Menunggu"), (elsewhere, "Menunggu Orang Lain")):
        material = draft(where, title, speaker)
        material.save_revision()
        material.get_workflow().start(material, speaker)

    page = front(organiser)

    assert figures(page) == {"materials to approve": 1, "batches that need something": 1, "jobs failed": 0}
    assert listed(page, "to-approve") == ["Menunggu"]
    assert listed(page, "batches") == ["Angkatan Lewat"]
    assert "1 session to confirm" in page.get_text()
    assert "Orang Lain" not in page.get_text()


def test_an_administrator_sees_the_system_and_who_lacks_a_second_step(speaker: User) -> None:
    administrator = make_member("Gita Administrator", role=SiteRole.ADMINISTRATOR)
    make_member("Peserta Biasa")

    page = front(administrator)

    assert figures(page)["troubles of the system"] == 0
    assert figures(page)["staff without a second step"] == 2
    assert listed(page, "second-step") == ["Gita Administrator", "Sari Narasumber"]


def test_an_auditor_sees_figures_of_the_system_without_names_of_staff(speaker: User) -> None:
    page = front(make_member("Hadi Auditor", role=SiteRole.AUDITOR))

    assert set(figures(page)) == {
        "troubles of the system",
        "jobs failed",
        "jobs waiting or running",
        "audit entries not sealed yet",
    }
    assert "Sari Narasumber" not in page.get_text()


@pytest.mark.parametrize("role", SiteRole.values)
def test_every_figure_leads_to_a_list_that_opens(course: CoursePage, role: str) -> None:
    user = make_member("Orang Uji", role=SiteRole(role))
    client, page = client_of(user), front(user)

    for link in page.select(".port a[href]"):
        target = str(link["href"])
        if target.startswith("#"):
            assert page.select_one(target) is not None, target
        else:
            assert client.get(target, follow=True).status_code == 200, target


def flat(menu: Any, request: Any) -> list[Any]:
    found = []
    for item in sorted(menu.menu_items_for_request(request), key=lambda item: item.order):
        found.append(item)
        if hasattr(item, "menu"):
            inner = flat(item.menu, request)
            assert inner, f"{item.name} is empty"
            found += inner
    return found


@pytest.mark.parametrize("role", SiteRole.values)
def test_no_way_in_the_menu_ends_in_a_refusal(course: CoursePage, role: str) -> None:
    user = make_member("Orang Uji", role=SiteRole(role))
    client = client_of(user)
    client.get("/admin/")
    request = RequestFactory().get("/admin/")
    request.user = user

    answers = {
        item.name: client.get(item.url, follow=True).status_code
        for item in flat(admin_menu, request)
        if item.url and item.url != "#"
    }

    assert answers
    assert {name: status for name, status in answers.items() if status != 200} == {}


def test_a_speaker_meets_a_short_menu_in_the_order_of_the_work(course: CoursePage, speaker: User) -> None:
    client_of(speaker).get("/admin/")
    request = RequestFactory().get("/admin/")
    request.user = speaker

    names = [item.name for item in flat(admin_menu, request)]

    assert names[:3] == ["desk", "explorer", "tests"]
    assert not {"editor-guide", "aging-pages", "site-history", "page-types-usage"} & set(names)
    assert not [name for name in names if name.startswith("whats-new")]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_what_waits(
    rows: int, course: CoursePage, speaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        material = draft(course, f"Draf {number}", speaker)
        Comment.objects.create(
            page=material, user=User.objects.get(groups__name=SiteRole.ORGANISER), text="?", contentpath="title"
        )
    client = client_of(speaker)
    client.get("/admin/")

    with django_assert_num_queries(15):
        client.get("/admin/")
