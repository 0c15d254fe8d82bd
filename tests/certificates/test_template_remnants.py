"""What is remembered of a template, taken back, or shown in a browser."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from PIL import Image

from certificates.models import CertificateTemplate, HolderLine
from certificates.paper.presets import FORMAL
from certificates.services.drawn_with import PAPER, drawn_with
from certificates.services.templates import content_of
from certificates.web_paper import web_paper
from tests.certificates.test_templates import make_picture, make_template
from tests.factories.certificates import make_certifiable_batch

pytestmark = pytest.mark.django_db
take_back = importlib.import_module("certificates.migrations.0013_piagam").remove_award


def piagams() -> int:
    return CertificateTemplate.objects.filter(name="Piagam").count()


def test_the_shipped_piagam_is_taken_back_with_its_own_lines_only() -> None:
    kept = HolderLine.objects.exclude(template__name="Piagam").count()

    take_back(apps, None)

    assert (piagams(), HolderLine.objects.count()) == (0, kept)
    assert kept == 2


@pytest.mark.parametrize("used", ["chosen", "written", "published anew"])
def test_a_piagam_that_is_somebodys_stays(used: str) -> None:
    piagam = CertificateTemplate.objects.get(name="Piagam")
    if used == "chosen":
        make_certifiable_batch("Budi").certificate_setup.__class__.objects.update(template=piagam)
    elif used == "written":
        piagam.save_revision()
    else:
        piagam.pinned.create(number=2, content={"preset": "award"})

    take_back(apps, None)

    assert piagams() == 1


def test_words_that_read_like_an_address_are_words() -> None:
    content = {**FORMAL.to_json(), "given": "lihat picture:abc dan ornament:x"}

    assert "lihat picture:abc dan ornament:x" in web_paper(content, "typical")


def test_a_picture_is_not_decoded_where_pages_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    template = make_template(emblem="picture", emblem_picture=make_picture(size=(900, 450)))

    def refuse(*_anything: Any, **_more: Any) -> None:
        raise AssertionError("decoded in the process of the page")

    monkeypatch.setattr(Image, "open", refuse)

    assert content_of(template)["emblem_picture"]["width"] == 560


def test_what_is_remembered_of_a_paper_is_forgotten_with_its_style_sheet(tmp_path: Path) -> None:
    for path in PAPER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = drawn_with(tmp_path)
    assert before == drawn_with(PAPER)

    with (tmp_path / "award.css").open("a") as file:
        file.write("p { margin: 0 }")

    assert drawn_with(tmp_path) != before
