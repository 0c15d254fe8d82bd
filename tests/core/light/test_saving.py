"""A heavy attachment gets its light variant by itself, once for each content, and takes it along when it goes."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from core.choices import LightReason, LightState
from core.jobs.child import begin_child
from core.light.saving import LightMade, finish_light_variant, prepare_light_variants
from core.models import Attachment, Job, LightVariant
from core.selectors import bytes_to_fetch, heavy_attachments
from core.services import work_jobs
from core.signals import light_variant_made
from tests.core.light.children import peak_kilobytes_of_making
from tests.factories.heavy import heavy_archive, heavy_docx, heavy_pdf, jpeg
from tests.factories.pdfs import make_pdf, make_pdf_attachment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_kept_yet():
    storage = storages["private"]
    for name in kept():
        storage.delete(f"light/{name}")


def replace_file(attachment, content, name="lain.pdf"):
    """As Wagtail's admin does it."""
    attachment.file = ContentFile(content, name=name)
    attachment.file_size = len(content)
    attachment._set_document_file_metadata()
    attachment.save()


def kept():
    storage = storages["private"]
    return sorted(storage.listdir("light")[1]) if storage.exists("light") else []


def test_a_heavy_upload_begins_its_variant_and_a_job_makes_it_once():
    attachment = make_pdf_attachment(heavy_pdf(), name="Panduan.PDF")

    for _time in range(2):
        work_jobs(key_prefix="light:")
        Job.objects.update(state="waiting")

    variant = LightVariant.objects.get()
    assert (variant.state, variant.reason) == (LightState.READY, "")
    assert variant.filename == f"{attachment.filename.removesuffix('.PDF')}-ringan.PDF"
    assert kept() == [f"{attachment.pk}-{attachment.file_hash[:16]}.pdf"]
    assert variant.bytes == variant.file.size < attachment.file_size * 0.75
    assert Attachment.objects.get().light == variant
    assert Job.objects.get().key == f"light:{variant.pk}:0"


@pytest.mark.parametrize(
    ("content", "name"), [(make_pdf("ringan"), "a.pdf"), (jpeg() * 2, "a.txt")], ids=["light", "another kind"]
)
def test_what_is_light_or_of_another_kind_begins_nothing(content, name):
    make_pdf_attachment(content, name=name)

    assert not LightVariant.objects.exists()
    assert not heavy_attachments().exists()


def test_what_is_left_alone_is_done_and_says_why_to_its_author(caplog):
    attachment = make_pdf_attachment(heavy_pdf(signed=True))

    work_jobs(key_prefix="light:")

    attachment = Attachment.objects.get()
    assert attachment.light is None
    assert attachment.reason_without_light == "It is signed, and any change would break the signature."
    assert (Job.objects.get().state, kept(), caplog.records) == ("done", [], [])
    prepare_light_variants()
    assert Job.objects.get().state == "done"


def test_a_replaced_file_takes_its_variant_with_it_and_gets_its_own(django_capture_on_commit_callbacks):
    attachment = make_pdf_attachment(heavy_pdf())
    work_jobs(key_prefix="light:")
    before = kept()

    with django_capture_on_commit_callbacks(execute=True):
        replace_file(attachment, heavy_docx(), "lain.docx")

    work_jobs(key_prefix="light:")
    assert Attachment.objects.get().light.filename.endswith("-ringan.docx")
    assert len(kept()) == 1
    assert kept() != before


def test_a_job_of_the_file_before_leaves_the_new_one_alone():
    attachment = make_pdf_attachment(heavy_pdf())
    variant, old = LightVariant.objects.get(), attachment.file_hash
    replace_file(attachment, heavy_docx(), "lain.docx")

    finish_light_variant(variant=variant, content_hash=old, made=LightMade(name="light/lama.pdf", bytes=5))

    variant.refresh_from_db()
    assert (variant.state, variant.bytes, variant.file.name) == (LightState.WAITING, 0, "")


def test_replaced_by_a_light_file_nothing_of_the_heavy_one_is_offered(django_capture_on_commit_callbacks):
    attachment = make_pdf_attachment(heavy_pdf())
    work_jobs(key_prefix="light:")

    with django_capture_on_commit_callbacks(execute=True):
        replace_file(attachment, make_pdf("ringan"))

    assert Attachment.objects.get().light is None
    assert kept() == []
    assert bytes_to_fetch([attachment.pk]) == attachment.file_size


def test_a_deleted_attachment_takes_its_variant_with_it(django_capture_on_commit_callbacks):
    attachment = make_pdf_attachment(heavy_pdf())
    work_jobs(key_prefix="light:")

    with django_capture_on_commit_callbacks(execute=True):
        attachment.delete()

    assert (LightVariant.objects.count(), kept()) == (0, [])


def test_what_was_uploaded_before_is_found_by_the_clock_and_by_nobody_twice():
    attachment = make_pdf_attachment(heavy_pdf())
    LightVariant.objects.all().delete()
    Job.objects.all().delete()

    assert [heavy_attachments().count(), prepare_light_variants(), prepare_light_variants()] == [1, 1, 0]
    assert Job.objects.filter(kind="core.make_light_variant").count() == 1
    assert LightVariant.objects.get().attachment == attachment


def test_a_file_that_is_lost_is_said_to_be():
    attachment = make_pdf_attachment(heavy_pdf())
    attachment.file.storage.delete(attachment.file.name)

    work_jobs(key_prefix="light:")

    assert LightVariant.objects.get().reason == LightReason.GONE


def test_readers_fetch_the_light_one_and_upper_apps_hear_of_it(django_capture_on_commit_callbacks):
    heard = []
    light = make_pdf_attachment(make_pdf("ringan"))
    heavy = make_pdf_attachment(heavy_pdf())

    def hear(attachment_id, **_rest):
        heard.append(attachment_id)

    light_variant_made.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        work_jobs(key_prefix="light:")
    light_variant_made.disconnect(hear)

    assert heard == [heavy.pk]
    variant = LightVariant.objects.get()
    assert bytes_to_fetch([light.pk, heavy.pk]) == light.file_size + variant.bytes
    assert bytes_to_fetch([]) == 0


@pytest.mark.slow
def test_memory_stays_flat_however_large_the_document_is(tmp_path):
    """One fresh process for each file, so that the peak is that file's own."""
    paths = {"a.pdf": heavy_pdf(), "b.pdf": make_pdf("foto", image=(6300, 6300))}
    paths["c.docx"] = heavy_archive({f"word/media/{number}.jpg": jpeg() for number in range(40)})
    peaks = []
    for name, content in paths.items():
        (tmp_path / name).write_bytes(content)
        source, target, kind = str(tmp_path / name), str(tmp_path / f"ringan-{name}"), name.rpartition(".")[2]
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, initializer=begin_child) as process:
            peaks.append(process.submit(peak_kilobytes_of_making, source, target, kind).result())

    assert max(peaks) < 300 * 1024, peaks
    assert peaks[2] < peaks[0] * 1.3, peaks
