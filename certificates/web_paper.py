"""The paper's HTML for a browser: the reader's own fonts, drawings and frozen pictures inside. No address leads out."""

from __future__ import annotations

import base64
import re
from typing import Any

from certificates.drawing import DRAWN
from certificates.paper.pictures import picture_at
from certificates.paper.samples import SAMPLES
from certificates.qr import qr_data_url
from certificates.rendering import paper_css, paper_html

# Where the paper's own mark-up leads to a picture; what people wrote never has a bare quotation mark.
IN_A_TAG = re.compile(r'(?<= src=")(?:ornament|picture):[\w.-]+(?=")')
IN_STYLE = re.compile(r"(?<=url\()(?:ornament|picture):[\w.-]+(?=\))")
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FAMILIES = {"Display": '"Noto Serif Display", serif', "Serif": '"Noto Serif", serif', "Sans": '"Noto Sans", sans-serif'}
ON_A_SCREEN = """
body { width: 297mm; background: #fff }
@media screen { .front, .reverse { outline: .3mm solid #d5dbe1; outline-offset: -7mm } }
"""


def web_paper(content: dict[str, Any], sample: str) -> str:
    """The same words and the same order as on the paper; its frame is drawn in the PDF alone."""
    facts = SAMPLES[sample]
    css = FONT_FACE.sub("", paper_css(content))
    for name, families in FAMILIES.items():
        css = re.sub(rf"(font:[^;}}]*\s){name}\b", rf"\g<1>{families}", css)
    style = IN_STYLE.sub(_inside, css) + ON_A_SCREEN
    html = IN_A_TAG.sub(_inside, paper_html(facts, content, qr_data_url(facts.verify_url)))
    return html.replace("</head>", f"<style>{style}</style>\n</head>", 1)


def _inside(match: re.Match[str]) -> str:
    address = match.group()
    if address in DRAWN:
        return _data_url(DRAWN[address].encode(), "image/svg+xml")
    return _data_url(*picture_at(address))


def _data_url(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
