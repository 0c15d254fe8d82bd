"""The few pictures that README and docs show, small enough for the repository, and the paper as pictures."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

LANCZOS = Image.Resampling.LANCZOS

# name in docs/images: (picture in var/screenshots, part of its height that is shown in units of its width)
PICTURES = {
    "front": ("front-1280", 0.64),
    "course-phone": ("course-360", 2.05),
    "attempt-phone": ("attempt-360", 2.05),
    "verification-phone": ("verify-genuine-360", 2.05),
    "course-phone-dark": ("course-360-dark", 2.05),
    "certificate-front": ("certificate-page-1", 1),
}

# Likewise for the guides, name in static/img/guides; phones are drawn at twice their width, desks at 1280.
GUIDES = {
    "meja-peserta": ("participant-desk-360", 2.05),
    "materi": ("material-360", 2.05),
    "tes": ("attempt-360", 2.05),
    "meja-narasumber": ("speaker-desk-1280", 0.66),
    "meja-penilaian": ("marking-answer-1280", 0.72),
    "menulis-materi": ("speaker-write-360", 2.3),
    "soal": ("admin-question-1280", 0.66),
    "meja-penyelenggara": ("organiser-desk-1280", 0.72),
    "angkatan": ("batch-1280", 0.66),
    "analisis": ("analysis-1280", 1.2),
    "pratinjau-koreksi": ("regrade-1280", 1.0),
    "terbitkan": ("issue-ready-1280", 0.6),
    "meja-koordinator": ("coordinator-desk-1280", 0.66),
    "siapa-kurang-apa": ("missing-1280", 0.6),
    "usulan-peserta": ("nominations-1280", 0.56),
    "aturan-ketuntasan": ("rule-1280", 0.72),
    "hasil-evaluasi": ("evaluation-results-1280", 0.92),
    "jadwal": ("timetable-1280", 0.86),
    "presensi": ("attendance-session-1280", 0.7),
    "rekap": ("recap-1280", 0.78),
    "usulkan": ("nominate-1280", 1.0),
    "perbandingan": ("comparison-1280", 0.82),
    "presensi-saya": ("own-attendance-360", 2.05),
    "tanya-jawab": ("questions-360", 2.05),
    "evaluasi": ("evaluation-course-360", 2.05),
    "kotak-masuk": ("inbox-360", 2.05),
}
# A desk on a phone looks as the reader's own does: the guides show this one there. Height in units of the width.
PHONE_GUIDE_HEIGHT = 2.05
GUIDE_WIDTHS = {True: 400, False: 960}  # of a phone's picture, and of a wide one
MOST_GUIDE_BYTES = 40_000


def draw_certificate(pdf: bytes, folder: Path) -> None:
    """certificate-page-1.png and -2.png."""
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        document[number].render(scale=2).to_pil().save(folder / f"certificate-page-{number + 1}.png")
    document.close()


# Each shipped design for a short and for a long name: name in docs/images, and of the sample.
PAPERS = {"short": "plain", "long": "longest"}
PAPER_WIDTH = 1000


def publish_papers(target: Path) -> None:
    """docs/images/paper-<design>-<name>-<page>.webp: front and reverse of every shipped design."""
    from certificates.paper.presets import PRESET_DESIGNS
    from certificates.paper.samples import SAMPLES
    from certificates.rendering import render

    for preset, design in PRESET_DESIGNS.items():
        for name, sample in PAPERS.items():
            pdf = render(SAMPLES[sample], replace(design, reverse=True).to_json())
            with pypdfium2.PdfDocument(pdf) as document:
                for page, side in zip(document, ("front", "reverse"), strict=True):
                    drawn = page.render(scale=3).to_pil().convert("RGB")
                    small = drawn.resize((PAPER_WIDTH, round(drawn.height * PAPER_WIDTH / drawn.width)), LANCZOS)
                    small.save(target / f"paper-{preset}-{name}-{side}.webp", quality=70, method=6)


def publish(source: Path, target: Path) -> None:
    """The pictures of README in `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for name, (picture, height) in PICTURES.items():
        with Image.open(source / f"{picture}.png") as whole:
            shown = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, round(whole.width * height))))
            shown.save(target / f"{name}.webp", quality=82, method=6)


def publish_guides(source: Path, target: Path) -> None:
    """Each as large as it can be within 40 kB."""
    target.mkdir(parents=True, exist_ok=True)
    phones = {
        f"{name}-telepon": (picture.replace("-1280", "-360"), PHONE_GUIDE_HEIGHT)
        for name, (picture, _height) in GUIDES.items()
        if picture.endswith("-1280")
    }
    for name, (picture, height) in {**GUIDES, **phones}.items():
        with Image.open(source / f"{picture}.png") as whole:
            shown = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, round(whole.width * height))))
        width = GUIDE_WIDTHS["-360" in picture]
        small = shown.resize((width, round(shown.height * width / shown.width)), LANCZOS)
        for quality in (80, 70, 60, 50, 40):
            small.save(target / f"{name}.webp", quality=quality, method=6)
            if (target / f"{name}.webp").stat().st_size <= MOST_GUIDE_BYTES:
                break
