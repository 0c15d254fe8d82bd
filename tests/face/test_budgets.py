"""What every page carries over a weak link, compressed as it is served."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.static_files import PARTS, site_styles

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
ORDINARY_SCRIPTS = ("theme.js", "dialog.js", "forms.js", "offline/page.js")  # the last for who is logged in
IMPORTED = ("offline/kept.js",)


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_all_styles_of_the_frame_are_one_file_under_12_kb() -> None:
    names = re.findall(r"css/([\w-]+\.css)", (TEMPLATES / "base.html").read_text())

    assert names == ["site.css"]
    assert len(gzip.compress(site_styles().encode())) < 12_000


def test_styles_are_parted_by_noun() -> None:
    lengths = {path.name: path.read_text().count("\n") for path in (STATIC / "css").glob("*.css")}

    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}
    assert {f"{part}.css" for part in PARTS} <= lengths.keys()


def test_the_one_file_is_found_and_collected_with_every_part() -> None:
    found = finders.find("css/site.css")
    collected = [path for finder in finders.get_finders() for path, _storage in finder.list([])]

    assert found is not None
    assert Path(found).read_text() == "".join((STATIC / "css" / f"{part}.css").read_text() for part in PARTS)
    assert collected.count("css/site.css") == 1


def test_styles_of_a_feature_stay_under_3_kb() -> None:
    own = {path.name for path in (STATIC / "css").glob("*.css")} - {f"{part}.css" for part in PARTS}

    assert {name for name in own if compressed(STATIC / "css" / name) > 3_000} == set()


def test_scripts_of_an_ordinary_page_stay_under_6_kb() -> None:
    names = re.findall(r'src="{% static "js/([\w/-]+\.js)', (TEMPLATES / "base.html").read_text())

    assert tuple(names) == ORDINARY_SCRIPTS
    assert sum(compressed(STATIC / "js" / name) for name in (*names, *IMPORTED)) < 6_000


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
