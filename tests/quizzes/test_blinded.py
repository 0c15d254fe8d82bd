"""What a camera or a program wrote into a file reaches no marker; what is seen, heard and read in it does."""

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from members.services import erase_member
from quizzes.blinded import IN_PLACE, WHOLE, blind
from quizzes.models import AnswerFile, Attempt, MarkingTask
from quizzes.services import add_answer_file, file_for_markers, submit_attempt
from tests.courses.views.test_course import client_of
from tests.factories.kinds import make_upload
from tests.factories.marking import make_marker, make_written_sitting
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank

NAME, BODY = "Wulan Rahasia", "Isi yang dinilai"
SECRET = NAME.encode()


def picture(kind, **options):
    stream, drawn = BytesIO(), Image.effect_noise((64, 48), 60).convert("RGB")
    drawn.save(stream, kind, **options)
    return stream.getvalue()


def camera(turned=6):
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = turned, NAME
    exif.get_ifd(0x8825)[1] = "S"
    return exif


def jpeg(**options):
    return picture("JPEG", quality=90, exif=camera(), comment=SECRET, **options) + b"ekor " + SECRET


def png():
    notes = PngInfo()
    notes.add_text("Author", NAME)
    notes.add_itxt("XML:com.adobe.xmp", f"<dc:creator>{NAME}</dc:creator>")
    return picture("PNG", pnginfo=notes, exif=camera())


def webp():
    return picture("WEBP", lossless=True, exif=camera(), xmp=SECRET)


def packed(**parts):
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            kind = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(name, part, compress_type=kind)
    return stream.getvalue()


def docx():
    return packed(**{
        "[Content_Types].xml": "<Types/>",
        "docProps/core.xml": f"<cp:coreProperties><dc:creator>{NAME}</dc:creator></cp:coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{NAME}</Company></Properties>",
        "word/document.xml": f'<w:p>{BODY}<w:ins w:id="1" w:author="{NAME}" w:date="2026-01-01"/></w:p>',
        "word/comments.xml": f'<w:comment w:author="{NAME}" w:initials="{NAME}">{BODY}</w:comment>',
        "word/media/image1.jpeg": jpeg(),
        "word/media/palsu.png": b"bukan gambar",
    })  # fmt: skip


def xlsx():
    return packed(**{
        "docProps/core.xml": f"<a>{NAME}</a>",
        "xl/workbook.xml": f'<workbook><x15ac:absPath url="C:\\Users\\{NAME}\\" xmlns:x15ac="x"/>{BODY}</workbook>',
        "xl/comments1.xml": f"<authors><author>{NAME}</author></authors>",
        "xl/persons/person.xml": f'<person displayName="{NAME}" id="{{1}}" userId="{NAME}"/>',
    })  # fmt: skip


def pptx():
    authors = f'<p:cmAuthor id="0" name="{NAME}" initials="{NAME}"/>'
    return packed(**{"docProps/core.xml": NAME, "ppt/commentAuthors.xml": authors, "ppt/slides/slide1.xml": BODY})


def odt():
    return packed(**{
        "mimetype": "application/vnd.oasis.opendocument.text",
        "meta.xml": f"<meta:initial-creator>{NAME}</meta:initial-creator>",
        "content.xml": f"<office:annotation><dc:creator>{NAME}</dc:creator><text:p>{BODY}</text:p></office:annotation>",
    })  # fmt: skip


def pdf(**options):
    stream = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Author"] = NAME
        with made.open_metadata() as notes:
            notes["dc:creator"] = [NAME]
        made.pages[0].obj.Contents = made.make_stream(BODY.encode())
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=NAME, Contents=BODY)
        made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(note)])
        made.save(stream, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **options)
    return stream.getvalue()


def mp3():
    tag = b"TPE1" + struct.pack(">I", len(SECRET) + 1) + b"\0\0\0" + SECRET
    return (
        b"ID3\3\0\0\0\0\0" + bytes([len(tag)]) + tag + b"\xff\xfb" + BODY.encode() + b"TAG" + SECRET.ljust(125, b"\0")
    )


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4():
    place = box(b"udta", box(b"\xa9xyz", b"+01.44+125.18" + SECRET))
    track = box(b"trak", box(b"tkhd", b"x"), box(b"meta", SECRET))
    return box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", b"y"), track, place) + box(b"mdat", BODY.encode())


