"""The demo's own files: a film with its words, a deck, pictures; small, and in step with their sources."""

import itertools
import re
import tomllib
from pathlib import Path

import pypdfium2
import pytest

from home.demo import sources

FILM = "sepuluh-menit-pertama"
CUE = re.compile(r"00:(\d\d):(\d\d\.\d{3}) --> 00:(\d\d):(\d\d\.\d{3})\n((?:.+\n?)+)")


def cues() -> list[tuple[float, float, str]]:
    text = (sources.FILES / f"{FILM}.vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n")
    return [
        (int(a) * 60 + float(b), int(c) * 60 + float(d), " ".join(words.split()))
        for a, b, c, d, words in CUE.findall(text)
    ]


def test_the_captions_and_the_transcript_say_what_the_voice_says() -> None:
    script = tomllib.loads((sources.FOLDER / "video" / "script.toml").read_text(encoding="utf-8"))
    transcript = (sources.FILES / f"{FILM}.txt").read_text(encoding="utf-8").splitlines()

    said = [cue["text"] for cue in script["cue"]]

    assert [words for _start, _end, words in cues()] == said
    assert transcript == said


def test_captions_follow_each_other_and_can_be_read_in_time() -> None:
    found = cues()

    assert all(start < end for start, end, _words in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    assert all(len(words) / (end - start) < 20 for start, end, words in found)
    assert 45 <= found[-1][1] <= 90


def test_the_film_is_small_and_begins_to_play_before_it_is_whole() -> None:
    film = (sources.FILES / f"{FILM}.mp4").read_bytes()

    assert len(film) <= 1_500_000
    assert film[4:8] == b"ftyp"
    assert film.index(b"moov") < film.index(b"mdat")


def test_the_deck_has_slides_with_text_and_an_outline() -> None:
    deck = pypdfium2.PdfDocument(sources.FILES / "paparan-satu-jam-pertama.pdf")

    texts = [page.get_textpage().get_text_range() for page in deck]

    assert 10 <= len(deck) <= 14
    assert all(page.get_width() > page.get_height() for page in deck)
    assert all(len(text.split()) >= 15 for text in texts)
    assert len([entry for entry in deck.get_toc() if entry.level == 0]) == len(deck)


@pytest.mark.parametrize("path", sorted(sources.FILES.glob("*.png")), ids=lambda path: path.name)
def test_pictures_are_light(path: Path) -> None:
    assert path.stat().st_size <= 45_000
