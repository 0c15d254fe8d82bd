import hashlib
import io
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core import clock
from core.models import Job
from core.services import work_jobs
from courses.choices import Opening
from courses.conditions import Condition
from courses.models import SessionPack
from courses.selectors.session_pack import PACK_JOB, pack_plan, pack_state, session_materials
from courses.services import prepare_pack
from tests.courses.views.test_course import client_of, text_of
from tests.courses.views.test_material import make_attachment, make_picture
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt", materials_target=None)


@pytest.fixture
def batch(course):
    return make_batch(course, code="smrt-1")


@pytest.fixture
def participant(batch):
    return make_enrolment(batch, make_member("Budi")).member


@pytest.fixture
def materials(course):
    second = make_material(course, "Lanjut", slug="lanjut")
    address = f"/materials/{second.uid}/files/1/rahasia.pdf"
    first = make_material(
        course,
        "Dasar",
        slug="dasar",
        body=[
            ("text", f'<p>Baca <a href="/courses/smrt/lanjut/">lanjutannya</a> dan <a href="{address}">ini</a>.</p>'),
            ("picture", {"image": make_picture(), "alt_text": "Dermaga", "decorative": False, "caption": ""}),
            ("document", {"document": make_attachment(content=b"%PDF-1.7 isi"), "note": ""}),
            ("callout", {"kind": "warning", "heading": "Awas", "text": "<p>Tenang</p>"}),
        ],
    )
    return [first, second]


@pytest.fixture
def session(batch, materials):
    return make_session(batch, "Menangkal hoaks", materials=materials)


def plan_for(member, session, **options):
    materials, closed = session_materials(member, session)
    return pack_plan(session, materials, closed, **{"with_recordings": True, "language": "id", **options})


def made(plan):
    prepare_pack(plan=plan)
    work_jobs(kinds=[PACK_JOB])
    return pack_state(plan).pack


