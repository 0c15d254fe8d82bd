"""Erasing an account, seen from the mails of others that name it."""

from typing import Any

import pytest
from wagtail.models import Comment

from core import clock
from core.services import work_jobs
from courses.services.comment_mails import COMMENT_MAILS, QUIET, tell_commented
from members.choices import MessageState
from members.models import Message
from members.services import send_message
from tests.architecture.test_erasure import erase, where
from tests.factories.courses import make_batch, make_course, make_material
from tests.factories.members import make_administrator, make_member, make_organiser

pytestmark = pytest.mark.django_db


def test_colleagues_mails_do_not_name_who_is_gone(django_capture_on_commit_callbacks: Any) -> None:
    melati, ratna = make_member("Melati", title_after="S.Samudra", email="m@example.go.id"), make_organiser("Ratna")
    material = make_material(make_course(organisers=[ratna]), speakers=[melati, ratna])
    with django_capture_on_commit_callbacks(execute=True):
        for author in (melati, make_member("Melati Jaya", email="j@example.go.id")):
            said = Comment.objects.create(page=material.page_ptr, user=author, text="Baik.", contentpath="title")
            tell_commented(page=material, actor=author, comments=[said.pk])
    with clock.at(clock.now() + QUIET), django_capture_on_commit_callbacks(execute=True):
        work_jobs(kinds=[COMMENT_MAILS], until_idle=False)
    work_jobs(kinds=["members.send_message"])
    assert Message.objects.filter(recipient=ratna, text__contains="Samudra").exists()

    erase(melati, make_administrator(), django_capture_on_commit_callbacks)

    assert where("samudra") == set()
    assert Message.objects.filter(recipient=ratna, text="").exists()
    assert Message.objects.filter(recipient=ratna, text__contains="Melati Jaya").count() == 1


def test_mails_to_heads_and_coordinators_do_not_name_who_is_gone(django_capture_on_commit_callbacks: Any) -> None:
    ratna, melati = make_member("Ratna"), make_member("Melati", title_after="S.Samudra", email="m@example.go.id")
    other = make_member("Melati Jaya", email="j@example.go.id")
    to_coordinator = {"province": "Bali", "decree": "SK 1", "successor": "Ratna", "url": "https://a.id/"}
    to_head = {"course": "Bimtek", "batch_name": "I", "batch": make_batch(), "expires_at": clock.now(), "link": "x"}
    for number, about in enumerate((melati, other)):
        for template, said in (
            ("coordinator_appointed", {**to_coordinator, "predecessor": about.full_name}),
            ("coordinator_relieved", {**to_coordinator, "predecessor": "Ratna", "successor": about.full_name}),
            ("place_approval", {**to_head, "name": about.full_name}),
        ):
            send_message(key=f"{template}:{number}", recipient=ratna, template=template, context=said)
    Message.objects.update(state=MessageState.SENT)
    assert where("samudra") > {"members.Message.text", "members.Message.subject"}

    erase(melati, make_administrator(), django_capture_on_commit_callbacks)

    assert where("samudra") == set()
    kept = Message.objects.filter(recipient=ratna).exclude(text="").values_list("key", flat=True)
    assert sorted(kept) == ["coordinator_appointed:1", "coordinator_relieved:1", "place_approval:1"]


def test_somebody_of_a_longer_name_keeps_every_mail_and_what_waits_goes_out_without_the_name(
    django_capture_on_commit_callbacks: Any,
) -> None:
    ratna, ani = make_member("Ratna"), make_member("Ani", email="ani@example.go.id")
    make_member("Ani Lestari", email="lestari@example.go.id")
    said = {"title": "Mekanisme", "comment": "", "answer": "", "link": "https://a.id/"}
    for author in ("Ani", "Ani Lestari", "Anita"):
        message = send_message(
            key=author, recipient=ratna, template="material_handed_in", context={**said, "author": author}
        )
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT)
    Message.objects.filter(key="Ani").update(text="Ani menyerahkan materi. Mekanisme Ani Lestari dan Anita tetap.")
    for state in (MessageState.WAITING, MessageState.COLLECTED):
        Message.objects.create(
            key=state, recipient=ratna, template="timetable_changed", language="id", state=state, subject="Jadwal",
            text="Narasumber: Ani, lalu Ani Lestari.\nRuang: Aula", html="<p>Ani, lalu Ani Lestari</p>",
        )  # fmt: skip
    ani.title_after = "S.E."  # after the mails
    ani.save()

    erase(ani, make_administrator(), django_capture_on_commit_callbacks)

    kept = {row.key: row for row in Message.objects.filter(recipient=ratna)}
    assert {key for key, row in kept.items() if row.text == ""} == {"Ani"}
    assert "Ani Lestari" in kept["Ani Lestari"].text
    assert "Anita" in kept["Anita"].text
    for state in (MessageState.WAITING, MessageState.COLLECTED):
        left = kept[state]
        assert (left.state, left.text) == (state, "Narasumber: –, lalu Ani Lestari.\nRuang: Aula")
        assert left.html == "<p>–, lalu Ani Lestari</p>"
