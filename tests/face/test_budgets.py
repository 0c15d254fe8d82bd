"""What every page carries over a weak link, compressed as it is served."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
ORDINARY_SCRIPTS = ("theme.js", "dialog.js", "forms.js")


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_all_styles_of_the_frame_stay_under_12_kb() -> None:
    names = re.findall(r"css/([\w-]+\.css)", (TEMPLATES / "base.html").read_text())

    assert names == ["tokens.css", "base.css", "components.css", "forms.css", "print.css"]
    assert sum(compressed(STATIC / "css" / name) for name in names) < 12_000


def test_scripts_of_an_ordinary_page_stay_under_6_kb() -> None:
    names = re.findall(r"js/([\w-]+\.js)", (TEMPLATES / "base.html").read_text())

    assert tuple(names) == ORDINARY_SCRIPTS
    assert sum(compressed(STATIC / "js" / name) for name in names) < 6_000


def test_pictures_of_the_frame_stay_under_8_kb() -> None:
    names = ("logo.svg", "icons.svg", "flags.svg", "chart.svg")

    assert sum(compressed(STATIC / "img" / name) for name in names) < 8_000


def test_no_inline_style_or_script_in_any_template() -> None:
    offenders = [
        str(path.relative_to(TEMPLATES))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not {"email", "certificates"} & set(path.relative_to(TEMPLATES).parts)  # mails and paper carry their own
        and re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", path.read_text(encoding="utf-8"))
    ]

    assert offenders == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'components/icon\.html" with name="([\w-]+)"', path.read_text(encoding="utf-8"))
    }

    assert named - drawn == set()


def test_the_frame_itself_is_small() -> None:
    assert len(gzip.compress(render_to_string("404.html").encode())) < 2_500
