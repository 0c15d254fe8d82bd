from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from courses.models import CourseOrganiser, MaterialPage, Session
from courses.services import set_up_editing
from courses.services.writing import submit_material
from members.choices import SiteRole
from members.models import User
from tests.courses.test_uploads import PROGRAM
from tests.courses.views.test_course import client_of, text_of
from tests.courses.views.test_material import make_picture
from tests.factories.courses import make_batch, make_course, make_course_index, make_material, make_part, make_session
from tests.factories.members import make_member, make_organiser
from tests.factories.pdfs import make_pdf

PDF = make_pdf("Menangkal hoaks", "Sumber")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editing() -> None:
    make_course_index()
    set_up_editing()


@pytest.fixture
def speaker() -> User:
    return make_member("Siti", role=SiteRole.SPEAKER)


@pytest.fixture
def session(speaker: User) -> Session:
    batch = make_batch(make_course("Tanggap hoaks", organisers=[make_organiser("Ratna")]))
    return make_session(batch, "Menangkal hoaks", speakers=[make_part(batch, speaker)])


def form(**changed: Any) -> dict[str, Any]:
    return {"title": "Cek dulu", "summary": "Dapat memeriksa.", "text": "Periksa.", "deed": "save", **changed}


@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_from_file_to_the_organiser_without_the_editor_and_its_second_factor(session: Session, speaker: User) -> None:
    client, address = client_of(speaker), f"/sessions/{session.uid}/materials/new/"
    files = [SimpleUploadedFile("paparan.pdf", PDF), SimpleUploadedFile("lampiran.pdf", PDF)]
    page = client.get(address)
    uid = page.context["form"]["uid"].value()

    made = client.post(address, {"uid": uid, "uploads": files})
    material = MaterialPage.objects.get()
    write = f"/materials/{material.uid}/write/"
    preview = client.post(write, form(deed="preview"), follow=True)
    sent = client.post(write, form(deed="submit"), follow=True)

    assert (made.status_code, made["Location"]) == (302, write)
    assert "Preview: participants see it like this" in text_of(preview)
    assert "Cek dulu" in text_of(preview)
    assert "lampiran" in text_of(preview).lower()
    assert "The organiser has it now" in text_of(sent)
    assert "Take it back to change it" in text_of(sent)
    assert client.get(f"/admin/pages/{material.pk}/edit/")["Location"] == "/account/2fa/"


@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_a_speaker_whom_a_course_names_as_organiser_needs_the_second_factor(session: Session, speaker: User) -> None:
    course = session.batch.course
    CourseOrganiser.objects.create(course=course, member=speaker)

    answer = client_of(speaker).get(f"/batches/{session.batch.code}/participants/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")


def test_refused_files_are_named_and_nothing_is_kept(session: Session, speaker: User) -> None:
    files = [SimpleUploadedFile("paparan.pdf", PROGRAM), SimpleUploadedFile("baik.pdf", PDF)]

    answer = client_of(speaker).post(f"/sessions/{session.uid}/materials/new/", {"uid": uuid4(), "uploads": files})

    assert "paparan.pdf: The file is named .pdf, but its content is" in text_of(answer)
    assert not MaterialPage.objects.exists()


def test_what_is_missing_is_said_and_what_was_written_is_kept(session: Session, speaker: User) -> None:
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    address = f"/materials/{material.uid}/write/"

    answer = client_of(speaker).post(address, form(summary="", deed="submit"))

    assert "Something is missing before it can be sent" in text_of(answer)
    assert "a summary: what the reader can do afterwards" in text_of(answer)
    assert material.get_latest_revision_as_object().title == "Konsep"
    material.refresh_from_db()
    assert material.draft_title == "Cek dulu"


def test_formatted_text_is_left_to_the_editor(session: Session, speaker: User) -> None:
    body = [("text", "<h2>Bab</h2><p>Isi</p>")]
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False, body=body)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"

    page = text_of(client.get(address))
    client.post(address, {"title": "Baru", "summary": "x"})

    assert "The text has formatting: change it in the editor." in page
    assert 'name="text"' not in page
    material.refresh_from_db()
    assert str(material.get_latest_revision_as_object().body[0].value) == "<h2>Bab</h2><p>Isi</p>"


def test_the_organisers_words_stand_on_the_form(session: Session, speaker: User) -> None:
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    state = submit_material(material=material, actor=speaker)
    state.current_task_state.reject(user=make_member("Ratna"), comment="Tambahkan sumbernya.")

    page = text_of(client_of(speaker).get(f"/materials/{material.uid}/write/"))

    assert "Tambahkan sumbernya." in page
    assert "Your answer to the organiser" in page
    assert "Send again" in page


def test_a_button_takes_a_piece_out_and_keeps_what_was_written(session: Session, speaker: User) -> None:
    client = client_of(speaker)
    client.post(
        f"/sessions/{session.uid}/materials/new/",
        {"uid": uuid4(), "uploads": [SimpleUploadedFile("paparan.pdf", PDF)]},
    )
    material = MaterialPage.objects.get()
    address = f"/materials/{material.uid}/write/"
    [piece] = client.get(address).context["screen"].pieces

    page = text_of(client.post(address, form(deed=f"remove-{piece.id}"), follow=True))

    assert "paparan" not in page.lower()
    assert 'value="Cek dulu"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_for_one_piece_and_for_three(
    count: int, session: Session, speaker: User, django_assert_num_queries: Any
) -> None:
    client = client_of(speaker)
    files = [SimpleUploadedFile(f"paparan-{number}.pdf", PDF) for number in range(count)]
    client.post(f"/sessions/{session.uid}/materials/new/", {"uid": uuid4(), "uploads": files})
    address = f"/materials/{MaterialPage.objects.get().uid}/write/"
    client.get(address)

    with django_assert_num_queries(20):
        page = text_of(client.get(address))

    assert page.count('value="remove-') == count


