"""PDFs read back: the words of each page, and how many elements of each kind the tree holds."""

from __future__ import annotations

import io
from collections import Counter

import pikepdf
import pypdfium2


def read_pdf(data: bytes) -> tuple[list[str], Counter[str]]:
    document = pypdfium2.PdfDocument(data)
    try:
        text = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    tags: Counter[str] = Counter()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for obj in pdf.objects:
            if isinstance(obj, pikepdf.Dictionary) and "/S" in obj and "/P" in obj:
                tags[str(obj["/S"]).lstrip("/")] += 1
    return text, tags
