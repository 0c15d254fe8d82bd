"""From a page of the site to one that stands alone: nothing to run or fetch, links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.static_files import site_styles

FEATURE_STYLES = ("blocks.css", "material.css", "slides.css", "pack.css")
# What only works with a script or a server, and what a template marks itself.
NOT_IN_A_PACK = "script, template, dialog, iframe, object, embed, link, button, input[type=hidden], [data-no-pack]"
ICON = re.compile(r'<symbol id="([\w-]+)".*?</symbol>', re.DOTALL)
PICTURE_IN_STYLE = re.compile(r"[^;{}]*url\([^;{}]*;")

# From an address of ours to the place in the pack; None for what is not in it.
Place = Callable[[str], str | None]


def stand_alone(html: str, *, place: Place, site: str) -> SafeString:
    """`html` of a material's blocks, with its files at their places in the pack; what is left out says so."""
    soup = BeautifulSoup(html, "html.parser")
    for check in soup.select("form[data-self-check]"):
        _tell_answer(soup, check)
    for tag in soup.select(NOT_IN_A_PACK):
        tag.decompose()
    for tag in soup.select("noscript"):
        tag.unwrap()
    for form in soup.select("form"):
        form.name = "div"
        form.attrs = {name: value for name, value in form.attrs.items() if name == "class"}
    for tag in soup.select("input, select, textarea"):
        tag.attrs.pop("required", None)
    for image in soup.select("img"):
        _place_picture(soup, image, place)
    for player in soup.select("video, audio"):
        _place_player(soup, player, place)
    for link in soup.select("a[href]"):
        _place_link(link, place, site)
    for use in soup.select("use[href]"):
        use["href"] = "#" + str(use["href"]).rpartition("#")[2]
    for tag in soup.select("*"):
        for name in [name for name in tag.attrs if name.startswith(("on", "hx-")) or name == "style"]:
            del tag[name]
    return mark_safe(soup.decode(formatter="html5"))  # noqa: S308  what the site itself shows, with less in it


def icons_in(html: str) -> SafeString:
    """The drawings that these pages use, to stand in them: a file of their own would not be read from a folder."""
    used = set(re.findall(r'<use href="#([\w-]+)"', html))
    drawn = "".join(found[0] for found in ICON.finditer(_read("img/icons.svg")) if found[1] in used)
    return mark_safe(f"<svg hidden>{drawn}</svg>" if drawn else "")  # noqa: S308  our own file


@cache
def style() -> SafeString:
    """All rules of the screen that a material needs, without those that fetch a picture."""
    rules = PICTURE_IN_STYLE.sub("", site_styles() + "".join(_read(f"css/{name}") for name in FEATURE_STYLES))
    return mark_safe(f"<style>\n{rules}\n</style>")  # noqa: S308  our own files


def _read(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")


def _place_picture(soup: BeautifulSoup, image: Tag, place: Place) -> None:
    found = place(str(image.get("src", "")))
    if found is None:
        image.replace_with(_left_out(soup, str(image.get("alt", "")) or _("This picture is not in the pack.")))
        return
    image["src"] = found
    for name in ("srcset", "sizes", "loading"):
        image.attrs.pop(name, None)


def _place_player(soup: BeautifulSoup, player: Tag, place: Place) -> None:
    media = [tag for tag in (player, *player.select("source")) if tag.get("src")]
    places = [place(str(tag["src"])) for tag in media]
    if not media or None in places:
        player.replace_with(_left_out(soup, _("This recording is not in the pack; it is on the site.")))
        return
    for tag, found in zip(media, places, strict=True):
        tag["src"] = str(found)
    player["controls"] = ""
    player["preload"] = "metadata"
    for name, tag in [("poster", player), *(("src", track) for track in player.select("track"))]:
        found = place(str(tag.get(name, "")))
        if found is None:
            tag.attrs.pop(name, None)
        else:
            tag[name] = found


def _place_link(link: Tag, place: Place, site: str) -> None:
    address = str(link["href"])
    if address.startswith("#"):
        return
    if (found := place(address)) is not None:
        link["href"] = found
        link.attrs.pop("download", None)
    elif address.startswith("/"):
        link["href"] = site + address


def _tell_answer(soup: BeautifulSoup, check: Tag) -> None:
    """Nothing can judge an answer here: the right one and its reason are behind a line that opens."""
    right = [option.select_one(".choice span") for option in check.select("[data-right]")]
    explanation = check.select_one("[data-explanation]")
    for tag in check.select("[data-mark], [data-feedback]"):
        tag.decompose()
    answer = soup.new_tag("details", attrs={"class": "pack-answer"})
    answer.append(soup.new_tag("summary", string=_("Show the answer")))
    for option in right:
        if option is not None:
            answer.append(soup.new_tag("p", string=option.get_text()))
    if explanation is not None:
        del explanation["hidden"]
        answer.append(explanation.extract())
    for tag in check.select("[role=status]"):
        tag.decompose()
    for number, choice in enumerate(check.select("input[name]")):
        choice["name"] = str(check.get("data-self-check"))
        choice["id"] = f"{choice['name']}-{number}"
    check.append(answer)


def _left_out(soup: BeautifulSoup, sentence: str) -> Tag:
    note = soup.new_tag("p", attrs={"class": "pack-note"})
    note.string = sentence
    return note