def opened_by(client: Client, address: str) -> dict[str, Any]:
    """What the form would send back as it is."""
    page = client.get(address).context["form"]
    return {name: page[name].value() or "" for name in ("version", "title", "summary", "text")}


def test_who_saves_later_is_told_and_keeps_what_was_written(session: Session, speaker: User) -> None:
    other = make_member("Budi", role=SiteRole.SPEAKER)
    material = make_material(session.batch.course, "Konsep", speakers=[speaker, other], live=False)
    material.save_revision(user=speaker)
    address = f"/materials/{material.uid}/write/"
    first, second = client_of(speaker), client_of(other)
    mine = opened_by(first, address)

    second.post(address, {**opened_by(second, address), "title": "Judul Budi", "deed": "save"})
    refused = first.post(address, {**mine, "title": "Judul Siti", "text": "Kata-kata Siti", "deed": "submit"})
    in_between = MaterialPage.objects.get(pk=material.pk)
    again = refused.context["form"]
    sent = {**mine, "version": again["version"].value(), "title": again["title"].value(), "text": again["text"].value()}
    first.post(address, {**sent, "deed": "save"})

    assert "Budi saved this material after you opened it, at " in text_of(refused)
    assert (again["title"].value(), again["text"].value()) == ("Judul Siti", "Kata-kata Siti")
    assert (in_between.draft_title, in_between.current_workflow_state) == ("Judul Budi", None)
    assert MaterialPage.objects.get(pk=material.pk).draft_title == "Judul Siti"


def test_a_text_stays_on_the_page_where_somebody_else_has_formatted_it(session: Session, speaker: User) -> None:
    other = make_member("Budi", role=SiteRole.SPEAKER)
    material = make_material(
        session.batch.course, "Konsep", speakers=[speaker], live=False, body=[("text", "<p>A</p>")]
    )
    material.save_revision(user=speaker)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"
    mine = opened_by(client, address)
    material.body = [("text", "<h2>Bab</h2><p>A</p>")]
    material.save_revision(user=other)

    refused = client.post(address, {**mine, "text": "Kata-kata Siti", "deed": "save"})

    assert refused.context["form"]["text"].value() == "Kata-kata Siti"


def test_what_the_editor_saves_by_itself_into_the_same_version_is_seen(session: Session, speaker: User) -> None:
    other = make_member("Budi", role=SiteRole.SPEAKER)
    material = make_material(session.batch.course, "Konsep", speakers=[speaker, other], live=False)
    revision = material.save_revision(user=other)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"
    mine = opened_by(client, address)
    material.title = "Judul Budi"
    material.save_revision(user=other, overwrite_revision=revision)

    refused = client.post(address, {**mine, "title": "Judul Siti", "deed": "save"})
    again = refused.context["form"]["version"].value()
    saved = client.post(address, {**mine, "version": again, "title": "Judul Siti", "deed": "save"})

    assert "Budi saved this material after you opened it, at " in text_of(refused)
    assert (saved.status_code, MaterialPage.objects.get(pk=material.pk).draft_title) == (302, "Judul Siti")


@pytest.mark.parametrize("version", ["", "x", "-", "9" * 40, "²-a"])
def test_a_version_that_no_form_holds_stops_nobody(version: str, session: Session, speaker: User) -> None:
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    material.save_revision(user=speaker)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"

    saved = client.post(address, {**opened_by(client, address), "version": version, "title": "Satu", "deed": "save"})

    assert saved.status_code == 302


def test_what_came_after_the_form_was_opened_is_not_emptied_by_it(session: Session, speaker: User) -> None:
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    material.body = [("text", "<h2>Bab</h2><p>A</p>")]
    material.save_revision(user=speaker)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"
    page = client.get(address).context["form"]
    mine = {name: page[name].value() or "" for name in ("version", "title", "summary")}
    assert "text" not in page.fields
    picture = {"image": make_picture(), "alt_text": "Kapal di dermaga", "decorative": False, "caption": ""}
    material.body = [("text", "<p>Baru</p>"), ("picture", picture)]
    material.save_revision(user=speaker)

    saved = client.post(address, {**mine, "title": "Judul", "deed": "save"})

    draft = MaterialPage.objects.get(pk=material.pk).get_latest_revision_as_object()
    assert (saved.status_code, draft.title) == (302, "Judul")
    assert [block["type"] for block in draft.body.raw_data] == ["text", "picture"]
    assert draft.body.raw_data[1]["value"]["alt_text"] == "Kapal di dermaga"


def test_ones_own_second_window_and_a_comment_of_the_editor_are_no_change(session: Session, speaker: User) -> None:
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    material.save_revision(user=speaker)
    client, address = client_of(speaker), f"/materials/{material.uid}/write/"
    mine = opened_by(client, address)
    material.save_revision(user=make_member("Ratna"))

    saved = [client.post(address, {**mine, "title": title, "deed": "save"}).status_code for title in ("Satu", "Dua")]

    assert saved == [302, 302]
    assert MaterialPage.objects.get(pk=material.pk).draft_title == "Dua"
