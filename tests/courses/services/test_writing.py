from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Comment, WorkflowState
from wagtail.rich_text import RichText

from core.models import Attachment, Picture, Recording
from core.services import work_jobs
from courses.choices import BatchState
from courses.errors import (
    BatchClosedError,
    FilesRefusedError,
    MaterialIncompleteError,
    MaterialLockedError,
    NotAllowedError,
)
from courses.models import Batch, MaterialPage, Session
from courses.selectors.writing import standings_of_materials, writing_screen_for
from courses.services import set_up_editing
from courses.services.writing import (
    add_files,
    answer_comment,
    begin_material,
    remove_piece,
    save_draft,
    submit_material,
    take_back_material,
)
from members.choices import SiteRole
from members.models import User
from tests.courses.test_uploads import PROGRAM, png
from tests.factories.courses import make_batch, make_course, make_course_index, make_part, make_session
from tests.factories.members import make_member, make_organiser
from tests.factories.pdfs import make_pdf
from tests.factories.recordings import content_of

PDF = make_pdf("Menangkal hoaks", "Sumber")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _editing() -> Iterator[None]:
    before = stored()
    make_course_index()
    set_up_editing()
    yield
    for folder, name in stored() - before:
        storages["private"].delete(f"{folder}/{name}")


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna", email="ratna@example.go.id")


@pytest.fixture
def speaker() -> User:
    return make_member("Siti", email="siti@example.go.id", role=SiteRole.SPEAKER)


@pytest.fixture
def session(organiser: User, speaker: User) -> Session:
    batch = make_batch(make_course("Tanggap hoaks", organisers=[organiser]))
    return make_session(batch, "Menangkal hoaks", speakers=[make_part(batch, speaker)])


def stored() -> set[tuple[str, str]]:
    storage = storages["private"]
    folders = [folder for folder in ("documents", "original_images") if storage.exists(folder)]
    return {(folder, name) for folder in folders for name in storage.listdir(folder)[1]}


def pdf(name: str = "paparan_hoaks.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def picture(name: str = "kapal.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png())


def begin(session: Session, speaker: User, *files: SimpleUploadedFile, uid: UUID | None = None) -> MaterialPage:
    return begin_material(uid=uid or uuid4(), session=session, files=files, actor=speaker)


def fill(material: MaterialPage, actor: User, **changed: object) -> MaterialPage:
    values = {"title": "Menangkal hoaks", "summary": "Dapat memeriksa sumber.", "text": "Periksa.", "alt_texts": {}}
    return save_draft(material=material, actor=actor, **{**values, **changed})  # type: ignore[arg-type]


def plain_texts(material: MaterialPage) -> list[tuple[str, str]]:
    raw = MaterialPage.objects.get(pk=material.pk).get_latest_revision_as_object().body.raw_data
    return [(str(block["id"]), str(block["value"])) for block in raw if block["type"] == "text"]


def test_the_box_writes_into_the_text_that_it_showed(session: Session, speaker: User) -> None:
    material = begin(session, speaker)
    fill(material, speaker, text="Periksa.")
    [(shown, _html)] = plain_texts(material)
    draft = MaterialPage.objects.get(pk=material.pk).get_latest_revision_as_object()
    draft.body.insert(0, ("text", RichText("<p>Pembuka dari penyunting.</p>")))
    draft.save_revision(user=speaker, clean=False)

    fill(material, speaker, text="Periksa sumbernya.", text_id=shown)
    assert [html for _id, html in plain_texts(material)] == [
        "<p>Pembuka dari penyunting.</p>",
        "<p>Periksa sumbernya.</p>",
    ]

    fill(material, speaker, text="Sudah dihapus di tempat lain.", text_id=str(uuid4()))
    assert [html for _id, html in plain_texts(material)] == [
        "<p>Sudah dihapus di tempat lain.</p>",
        "<p>Pembuka dari penyunting.</p>",
        "<p>Periksa sumbernya.</p>",
    ]


def state_of(material: MaterialPage) -> str:
    return standings_of_materials([MaterialPage.objects.get(pk=material.pk)])[0].state


