"""A PDF named by a block becomes a deck: once for each content, with its reason where it cannot."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from wagtail.blocks import StructBlockValidationError

from core.models import Attachment, Job
from core.services import work_jobs
from courses.blocks import MaterialBlocks
from courses.choices import SlidesState
from courses.models import SlideDeck
from courses.services.slides import draw_deck, finish_deck, prepare_deck, prepare_slides
from tests.factories.courses import make_course, make_material
from tests.factories.pdfs import make_pdf, make_pdf_attachment

pytestmark = pytest.mark.django_db

SLIDES_BLOCK = MaterialBlocks().child_blocks["slides"]


def slides_of(attachment):
    return ("slides", {"document": attachment, "note": ""})


def stored(deck):
    return sorted(storages["private"].listdir(deck.folder)[1])


def test_saving_a_draft_begins_its_deck_and_publishing_begins_no_other():
    attachment = make_pdf_attachment(make_pdf("Satu"))
    material = make_material(make_course(), body=[slides_of(attachment)], live=False)

    material.save_revision().publish()

    deck = SlideDeck.objects.get()
    assert (deck.attachment, deck.state) == (attachment, SlidesState.WAITING)
    assert Job.objects.filter(kind="courses.make_slides").count() == 1


def test_a_block_inside_another_material_type_begins_nothing():
    make_material(make_course(), body=[("document", {"document": make_pdf_attachment(make_pdf("a")), "note": ""})])

    assert not SlideDeck.objects.exists()


def test_the_job_draws_every_page_and_may_run_twice():
    deck = prepare_deck(attachment=make_pdf_attachment(make_pdf("Satu\nMuatan", "Dua", "", titles=["", "", "Peta"])))

    for _time in range(2):
        work_jobs(key_prefix="slides:")
        Job.objects.update(state="waiting")

    deck.refresh_from_db()
    assert (deck.state, deck.pages, deck.reason) == (SlidesState.READY, 3, "")
    assert [(page.number, page.heading, page.text) for page in deck.pictures.all()] == [
        (1, "Satu", "Satu\nMuatan"),
        (2, "Dua", "Dua"),
        (3, "Peta", ""),
    ]
    assert stored(deck) == [f"{number}-{width}.webp" for number in (1, 2, 3) for width in (1440, 720)]
    assert deck.bytes == sum(page.small.size for page in deck.pictures.all())
    job = Job.objects.get()
    assert (job.key, job.total) == (f"slides:{deck.pk}:0", 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_pdf(*["hal"] * 4), "This PDF has 4 pages; slides take 3 at most."),
        (make_pdf("a", password="laut"), "This PDF is protected with a password."),
        (make_pdf("a")[:100], "This PDF is damaged."),
    ],
    ids=["too long", "password", "damaged"],
)
def test_what_cannot_be_drawn_keeps_its_reason_and_its_job_is_done(content, reason, settings):
    settings.SLIDES_MOST_PAGES = 3
    deck = prepare_deck(attachment=make_pdf_attachment(content))

    tally = work_jobs(key_prefix="slides:")

    deck.refresh_from_db()
    assert deck.state == SlidesState.FAILED
    assert reason in deck.reason
    assert (tally.done, tally.failed) == (1, 0)


def test_a_file_that_was_lost_is_said_to_be_lost():
    attachment = make_pdf_attachment(make_pdf("a"))
    deck = prepare_deck(attachment=attachment)
    attachment.file.storage.delete(attachment.file.name)

    work_jobs(key_prefix="slides:")

    deck.refresh_from_db()
    assert (deck.state, deck.reason) == (SlidesState.FAILED, "The file is no longer there. Upload it again.")


def test_a_failed_deck_is_tried_again_when_its_material_is_saved_again(settings):
    settings.SLIDES_MOST_PAGES = 1
    attachment = make_pdf_attachment(make_pdf("a", "b"))
    deck = prepare_deck(attachment=attachment)
    work_jobs(key_prefix="slides:")
    settings.SLIDES_MOST_PAGES = 2

    prepare_deck(attachment=attachment)
    work_jobs(key_prefix="slides:")

    deck.refresh_from_db()
    assert (deck.state, deck.reason, deck.tries) == (SlidesState.READY, "", 1)


def test_another_file_under_the_attachment_gets_a_deck_of_its_own_and_the_old_pictures_go(
    django_capture_on_commit_callbacks,
):
    attachment = make_pdf_attachment(make_pdf("Lama"))
    old = prepare_deck(attachment=attachment)
    work_jobs(key_prefix="slides:")
    assert len(stored(old)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        attachment.file = ContentFile(make_pdf("Baru", "Lagi"), name="baru.pdf")
        attachment._set_document_file_metadata()
        attachment.save()
        work_jobs(key_prefix="slides:")

    new = SlideDeck.objects.get()
    assert (new.pages, new.pictures.first().text) == (2, "Baru")
    assert stored(old) == []


def test_decks_go_with_their_file(django_capture_on_commit_callbacks):
    attachment = make_pdf_attachment(make_pdf("a"))
    deck = prepare_deck(attachment=attachment)
    work_jobs(key_prefix="slides:")

    with django_capture_on_commit_callbacks(execute=True):
        Attachment.objects.get().delete()

    assert stored(deck) == []
    assert not SlideDeck.objects.exists()


def test_preparing_what_names_nothing_is_nothing():
    assert prepare_slides(body=[{"type": "text", "value": "<p>slides</p>"}]) == []
    assert prepare_slides(body=[{"type": "slides", "value": {"document": 999}}]) == []


def test_a_deck_that_is_gone_is_no_trouble():
    deck = prepare_deck(attachment=make_pdf_attachment(make_pdf("a")))
    SlideDeck.objects.all().delete()

    assert work_jobs(key_prefix="slides:").done == 1
    assert not SlideDeck.objects.filter(pk=deck.pk).exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (make_pdf(*["hal"] * 4), "a.pdf", "This PDF has 4 pages; slides take 3 at most."),
        (make_pdf("a", password="laut"), "a.pdf", "This PDF is protected with a password."),
        (b"%PDF-1.7 bukan", "a.pdf", "This PDF is damaged."),
        (b"PK", "a.pptx", "Slides are made from a PDF."),
    ],
)
def test_the_form_says_at_once_what_the_job_would_say_later(content, name, sentence, settings):
    settings.SLIDES_MOST_PAGES = 3
    value = SLIDES_BLOCK.to_python({"document": make_pdf_attachment(content, name).pk, "note": ""})

    with pytest.raises(StructBlockValidationError) as refusal:
        SLIDES_BLOCK.clean(value)

    assert sentence in str(refusal.value.block_errors["document"])


def test_the_form_takes_a_good_pdf():
    attachment = make_pdf_attachment(make_pdf("a"))

    assert SLIDES_BLOCK.clean(SLIDES_BLOCK.to_python({"document": attachment.pk, "note": ""}))["document"] == attachment


def test_cards_count_the_pages_once_they_are_drawn_and_know_the_size_at_once():
    attachment = make_pdf_attachment(make_pdf("Satu", "Dua"))
    material = make_material(make_course(), body=[slides_of(attachment)])
    material.save_revision().publish()
    material.refresh_from_db()
    before = (material.holds, material.download_bytes)

    work_jobs(key_prefix="slides:")

    material.refresh_from_db()
    assert before == ({}, attachment.file_size)
    assert material.holds == {"slides_pages": 2}


def test_finishing_twice_changes_nothing():
    deck = prepare_deck(attachment=make_pdf_attachment(make_pdf("a")))
    work_jobs(key_prefix="slides:")
    finish_deck(deck=deck, made=draw_deck(deck=deck, progress=lambda done, total: None))

    assert deck.pictures.count() == 1


def run_command(*options):
    out = StringIO()
    call_command("make_missing_slides", *options, stdout=out)
    return out.getvalue()


def test_the_command_begins_what_is_missing_and_nothing_twice():
    published, drafted, begun = (make_pdf_attachment(make_pdf(name), title=name) for name in ("Satu", "Dua", "Tiga"))
    make_material(make_course(), body=[slides_of(published), slides_of(begun)])
    draft = make_material(make_course(), body=[slides_of(begun)])
    draft.body = [slides_of(drafted)]
    draft.save_revision()
    make_pdf_attachment(make_pdf("Empat"))  # shown nowhere
    SlideDeck.objects.exclude(attachment=begun).delete()  # as before there were slides
    Job.objects.all().delete()

    assert run_command("--dry-run") == f"{published.pk} Satu\n{drafted.pk} Dua\nmissing=2 begun=0\n"
    assert SlideDeck.objects.count() == 1
    assert run_command() == "missing=2 begun=2\n"
    assert run_command() == "missing=0 begun=0\n"

    decks = SlideDeck.objects.exclude(attachment=begun)
    assert sorted(Job.objects.values_list("key", flat=True)) == sorted(deck.job_key for deck in decks)


def test_the_command_tries_what_failed_again_only_when_asked():
    attachment = make_pdf_attachment(make_pdf("Satu"))
    make_material(make_course(), body=[slides_of(attachment)])
    SlideDeck.objects.update(state=SlidesState.FAILED, reason="No memory.")

    assert run_command() == "missing=0 begun=0\n"
    assert run_command("--failed") == "missing=1 begun=1\n"

    deck = SlideDeck.objects.get()
    assert (deck.state, deck.tries) == (SlidesState.WAITING, 1)


def test_a_file_that_is_gone_does_not_keep_the_command_from_the_others():
    gone, there = (make_pdf_attachment(make_pdf(name), title=name) for name in ("Hilang", "Ada"))
    make_material(make_course(), body=[slides_of(gone), slides_of(there)])
    SlideDeck.objects.all().delete()
    Attachment.objects.filter(pk=gone.pk).update(file_hash="")
    gone.file.storage.delete(gone.file.name)

    assert run_command() == "missing=2 begun=1 gone=1\n"
    assert SlideDeck.objects.get().attachment == there
