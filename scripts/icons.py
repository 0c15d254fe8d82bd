"""Draws the icons of the installed app from static/img/logo.svg: `python -m scripts.icons`, after the logo changed."""

from pathlib import Path

import pypdfium2
from weasyprint import HTML

IMAGES = Path(__file__).resolve().parents[1] / "static" / "img"
SIGNAL = "#ffc629"  # the ground of the logo, which fills the whole square
# file: side in pixels, share of the side that the logo takes. A maskable icon may lose a tenth on every side.
ICONS = {"app-192.png": (192, 1.0), "app-512.png": (512, 1.0), "app-maskable-512.png": (512, 0.8)}
PAGE = """<style>@page {{ size: {side}px; margin: 0 }}
body {{ margin: 0; width: {side}px; height: {side}px; background: {ground}; position: relative }}
img {{ position: absolute; left: {inset}px; top: {inset}px; width: {logo}px; height: {logo}px }}</style>
<img src="logo.svg">"""


def draw(name: str, side: int, share: float) -> None:
    logo = side * share
    page = PAGE.format(side=side, ground=SIGNAL, logo=logo, inset=(side - logo) / 2)
    pdf = HTML(string=page, base_url=f"{IMAGES}/").write_pdf()
    scale = 96 / 72  # a pixel of CSS is three quarters of a point
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    picture.convert("RGB").quantize(64).save(IMAGES / name, optimize=True)


def main() -> None:
    for name, (side, share) in ICONS.items():
        draw(name, side, share)


if __name__ == "__main__":
    main()