FILES = {
    "jpg": jpeg, "png": png, "webp": webp, "docx": docx, "xlsx": xlsx, "pptx": pptx, "odt": odt, "ods": odt,
    "odp": odt, "pdf": pdf, "mp3": mp3, "mp4": mp4, "m4a": mp4,
}  # fmt: skip


def blinded(kind, data):
    target = BytesIO()
    return target.getvalue() if blind(kind, BytesIO(data), target) else None


def all_bytes(kind, data):
    """A packed file unpacked, so that a word in it is found."""
    if data[:2] != b"PK":
        return data
    with ZipFile(BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_every_kind_with_a_place_for_notes_is_tried():
    assert set(FILES) == set(WHOLE) | IN_PLACE


@pytest.mark.parametrize("kind", FILES)
def test_no_name_is_left_and_the_content_is(kind):
    data = FILES[kind]()

    found = blinded(kind, data)

    assert SECRET in all_bytes(kind, data)
    assert found is not None
    assert SECRET not in all_bytes(kind, found)
    if kind in ("docx", "xlsx", "pptx", "odt", "pdf", "mp3", "mp4"):
        assert BODY.encode() in all_bytes(kind, found)
    assert blinded(kind, found) is not None  # it is a whole file of its kind still


@pytest.mark.parametrize(
    ("kind", "data"), [("jpg", jpeg()), ("jpg", jpeg(progressive=True)), ("png", png()), ("webp", webp())]
)
def test_a_picture_stays_the_same_to_the_pixel_and_the_same_side_up(kind, data):
    found = blinded(kind, data)

    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(found)) as after:
        assert after.tobytes() == before.tobytes()
        told = dict(after.getexif())
    assert told == ({0x0112: 6} if kind == "jpg" else {})


def test_a_film_stays_as_long_and_its_pictures_where_they_were():
    data = mp4()

    found = blinded("mp4", data)

    assert len(found) == len(data)
    assert found.index(BODY.encode()) == data.index(BODY.encode())


def test_what_opens_an_open_document_stands_first_and_unpacked():
    with ZipFile(BytesIO(blinded("odt", odt()))) as archive:
        first = archive.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)


@pytest.mark.parametrize("kind", FILES)
def test_half_a_file_is_rewritten_or_left_never_a_crash(kind):
    data = FILES[kind]()

    for part in range(1, 24):
        blind(kind, BytesIO(data[: len(data) * part // 24]), BytesIO())


def test_a_locked_pdf_cannot_be_rewritten():
    assert blinded("pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))) is None


@pytest.mark.django_db
def test_markers_get_it_blind_its_owner_as_it_was_and_an_erasure_takes_both(django_capture_on_commit_callbacks):
    quiz, enrolment = make_written_sitting(questions=[make_upload(make_bank())])
    attempt, data = begin(quiz, enrolment), jpeg()
    own = Attempt.objects.select_related("version").get(pk=attempt.pk)
    add_answer_file(attempt=own, slot=1, file=SimpleUploadedFile("foto.jpg", data))
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    row, task = AnswerFile.objects.get(), MarkingTask.objects.get()
    marker, owner = client_of(make_marker(quiz)), client_of(enrolment.member)

    shown = [marker.get(reverse("quizzes:marking_file", args=[task.uid, row.uid])) for _ in range(2)]
    sent = owner.get(reverse("quizzes:answer_file", args=[attempt.uid, row.uid]))

    bodies = [b"".join(answer.streaming_content) for answer in shown]
    assert SECRET not in bodies[0]
    assert bodies[0] == bodies[1]
    assert b"".join(sent.streaming_content) == data
    row.refresh_from_db()
    names = [row.file.name, row.blinded.name]
    assert all(storages["private"].exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        erase_member(member=enrolment.member, actor=make_administrator(), reason="Diminta")
    row.refresh_from_db()
    assert (row.file.name, row.blinded.name) == ("", "")
    assert not any(storages["private"].exists(name) for name in names)
    for answer in (*shown, sent):
        answer.close()


@pytest.mark.django_db
def test_a_table_of_text_alone_has_no_place_for_notes():
    quiz, enrolment = make_written_sitting(questions=[make_upload(make_bank(), accepted_kinds=["sheet"])])
    own = Attempt.objects.select_related("version").get(pk=begin(quiz, enrolment).pk)
    add_answer_file(attempt=own, slot=1, file=SimpleUploadedFile("a.csv", b"nama;nilai\nA;1\n"))
    row = AnswerFile.objects.get()

    assert file_for_markers(row=row) == row.file
    assert Path(row.file.name).suffix == ".csv"
