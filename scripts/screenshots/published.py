"""The few pictures that README and docs show, small enough for the repository, and the paper as pictures."""

from pathlib import Path

import pypdfium2
from PIL import Image

# name in docs/images: (picture in var/screenshots, part of its height that is shown in units of its width)
PICTURES = {
    "front": ("front-1280", 0.64),
    "course-phone": ("course-360", 2.05),
    "attempt-phone": ("attempt-360", 2.05),
    "verification-phone": ("verify-genuine-360", 2.05),
    "course-phone-dark": ("course-360-dark", 2.05),
    "certificate-front": ("certificate-page-1", 1),
}


def draw_certificate(pdf: bytes, folder: Path) -> None:
    """certificate-page-1.png and -2.png."""
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        document[number].render(scale=2).to_pil().save(folder / f"certificate-page-{number + 1}.png")
    document.close()


def publish(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, (picture, height) in PICTURES.items():
        with Image.open(source / f"{picture}.png") as whole:
            shown = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, round(whole.width * height))))
            shown.save(target / f"{name}.webp", quality=82, method=6)