def digest_of(pack):
    with pack.file.storage.open(pack.file.name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(pack):
    pack.delete()
    pack.file.storage.delete(pack.file.name)


def archive(pack):
    with pack.file.storage.open(pack.file.name) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_a_pack_is_pages_files_and_nothing_from_elsewhere(participant, session):
    pack = made(plan_for(participant, session))

    inside = archive(pack)
    assert inside.testzip() is None
    names = inside.namelist()
    assert names[:3] == ["index.html", "01-dasar.html", "02-lanjut.html"]
    assert len(names) == 5
    page = inside.read("01-dasar.html").decode()
    for address in re.findall(r'(?:src|href|poster|action)="([^"]+)"', page):
        assert address.startswith(("#", "berkas/", "0", "index.html", "http://")), address
    assert not re.search(r"<script|<form|<link|srcset|url\(|@import|\son\w+=", page)
    assert 'href="02-lanjut.html"' in page
    assert 'alt="Dermaga"' in page
    assert "Tenang" in page
    assert '<symbol id="alert"' in page
    assert any(inside.read(name) == b"%PDF-1.7 isi" for name in names if name.startswith("berkas/"))
    assert "Menangkal hoaks" in inside.read("index.html").decode()


def test_a_link_by_hand_to_the_file_of_another_material_opens_no_door(course, participant, batch):
    attachment = make_attachment(content=b"rahasia")
    other = make_material(course, slug="lain", body=[("document", {"document": attachment, "note": ""})])
    address = f"/materials/{other.uid}/files/{attachment.pk}/{attachment.filename}"
    cunning = make_material(course, slug="cerdik", body=[("text", f'<p><a href="{address}">ambil</a></p>')])

    pack = made(plan_for(participant, make_session(batch, materials=[cunning])))

    assert archive(pack).namelist() == ["index.html", "01-cerdik.html"]


def test_the_same_materials_give_the_same_bytes(participant, session):
    plan = plan_for(participant, session)
    first = made(plan)
    digest_of_first = digest_of(first)
    remove(first)
    Job.objects.all().delete()

    second = made(plan)

    assert digest_of(second) == digest_of_first


def test_all_who_may_read_the_same_share_one_pack(participant, batch, session):
    other = make_enrolment(batch, make_member("Wati")).member

    made(plan_for(participant, session))

    assert pack_state(plan_for(other, session)).pack is not None
    assert prepare_pack(plan=plan_for(other, session)) is None
    assert SessionPack.objects.count() == 1


def test_a_republished_material_makes_the_pack_anew_and_the_old_one_stays_for_downloads(
    participant, session, materials, django_capture_on_commit_callbacks
):
    old = made(plan_for(participant, session))
    materials[1].body = [("quote", {"text": "Isi baru", "source": ""})]

    materials[1].save_revision().publish()
    work_jobs(kinds=[PACK_JOB])

    new = pack_state(plan_for(participant, session)).pack
    assert new is not None
    assert new.pk != old.pk
    assert "Isi baru" in archive(new).read("02-lanjut.html").decode()
    answer = client_of(participant).get(f"/sessions/{session.uid}/pack/{old.digest}/", headers={"Range": "bytes=0-9"})
    assert answer.status_code == 206


def test_what_was_changed_while_the_job_waited_is_not_packed(participant, session, materials):
    plan = plan_for(participant, session)
    job = prepare_pack(plan=plan)
    Job.objects.filter(pk=job.pk).update(state="waiting", finished_at=None)
    SessionPack.objects.all().delete()
    materials[0].save_revision().publish()

    work_jobs(kinds=[PACK_JOB])

    assert pack_state(plan).pack is None


def test_two_halves_make_the_whole(participant, session):
    pack = made(plan_for(participant, session))
    client, address = client_of(participant), f"/sessions/{session.uid}/pack/{pack.digest}/"
    middle = pack.size // 2

    halves = [
        b"".join(client.get(address, headers={"Range": wanted, "If-Range": f'"{pack.digest}"'}).streaming_content)
        for wanted in (f"bytes=0-{middle - 1}", f"bytes={middle}-")
    ]

    assert hashlib.sha256(b"".join(halves)).hexdigest() == digest_of(pack)


def test_what_stands_before_the_materials_keeps_them_out_of_the_pack(course, participant, session):
    whole = made(plan_for(participant, session))
    make_rule(course, Condition("quiz:1", Decimal(60), True, True))
    client = client_of(participant)

    page = text_of(client.get(f"/sessions/{session.uid}/pack/"))

    assert "Nothing is open yet" in page
    assert "Dasar" in page
    assert client.get(f"/sessions/{session.uid}/pack/{whole.digest}/").status_code == 404
    assert client.post(f"/sessions/{session.uid}/pack/prepare/").status_code == 404


def test_a_material_that_is_not_open_yet_waits_outside_the_pack(course, participant, session, materials):
    first, second = materials
    second.prerequisites.add(first)
    second.save_revision().publish()

    pack = made(plan_for(participant, session))

    assert "Opens after: Dasar" in text_of(client_of(participant).get(f"/sessions/{session.uid}/pack/"))
    assert [name for name in archive(pack).namelist() if name.endswith(".html")] == ["index.html", "01-dasar.html"]


def test_what_opens_later_is_named_with_its_moment_and_left_out(participant, session, materials):
    materials[1].opens = Opening.START
    materials[1].save()
    materials[1].save_revision().publish()
    type(session).objects.update(
        starts_at=datetime(2031, 3, 1, 2, tzinfo=UTC), ends_at=datetime(2031, 3, 1, 3, tzinfo=UTC)
    )

    pack = made(plan_for(participant, session))

    inside = archive(pack)
    assert "02-lanjut.html" not in inside.namelist()
    index = inside.read("index.html").decode()
    assert "Lanjut" in index
    assert "1 March 2031" in index
    assert 'href="http' in re.search(r"<a [^>]*>lanjutannya", inside.read("01-dasar.html").decode())[0]


def test_who_takes_no_part_finds_no_pack(participant, session):
    pack = made(plan_for(participant, session))
    stranger = make_enrolment(make_batch(), make_member("Asing")).member
    for address in ("", f"{pack.digest}/"):
        assert client_of(stranger).get(f"/sessions/{session.uid}/pack/{address}").status_code == 404
    assert client_of(stranger).post(f"/sessions/{session.uid}/pack/prepare/").status_code == 404


def test_from_the_wish_to_the_download(participant, session, settings):
    client, address = client_of(participant), f"/sessions/{session.uid}/pack/"

    before = text_of(client.get(address))
    client.post(f"{address}prepare/", {"recordings": "yes"})
    work_jobs(kinds=[PACK_JOB])
    after = text_of(client.get(address))

    assert "Make the pack" in before
    assert "About" in before
    pack = SessionPack.objects.get()
    assert f"{address}{pack.digest}/" in after
    assert "Download the pack (" in after


def test_a_pack_that_waits_says_so_and_renews_itself(participant, session):
    plan = plan_for(participant, session, language="en")
    job = prepare_pack(plan=plan)
    SessionPack.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(state="running", finished_at=None, lease_until=clock.now())

    page = text_of(client_of(participant).get(f"/sessions/{session.uid}/pack/"))

    assert "The pack is being made" in page
    assert 'hx-trigger="every 2s"' in page


def test_a_failed_one_is_tried_again(participant, session):
    plan = plan_for(participant, session, language="en")
    job = prepare_pack(plan=plan)
    SessionPack.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=clock.now(), reason="disk full")
    client = client_of(participant)

    page = text_of(client.get(f"/sessions/{session.uid}/pack/"))
    client.post(f"/sessions/{session.uid}/pack/prepare/", {"recordings": "yes"})
    work_jobs(kinds=[PACK_JOB])

    assert "The pack could not be made." in page
    assert pack_state(plan).pack is not None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_whatever_the_rows(rows, course, participant, batch, django_assert_num_queries):
    attachments = [make_attachment(name=f"{number}.pdf") for number in range(rows)]
    pages = [
        make_material(course, slug=f"m-{number}", body=[("document", {"document": attachment, "note": ""})])
        for number, attachment in enumerate(attachments)
    ]
    session = make_session(batch, materials=pages)
    client = client_of(participant)
    client.get(f"/sessions/{session.uid}/pack/")

    with django_assert_num_queries(12):
        assert client.get(f"/sessions/{session.uid}/pack/").status_code == 200
