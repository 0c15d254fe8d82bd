"""Drawn papers: old contents look as they did, each shipped design conforms, what a template may choose shows."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from certificates.conformance import conformance_findings
from certificates.drawing import RenderingError, draw
from certificates.errors import ContentError
from certificates.paper.content import Design, Sentence
from certificates.paper.pictures import freeze_picture
from certificates.paper.presets import AWARD, FORMAL, WHERE
from certificates.rendering import render
from tests.factories.certificates import SIGNATORY, facts, holder

BEFORE = Path(__file__).parents[2] / "files" / "certificates"
LONG = holder(name="Maria Magdalena Fransiska Paula Wilhelmina Tumbelaka-Rompas Sondakh", title_before="Dr. Ir.")


def pages(pdf: bytes) -> list[tuple[str, bytes]]:
    """Text and pixels of each."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for number in range(len(document)):
            page = document[number]
            words = " ".join(page.get_textpage().get_text_range().split())
            found.append((words, page.render(scale=1.5).to_pil().tobytes()))
        return found


def test_contents_from_before_versions_are_drawn_as_they_were() -> None:
    html, css = ((BEFORE / f"formal-before-versions.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    html = html.replace("<html ", '<html data-ornament="formal navy" ').replace(
        "ornament:emblem", "ornament:emblem-navy"
    )

    before = pages(draw(html, css, day=facts().issued_on).pdf)
    now = pages(render(facts(), {"preset": "formal"}))

    assert [words for words, _pixels in now] == [words for words, _pixels in before]
    assert now == before


@pytest.mark.parametrize(
    ("design", "printed", "sides"),
    [
        (AWARD, facts(kind="award"), 1),
        (replace(AWARD, colours="maroon"), facts(kind="speaker", holder=LONG, signatories=(SIGNATORY,) * 3), 1),
        (replace(AWARD, arrangement="beside", proof="right", reverse=True), facts(kind="office"), 2),
        (replace(FORMAL, arrangement="centred", colours="green"), facts(holder=LONG, signatories=(SIGNATORY,) * 3), 2),
        (replace(FORMAL, background="none", emblem="none", reverse=False, proof="right"), facts(), 1),
    ],
    ids=["award", "award, long", "award, beside", "formal, centred", "formal, bare"],
)
def test_every_choice_makes_a_document_that_conforms(design: Design, printed: Any, sides: int) -> None:
    pdf = render(printed, design.to_json())

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == sides
    assert conformance_findings(pdf) == []
    assert len(pdf) < 70_000
    words = pages(pdf)[0][0]
    assert design.heading in words
    assert printed.holder.name.split()[0] in words


def test_the_templates_own_words_are_printed() -> None:
    sentences = {**FORMAL.sentences, "passed": Sentence("menamatkan {batch}", "sebanyak {total_jp} JP {organiser}")}
    design = replace(
        FORMAL, heading="SURAT TAMAT", given="diserahkan kepada", holder=(("office",),), sentences=sentences
    )

    words = pages(render(facts(), design.to_json()))[0][0]

    for part in (
        "SURAT TAMAT Nomor",
        "diserahkan kepada",
        "menamatkan Angkatan I, Yogyakarta",
        "sebanyak 8 JP Direktorat",
    ):
        assert part in words
    assert "NIP 1987" not in words


def test_a_picture_keeps_its_shape() -> None:
    """A wide emblem stands in the middle of its place, on the page's white."""
    wide = io.BytesIO()
    Image.new("RGB", (400, 100), (200, 0, 0)).save(wide, "PNG")
    emblem = freeze_picture(wide.getvalue(), longest_side=400, alt="Lambang kota")
    pdf = render(facts(), replace(AWARD, background="none", emblem="picture", emblem_picture=emblem).to_json())

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=1).to_pil().convert("RGB")
    red = [y for y in range(page.height) if page.getpixel((page.width // 2, y)) == (200, 0, 0)]

    assert 14 <= len(red) <= 17  # 22 mm wide, 5.5 mm high, in points
    assert conformance_findings(pdf) == []


def test_text_that_runs_into_its_neighbour_is_refused() -> None:
    sentences = {**FORMAL.sentences, "passed": Sentence("telah mengikuti " * 24, WHERE)}
    crowded = replace(FORMAL, sentences=sentences)

    with pytest.raises(RenderingError, match="does not fit on the front page"):
        render(facts(holder=LONG, course="Bimbingan Teknis " * 12), crowded.to_json())


def test_a_content_that_cannot_be_read_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(ContentError, match="unknown"):
        render(facts(), {"preset": "formal", "version": 7})
