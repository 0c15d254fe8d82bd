"""Small files that unfold to something huge, or that never end."""

import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile

from core.jobs.errors import ChildDied
from core.jobs.processes import run_in_process
from courses.errors import SlidesRefusedError
from courses.slides import making
from courses.slides.opening import pages_of
from tests.courses.slides.children import draw_within
from tests.factories.pdfs import make_pdf

HALF_A_GIGABYTE = 1 << 29


def bomb() -> bytes:
    """Some megabytes whose objects stand in a stream that unfolds to half a gigabyte of blanks."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    ]
    head, body = b"", b""
    for number, content in enumerate(objects, start=1):
        head += b"%d %d " % (number, len(body))
        body += content + b" "
    packing = zlib.compressobj(1)
    packed = packing.compress(head + body)
    for _megabyte in range(HALF_A_GIGABYTE >> 20):
        packed += packing.compress(b" " * (1 << 20))
    packed += packing.flush()
    file = io.BytesIO()
    file.write(b"%PDF-1.5\n")
    stream_at = file.tell()
    file.write(
        b"4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(head), len(packed))
    )
    file.write(packed + b"\nendstream\nendobj\n")
    table_at = file.tell()
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, stream_at, 0), (1, table_at, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([index]) for kind, place, index in rows)
    file.write(b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table))
    file.write(table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % table_at)
    return file.getvalue()


def endless() -> bytes:
    """Two kilobytes that draw one small square a thousand million times."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    form = pdf.make_stream(b"0 0 1 1 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    for _level in range(9):
        inside = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        form = pdf.make_stream(
            b"/X Do " * 10, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Resources=inside
        )
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page.Contents = pdf.make_stream(b"/X Do")
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def test_a_file_that_unfolds_to_half_a_gigabyte_is_refused_and_takes_no_process_with_it() -> None:
    with pytest.raises(SlidesRefusedError, match="This PDF is damaged"):
        pages_of(ContentFile(bomb(), "bom.pdf"), most_pages=300)

    assert pages_of(ContentFile(make_pdf("baik"), "baik.pdf"), most_pages=300) == 1


def test_what_is_wrong_with_a_file_comes_back_as_its_sentence() -> None:
    with pytest.raises(SlidesRefusedError, match="This PDF is protected with a password"):
        pages_of(ContentFile(make_pdf("rahasia", password="laut"), "a.pdf"), most_pages=300)


def test_a_page_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "tanpa-akhir.pdf"
    path.write_bytes(endless())

    with pytest.raises(ChildDied):
        run_in_process(draw_within, str(path), 1)

    path.write_bytes(make_pdf("baik"))
    assert run_in_process(draw_within, str(path), 10) == 1
    assert making.CPU_SECONDS == 60
