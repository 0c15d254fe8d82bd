"""Real files through the real library: what is refused, what is drawn, and how much memory it takes."""

import io
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from core.jobs.child import begin_child
from courses.errors import SlidesRefusedError
from courses.slides.check import look_at
from courses.slides.making import draw_pages
from tests.courses.slides.children import peak_kilobytes_of_drawing
from tests.factories.pdfs import SLIDE, make_pdf

A4, HUGE = (595.0, 842.0), (14_400.0, 14_400.0)


def on_disk(folder: Path, content: bytes) -> str:
    path = folder / "paparan.pdf"
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_pdf(*["hal"] * 400), "This PDF has 400 pages; slides take 300 at most. Split it into parts, or add it"),
        (make_pdf("rahasia", password="laut"), "This PDF is protected with a password. Save it without one"),
        (make_pdf("rusak")[:200], "This PDF is damaged. Export it again"),
        (b"%PDF-1.7\n%timetable\n", "This PDF is damaged. Export it again"),
        (make_pdf(), "This PDF has no page."),
        (make_pdf("baik", "lebar", sizes=(SLIDE, (20_000.0, 400.0))), "Page 2 has an impossible size."),
        (make_pdf("gambar", image=(20_000, 20_000)), "Page 1 holds a picture that is too large."),
    ],
    ids=["400 pages", "password", "cut off", "only a head", "no page", "impossible box", "huge picture"],
)
def test_what_no_slides_can_be_made_of_is_refused_with_its_cure(content: bytes, sentence: str) -> None:
    with pytest.raises(SlidesRefusedError) as refusal:
        look_at(io.BytesIO(content), most_pages=300)

    assert sentence in str(refusal.value)


def test_a_file_of_the_most_pages_is_taken_and_left_at_its_beginning() -> None:
    file = io.BytesIO(make_pdf(*["hal"] * 300))

    assert look_at(file, most_pages=300) == 300
    assert file.tell() == 0


def test_a_page_becomes_two_pictures_with_its_text_and_title(tmp_path: Path) -> None:
    path = on_disk(tmp_path, make_pdf("Judul halaman\nPemeriksaan muatan", "", titles=["Pembukaan", "Peta"]))

    first, second = draw_pages(path, 1, 2)

    assert (first.number, first.title, first.text) == (1, "Pembukaan", "Judul halaman\nPemeriksaan muatan")
    assert (second.number, second.title, second.text) == (2, "Peta", "")
    assert (first.width, first.height) == (1440, 810)
    for width, picture in first.pictures.items():
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("WEBP", (width, width * 9 // 16))


@pytest.mark.parametrize(
    ("pdf", "size"),
    [
        (make_pdf("tegak", sizes=(A4,)), (1440, 2038)),
        (make_pdf("diputar", rotate=90), (1440, 2560)),
        (make_pdf("besar sekali", sizes=(HUGE,)), (1440, 1440)),
        (make_pdf("pita", sizes=((100.0, 14_000.0),)), (21, 2880)),
    ],
    ids=["portrait", "rotated", "200 inches square", "a ribbon"],
)
def test_whatever_its_box_a_page_is_drawn_at_the_size_of_a_screen(pdf: bytes, size: tuple, tmp_path: Path) -> None:
    (page,) = draw_pages(on_disk(tmp_path, pdf), 1, 1)

    assert (page.width, page.height) == size
    assert page.text


def test_pages_of_mixed_sizes_keep_their_shapes(tmp_path: Path) -> None:
    path = on_disk(tmp_path, make_pdf("a", "b", "c", sizes=(SLIDE, A4)))

    assert [(page.width, page.height) for page in draw_pages(path, 1, 3)] == [(1440, 810), (1440, 2038), (1440, 810)]


@pytest.mark.slow
def test_memory_stays_flat_however_long_and_large_the_file_is(tmp_path: Path) -> None:
    """One fresh process for each file, so that the peak is that file's own."""
    short = on_disk(tmp_path, make_pdf(*["hal"] * 6))
    long = str(tmp_path / "panjang.pdf")
    Path(long).write_bytes(make_pdf(*["hal"] * 60))
    heavy = str(tmp_path / "berat.pdf")
    Path(heavy).write_bytes(make_pdf("foto", "foto", sizes=(HUGE,), image=(6000, 6000)))

    peaks = [peak(short, 6), peak(long, 60), peak(heavy, 2)]

    assert max(peaks) < 400 * 1024
    assert peaks[1] < peaks[0] * 1.3


def peak(path: str, pages: int) -> int:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=begin_child) as process:
        return process.submit(peak_kilobytes_of_drawing, path, pages, 6).result()