def test_a_file_becomes_a_draft_of_the_session(session: Session, speaker: User) -> None:
    material = begin(session, speaker, pdf(), picture())

    assert (material.title, material.slug, material.live) == ("Menangkal hoaks", "menangkal-hoaks", False)
    assert [row.member for row in material.speakers.all()] == [speaker]
    assert list(session.materials.all()) == [material]
    draft = material.get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["slides", "picture"]
    assert Attachment.objects.get().title == "Paparan hoaks"
    assert Attachment.objects.get().file_size == len(PDF)
    assert Picture.objects.get().uploaded_by_user == speaker


def test_a_film_becomes_a_recording_of_its_speaker(session: Session, speaker: User) -> None:
    material = begin(session, speaker, SimpleUploadedFile("dari_dermaga.mp4", content_of("pier.mp4")))

    [piece] = writing_screen_for(material).pieces
    recording = Recording.objects.get()
    assert (piece.title, recording.title, recording.uploaded_by_user) == ("Dari dermaga", "Dari dermaga", speaker)
    assert recording.seconds > 0
    recording.file.delete(save=False)


def test_the_next_material_is_named_after_its_file(session: Session, speaker: User) -> None:
    begin(session, speaker, pdf())

    second = begin(session, speaker, pdf("lembar-kerja telusur.pdf"))

    assert (second.title, second.slug) == ("Lembar kerja telusur", "lembar-kerja-telusur")


def test_a_second_tap_makes_no_second_draft(session: Session, speaker: User) -> None:
    uid, before = uuid4(), stored()

    first = begin(session, speaker, pdf(), uid=uid)
    again = begin(session, speaker, pdf(), uid=uid)

    assert first == again
    assert MaterialPage.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert len(stored() - before) == 1


@pytest.mark.parametrize("bad", ["program", "kind", "empty", "half a picture", "with a password"])
def test_one_bad_file_keeps_none_of_them(bad: str, session: Session, speaker: User) -> None:
    before = stored()
    files = {
        "program": SimpleUploadedFile("paparan.pdf", PROGRAM),
        "kind": SimpleUploadedFile("alat.exe", PROGRAM),
        "empty": SimpleUploadedFile("kosong.pdf", b""),
        "with a password": SimpleUploadedFile("terkunci.pdf", make_pdf("Rahasia", password="laut")),
        "half a picture": SimpleUploadedFile("kapal.png", png()[:60]),
    }

    with pytest.raises(FilesRefusedError) as refused:
        begin(session, speaker, pdf(), files[bad])

    assert [line.split(":")[0] for line in refused.value.details["lines"]] == [files[bad].name]  # type: ignore[attr-defined]
    assert not MaterialPage.objects.exists()
    assert not Attachment.objects.exists()
    assert stored() == before


def test_only_its_speakers_write_for_a_session_that_is_not_closed(session: Session, speaker: User) -> None:
    other = make_member("Tono", role=SiteRole.SPEAKER)
    make_part(session.batch, other)
    with pytest.raises(NotAllowedError):
        begin(session, other, pdf())
    Batch.objects.filter(pk=session.batch_id).update(state=BatchState.CLOSED, closed_at=session.ends_at)
    session.refresh_from_db()
    with pytest.raises(BatchClosedError):
        begin(session, speaker, pdf())

    assert not Attachment.objects.exists()


def test_the_form_writes_title_summary_text_and_what_pictures_show(session: Session, speaker: User) -> None:
    material = begin(session, speaker, pdf(), picture())
    [_file, shown] = writing_screen_for(material).pieces

    fill(material, speaker, title="Cek dulu", text="Satu.\n\nDua.", alt_texts={shown.id: "Kapal di dermaga"})

    screen = writing_screen_for(MaterialPage.objects.get(pk=material.pk))
    assert (screen.standing.title, screen.draft.slug, screen.text) == ("Cek dulu", "cek-dulu", "Satu.\n\nDua.")
    assert [(piece.title, piece.alt_text) for piece in screen.pieces] == [
        ("Paparan hoaks", None),
        ("Kapal", "Kapal di dermaga"),
    ]
    revisions = material.revisions.count()
    fill(material, speaker, title="Cek dulu", text="Satu.\n\nDua.", alt_texts={shown.id: "Kapal di dermaga"})
    assert material.revisions.count() == revisions


