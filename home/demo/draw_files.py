"""Draws the demo's pictures and its PDF from their sources in `files/`: `python -m home.demo.draw_files`.

The results are kept in the repository, so that loading the demo needs neither Pango nor a font.
"""

from pathlib import Path

import pypdfium2
from weasyprint import HTML

FILES = Path(__file__).parent / "files"
WIDTH = 1200
PAGE = """
<style>@page {{ size: {width}px {height}px; margin: 0 }} body, svg {{ margin: 0; display: block }}</style>
{svg}
"""


def draw_pictures() -> None:
    for source in sorted(FILES.glob("*.svg")):
        svg = source.read_text(encoding="utf-8")
        height = int(svg.partition('viewBox="')[2].partition('"')[0].split()[3])
        pdf = HTML(string=PAGE.format(width=WIDTH, height=height, svg=svg)).write_pdf()
        picture = pypdfium2.PdfDocument(pdf)[0].render(scale=96 / 72).to_pil()
        picture.convert("P", palette=1, colors=128).save(source.with_suffix(".png"), optimize=True)


def draw_documents() -> None:
    for source in sorted(FILES.glob("*.html")):
        HTML(filename=source).write_pdf(source.with_suffix(".pdf"), pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    draw_pictures()
    draw_documents()
