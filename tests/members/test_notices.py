"""Urgent notices: to whom they are for, once; read by each; seen by whose province it is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core import clock
from core.models import AuditEntry
from core.services import work_jobs
from members.choices import NoticeState, OfficeKind, SiteRole
from members.errors import MemberError
from members.models import Message, NoticeReceipt, UrgentNotice, User
from members.selectors import inbox_glance
from members.services import appoint_coordinator, move_member
from members.services.notices import (
    deliver_notice,
    read_notice,
    receivers_of,
    remind_unread,
    send_notice,
    withdraw_notice,
    write_notice,
)
from tests.factories.members import make_administrator, make_member, make_office, make_province

pytestmark = pytest.mark.django_db


class Country:
    """Two provinces with an office and somebody in each, a coordinator of the first, head office with an organiser."""

    def __init__(self) -> None:
        self.here, self.there = make_province(), make_province("34", "DI Yogyakarta", "Asia/Jakarta")
        self.office, self.elsewhere = make_office(province=self.here), make_office("KSOP Jauh", province=self.there)
        head_office = make_office("Ditjen Hubla", kind=OfficeKind.HEAD_OFFICE)
        self.ani = make_member("Ani Bitung", office=self.office, phone="0812 3456 7890", language="en")
        self.budi = make_member("Budi Jauh", office=self.elsewhere, email="")
        self.coordinator = make_member("Koor Bitung", office=self.office)
        appoint_coordinator(
            province=self.here, office=self.office, member=self.coordinator, decree="SK 1", actor=make_administrator()
        )
        self.organiser = make_member("Pusat", office=head_office, role=SiteRole.ORGANISER)
        self.local = make_member("Lokal", office=self.office, role=SiteRole.ORGANISER)

    def write(self, **aims: Any) -> UrgentNotice:
        wanted = {"to_everybody": False, "provinces": [], "offices": [], **aims}
        day = wanted.pop("expires_on", clock.site_day() + timedelta(days=3))
        actor = wanted.pop("actor", self.organiser)
        return write_notice(
            notice=None, title="Video kapal tenggelam", text="Itu tidak benar.", expires_on=day, actor=actor, **wanted
        )

    def sent(self, **aims: Any) -> UrgentNotice:
        notice = send_notice(notice=self.write(**aims), actor=self.organiser)
        deliver_notice(notice=notice)
        return notice


@pytest.fixture
def country() -> Country:
    return Country()


def names(people: Any) -> set[str]:
    return {person.name for person in people}


def test_it_goes_to_whom_it_is_for_by_the_office_of_today(country: Country) -> None:
    User.objects.filter(pk=make_member("Lama", office=country.office).pk).update(is_active=False)

    here = names(receivers_of(country.write(provinces=[country.here])))
    assert here == {"Ani Bitung", "Koor Bitung", "Lokal"}
    assert names(receivers_of(country.write(offices=[country.elsewhere]))) == {"Budi Jauh"}
    assert names(receivers_of(country.write(provinces=[country.here], offices=[country.elsewhere]))) == here | {
        "Budi Jauh"
    }
    assert names(receivers_of(country.write(to_everybody=True))) >= here | {"Budi Jauh"}
    assert "Pusat" not in names(receivers_of(country.write(to_everybody=True)))


def test_only_head_office_writes_and_a_sent_one_is_not_changed(country: Country) -> None:
    for who in (country.local, country.coordinator, country.ani):
        with pytest.raises(MemberError):
            country.write(to_everybody=True, actor=who)
    with pytest.raises(MemberError):
        country.write()
    with pytest.raises(MemberError):
        country.write(to_everybody=True, expires_on=clock.site_day() - timedelta(days=1))
    notice = country.sent(provinces=[country.here])
    with pytest.raises(MemberError):
        write_notice(
            notice=notice,
            title="x",
            text="x",
            to_everybody=True,
            provinces=[],
            offices=[],
            expires_on=clock.site_day(),
            actor=country.organiser,
        )


def test_it_is_sent_once_however_often_and_read_by_each(country: Country) -> None:
    notice = country.sent(provinces=[country.here])
    send_notice(notice=notice, actor=country.organiser)
    assert deliver_notice(notice=notice) == 0
    move_member(member=country.ani, office=country.elsewhere, since=clock.site_day(), actor=None)

    assert NoticeReceipt.objects.filter(notice=notice).count() == 3
    assert inbox_glance(country.ani).notice == notice.uid
    assert inbox_glance(country.budi).notice is None
    assert [read_notice(notice=notice, member=who) for who in (country.ani, country.ani, country.budi)] == [
        True,
        False,
        False,
    ]
    assert inbox_glance(country.ani).notice is None
    assert (inbox_glance(country.ani).unread, inbox_glance(country.budi).unread) == (0, 0)
    assert inbox_glance(country.local).unread == 1
    mine = NoticeReceipt.objects.visible_to(country.coordinator)
    assert names(receipt.member for receipt in mine) == {"Ani Bitung", "Koor Bitung", "Lokal"}  # the office of then
    assert AuditEntry.objects.get(action="notice.sent").data == {"everybody": False, "provinces": ["71"], "offices": []}


def test_it_ends_with_its_day_or_its_withdrawal(country: Country) -> None:
    notice = country.sent(provinces=[country.here])
    with clock.at(clock.now() + timedelta(days=5)):
        assert inbox_glance(country.ani).notice is None
        with pytest.raises(MemberError):
            remind_unread(notice=notice, actor=country.organiser)

    with pytest.raises(MemberError):
        withdraw_notice(notice=notice, reason=" ", actor=country.organiser)
    withdraw_notice(notice=notice, reason="Keliru", actor=country.organiser)

    assert inbox_glance(country.ani).notice is None
    notice.refresh_from_db()
    assert (notice.state, notice.withdrawn_reason) == (NoticeState.WITHDRAWN, "Keliru")
    draft = country.write(provinces=[country.there])
    withdraw_notice(notice=draft, reason="Tidak jadi", actor=country.organiser)
    with pytest.raises(MemberError):
        send_notice(notice=draft, actor=country.organiser)


def test_reminded_are_those_in_sight_once_a_day(country: Country) -> None:
    notice = country.sent(to_everybody=True)
    read_notice(notice=notice, member=country.local)

    assert remind_unread(notice=notice, actor=country.coordinator) == 2
    assert remind_unread(notice=notice, actor=country.coordinator) == 0
    assert not Message.objects.filter(recipient=country.ani, key__endswith=clock.site_day().isoformat()).exists()
    work_jobs(kinds=["members.remind_unread"], until_idle=False)
    assert Message.objects.filter(recipient=country.ani, template="urgent_notice").count() == 2
    assert remind_unread(notice=notice, actor=country.coordinator) == 0
    rest = NoticeReceipt.objects.filter(notice=notice, read_at=None).count() - 2
    assert remind_unread(notice=notice, actor=country.organiser) == rest
    work_jobs(kinds=["members.remind_unread"], until_idle=False)
    assert Message.objects.filter(recipient=country.ani, template="urgent_notice").count() == 2

    read_notice(notice=notice, member=country.ani)
    assert inbox_glance(country.ani).unread == 0  # the reminder, too


def test_a_draft_of_yesterday_is_not_sent(country: Country) -> None:
    notice = country.write(provinces=[country.here], expires_on=clock.site_day())

    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(MemberError, match="over already"):
        send_notice(notice=notice, actor=country.organiser)

    notice.refresh_from_db()
    assert notice.state == NoticeState.DRAFT


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user, backend="members.backends.EmailOrNumberBackend")
    return client


def test_from_the_form_to_the_receipt(country: Country, django_capture_on_commit_callbacks: Any) -> None:
    head = client_of(country.organiser)
    form = {
        "title": "Klarifikasi",
        "text": "<b>Jangan</b> dibagikan.",
        "expires_on": clock.site_day().isoformat(),
        "provinces": [country.here.pk, country.there.pk],
    }
    page = head.post("/notices/new/", form)["Location"]
    draft = head.get(page).content.decode()
    asked = head.post(f"{page}send/").content.decode()
    head.post(f"{page}send/", {"confirmed": "1"})
    queued = head.get(page).content.decode()
    renewed = head.get(page, headers={"HX-Request": "true"}).content.decode()
    work_jobs(kinds=["members.send_notice", "members.send_message"], until_idle=False)
    after = head.get(page, headers={"HX-Request": "true"})
    reader, coordinator = client_of(country.ani), client_of(country.coordinator)
    desk = reader.get("/desk/participant/").content.decode()
    seen = reader.get(page).content.decode()
    reader.post(f"{page}read/")
    receipts = coordinator.get(f"{page}receipts/").content.decode()

    assert "To 4 people" in draft
    assert "goes to 4 people at once" in asked
    assert "it begins in a moment" in queued  # instead of 0 of 0
    part = f'<div id="notice-progress" class="stack" role="status" hx-get="{page}"'
    assert (part in queued, renewed.startswith(part), "it begins in a moment" in renewed) == (True, True, True)
    assert (after.headers["HX-Refresh"], part in head.get(page).content.decode()) == ("true", False)
    assert "Read it and say so" in desk
    assert "&lt;b&gt;Jangan&lt;/b&gt;" in seen
    assert "I have read it" in seen
    assert "Read it and say so" not in reader.get("/desk/participant/").content.decode()
    assert "1 of 3" in receipts
    assert "Budi Jauh" not in receipts
    assert "DI Yogyakarta" not in receipts
    assert country.office.name in receipts.partition("<h2")[0]  # the own province by its offices
    assert 'name="province"' not in receipts
    everything = head.get(f"{page}receipts/").content.decode()
    assert "DI Yogyakarta" in everything
    assert [name in everything for name in ("Ani Bitung", "Koor Bitung", "Lokal", "Budi Jauh")] == [
        False, True, True, True
    ]  # fmt: skip
    assert "Ani Bitung" in head.get(f"{page}receipts/?state=all").content.decode()
    assert "https://wa.me/?text=Yth.%20Budi%20Jauh" in everything  # without a number, to be chosen
    assert "https://wa.me/?text=Yth.%20Bapak/Ibu%2C" in receipts  # to a group
    assert reader.get(f"{page}receipts/").status_code == 404
    assert client_of(make_member("Lain")).get(page).status_code == 404
    assert "https://wa.me/6281234567890?text=" not in receipts
    assert "Urgent: Klarifikasi" in [message.subject for message in mail.outbox]


def test_offices_are_searched_for_and_nothing_typed_or_chosen_is_lost(country: Country) -> None:
    head = client_of(country.organiser)
    typed = {
        "title": "Klarifikasi",
        "text": "",
        "expires_on": "2020-09-22",
        "provinces": [country.there.pk],
        "offices": [country.office.pk],
    }

    def offered(**more: str) -> tuple[str, dict[int, bool]]:
        page = head.post("/notices/new/", {**typed, **more}).content.decode()
        boxes = re.findall(r'<input type="checkbox" name="offices" value="(\d+)"([^>]*)>', page)
        return page, {int(number): "checked" in rest for number, rest in boxes}

    assert 'name="offices"' not in head.get("/notices/new/").content.decode()
    page, boxes = offered(do="look", search="jauh")
    assert boxes == {country.office.pk: True, country.elsewhere.pk: False}
    assert 'value="Klarifikasi"' in page
    assert 'value="2020-09-22"' in page
    assert re.search(rf'name="provinces" value="{country.there.pk}"[^>]* checked', page)
    assert "errorlist" not in page  # nothing is judged yet
    assert "No office is called so" in offered(do="look", search="tidak ada")[0]
    assert offered()[1] == {country.office.pk: True}  # refused for its text, with what was chosen
    for number in range(31):
        make_office(f"UPP Jauh {number}", province=country.there)
    page, boxes = offered(do="look", search="upp")
    assert len(boxes) == 31
    assert "More offices fit than are shown" in page
    assert not UrgentNotice.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_receipts_cost_as_much_for_many(country: Country, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_member(f"Orang {number}", office=country.office, phone="081234567890")
    notice = country.sent(provinces=[country.here])
    client = client_of(country.coordinator)

    with django_assert_num_queries(8):
        page = client.get(f"/notices/{notice.uid}/receipts/").content.decode()
    assert page.count("https://wa.me/6281234567890") == count + 1
    assert page.count("WhatsApp, choose whom") == 2