def test_pieces_come_and_go(session: Session, speaker: User) -> None:
    material = begin(session, speaker, pdf())
    add_files(material=material, files=[pdf("lampiran.pdf")], actor=speaker)
    material.refresh_from_db()
    first = writing_screen_for(material).pieces[0]

    for _tap in range(2):
        remove_piece(material=material, block_id=first.id, actor=speaker)

    material.refresh_from_db()
    assert [piece.title for piece in writing_screen_for(material).pieces] == ["Lampiran"]


def test_nothing_is_sent_before_it_is_whole(session: Session, speaker: User) -> None:
    material = begin(session, speaker, picture())

    with pytest.raises(MaterialIncompleteError) as refused:
        submit_material(material=material, actor=speaker)

    assert len(refused.value.details["missing"]) == 2  # type: ignore[arg-type]
    assert state_of(material) == "draft"
    assert mail.outbox == []


def test_from_draft_to_published_with_a_return_in_between(session: Session, speaker: User, organiser: User) -> None:
    material = begin(session, speaker, pdf())
    fill(material, speaker)
    first = submit_material(material=material, actor=speaker)
    again = submit_material(material=material, actor=speaker)
    states = [state_of(material)]
    with pytest.raises(MaterialLockedError):
        fill(material, speaker, title="Lain")

    first.current_task_state.reject(user=organiser, comment="Tambahkan sumbernya.")
    states.append(state_of(material))
    said = standings_of_materials([material])[0]
    fill(material, speaker, text="Periksa. Sumber: Kominfo.")
    resumed = submit_material(material=material, actor=speaker, answer="Sudah ditambahkan.")
    states.append(state_of(material))
    resumed.current_task_state.approve(user=organiser)
    states.append(state_of(material))
    work_jobs(kinds=["members.send_message"], until_idle=False)

    assert first == again
    assert states == ["in_review", "returned", "in_review", "published"]
    assert (said.said, said.said_by) == ("Tambahkan sumbernya.", "Ratna")
    assert [(message.to[0], message.subject) for message in mail.outbox] == [
        ("ratna@example.go.id", "Perlu disetujui: Menangkal hoaks"),
        ("siti@example.go.id", "Mohon dilihat lagi: Menangkal hoaks"),
        ("ratna@example.go.id", "Perlu disetujui: Menangkal hoaks"),
        ("siti@example.go.id", "Sudah terbit: Menangkal hoaks"),
    ]
    assert "Tambahkan sumbernya." in str(mail.outbox[1].body)
    assert f"/materials/{material.uid}/write/" in str(mail.outbox[1].body)
    assert "Sudah ditambahkan." in str(mail.outbox[2].body)
    assert "/courses/" in str(mail.outbox[3].body)
    assert Comment.objects.get().text == "Sudah ditambahkan."


def test_what_was_handed_in_can_be_taken_back(session: Session, speaker: User) -> None:
    material = begin(session, speaker, pdf())
    fill(material, speaker)
    submit_material(material=material, actor=speaker)

    for _tap in range(2):
        take_back_material(material=material, actor=speaker)

    assert state_of(material) == "draft"
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED


def test_comments_of_the_editor_are_answered_once(session: Session, speaker: User, organiser: User) -> None:
    material = begin(session, speaker, pdf())
    comment = Comment.objects.create(page=material.page_ptr, user=organiser, text="Mana?", contentpath="title")

    for _tap in range(2):
        answer_comment(material=material, comment=comment, text=" Di halaman dua. ", actor=speaker)
    with pytest.raises(NotAllowedError):
        answer_comment(material=material, comment=comment, text="Saya?", actor=make_member("Tono"))

    assert [reply.text for reply in comment.replies.all()] == ["Di halaman dua."]
