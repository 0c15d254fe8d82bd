"""The guides: served to everybody, and each of their links, anchors and pictures leads somewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve
from PIL import Image
from wagtail import hooks

from home.guides import FOLDER, PICTURES, SLUGS, _html, anchor_of, guide_of, guides
from scripts.screenshots.published import GUIDES, MOST_GUIDE_BYTES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
POINTING = re.compile(r'help_link\.html" with guide="(?P<slug>\w+)"(?: anchor="(?P<anchor>[\w-]+)")?')
ATTRIBUTES = re.compile(r'(?:href|src)="([^"]+)"')


def anchors_of(slug: str) -> set[str]:
    return set(re.findall(r'<h[23] id="([^"]+)"', html_of(slug)))


def html_of(slug: str) -> str:
    found = guide_of(slug)
    assert found is not None
    return found.html


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_anchor_and_picture_of_a_guide_leads_somewhere(slug: str) -> None:
    for target in ATTRIBUTES.findall(html_of(slug)):
        path, _mark, anchor = target.partition("#")
        if path.startswith(settings.STATIC_URL):
            assert finders.find(path.removeprefix(settings.STATIC_URL)), target
            continue
        assert not path or path.startswith("/"), target
        if path:
            resolve(path)
        if anchor:
            assert anchor in anchors_of(path.removeprefix("/help/").strip("/") or slug), target


@pytest.mark.parametrize("slug", SLUGS)
def test_headings_of_a_guide_are_told_apart(slug: str) -> None:
    found = re.findall(r'<h[23] id="([^"]+)"', html_of(slug))

    assert len(found) >= 6
    assert len(set(found)) == len(found)


def test_the_screens_point_at_headings_that_exist() -> None:
    pointing = [
        match for path in TEMPLATES.rglob("*.html") for match in POINTING.finditer(path.read_text(encoding="utf-8"))
    ]

    assert pointing
    for match in pointing:
        assert match["slug"] in SLUGS
        if match["anchor"]:
            assert match["anchor"] in anchors_of(match["slug"]), match[0]


def test_pictures_are_those_that_the_guides_show_and_small() -> None:
    shown = {
        name for slug in SLUGS for name in re.findall(r"guides/([a-z-]+)\.webp", (FOLDER / f"{slug}.md").read_text())
    }

    assert shown == set(GUIDES)
    for name in shown:
        assert (PICTURES / f"{name}.webp").stat().st_size <= MOST_GUIDE_BYTES
        with Image.open(PICTURES / f"{name}.webp") as picture:
            assert picture.width in (400, 960)


def test_every_picture_says_what_it_shows() -> None:
    for slug in SLUGS:
        assert all(len(alt) > 40 for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html_of(slug)))


@pytest.mark.django_db
def test_a_visitor_reads_the_guides(client: Client) -> None:
    index = client.get("/help/").content.decode()
    page = client.get("/help/narasumber/").content.decode()

    assert [guide.title for guide in guides() if guide.title in index] == [guide.title for guide in guides()]
    assert 'id="menerima-undangan"' in page
    assert f'<a href="#{anchor_of("Menerima undangan")}">Menerima undangan</a>' in page
    assert client.get("/help/siapa-saja/").status_code == 404


def test_text_is_escaped() -> None:
    assert list(_html(["**a** <script>", "- [x](peserta.md#data-anda)"])) == [
        "<p><strong>a</strong> &lt;script&gt;</p>",
        '<ul><li><a href="/help/peserta/#data-anda">x</a></li></ul>',
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/courses/"])
def test_every_page_leads_to_the_guides(client: Client, address: str) -> None:
    page = client.get(address, follow=True).content.decode()

    assert page.count('href="/help/"') == 2  # in the head and in the foot


def test_the_admins_help_leads_to_the_guides() -> None:
    items = [register() for register in hooks.get_hooks("register_help_menu_item")]

    assert "/help/" in [item.url for item in items]


def test_who_reads_on_a_telephone_sees_desks_as_it_shows_them() -> None:
    page = html_of("koordinator")

    assert re.search(r'<source media="\(width < 40rem\)" srcset="[^"]*meja-koordinator-telepon[^"]*\.webp"', page)
    assert "<source" not in html_of("peserta")
