from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from modelsearch.query import PlainText

from courses.choices import PlaceKind
from courses.models import MaterialPage, MaterialPlace, Topic
from courses.selectors.cache_keys import LIVE_SECONDS, cache_key
from courses.selectors.waiting import Waiting, waiting_for
from courses.stems import STOPWORDS, SearchWords, search_words, stems_of, words_of
from home.selectors.search_rows import (
    FoundMaterial,
    FoundPlace,
    courses_readable,
    materials_below,
    places_held,
    places_in,
)
from home.snippets import Snippet, Window, marked, snippet_of, text_fragment, window_of
from members.models import User

MOST_FOUND = 200
HITS_PER_PAGE = 10
PLACES_PER_HIT = 3
KINDS = (PlaceKind.TEXT, PlaceKind.SLIDES, PlaceKind.RECORDING, PlaceKind.DOCUMENT)


@dataclass(frozen=True)
class SearchPlace:
    url: str
    where: str
    html: SafeString


@dataclass(frozen=True)
class SearchHit:
    title: str
    title_html: SafeString
    """With the words marked that were looked for."""
    summary: str
    course: str
    url: str
    places: Sequence[SearchPlace] = ()
    waits: str = ""
    """What opens the material, where it is closed; then nothing that stands in it is shown."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class SearchScreen:
    hits: Sequence[SearchHit] = ()
    total: int = 0
    number: int = 1
    pages: int = 1
    courses: Sequence[Choice] = ()
    topics: Sequence[Topic] = ()
    suggestions: Sequence[str] = ()
    is_empty_query: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the form asks for; empty words ask for everything."""

    text: str
    course: str = ""
    topic: str = ""
    kind: str = ""
    page: int = 1


@dataclass
class _Found:
    material: FoundMaterial
    places: int
    title_stems: str
    is_closed: bool

    def in_title(self, words: SearchWords) -> int:
        return sum(f" {stem} " in self.title_stems for stem in words.stems)

    def is_told_by_title(self, words: SearchWords, kind: str) -> bool:
        """What is closed is found by its title alone: a hit by other words would tell that they stand in it."""
        in_phrases = all(phrase in self.title_stems for phrase in words.phrases)
        return not kind and in_phrases and self.in_title(words) == len(words.stems)


def search_materials(user: User | AnonymousUser, wanted: Wanted) -> SearchScreen:
    """Materials that `user` may know of and that hold every word, in title first; with the places where they stand."""
    courses = {path: Choice(slug, title) for path, slug, title in courses_readable(user)}
    topics = _topics_of(list(courses))
    course_choices = list(courses.values())
    words = search_words(wanted.text)
    if not words:
        return SearchScreen(courses=course_choices, topics=topics, is_empty_query=bool(wanted.text.strip()))
    waiting = waiting_for(user)
    readable = _readable(courses, wanted)
    found = _found(readable, words, wanted.kind, waiting)
    pages = max(1, -(-len(found) // HITS_PER_PAGE))
    number = min(max(1, wanted.page), pages)
    shown = found[(number - 1) * HITS_PER_PAGE : number * HITS_PER_PAGE]
    places = _places([one.material.pk for one in shown if not one.is_closed], words, wanted.kind)
    return SearchScreen(
        hits=[
            _hit(one, courses[one.material.course_path], places.get(one.material.pk, []), waiting, words)
            for one in shown
        ],
        total=len(found),
        number=number,
        pages=pages,
        courses=course_choices,
        topics=topics,
        suggestions=[] if found else _suggestions(readable, wanted.text),
    )


def _topics_of(paths: list[str]) -> list[Topic]:
    """To choose among; what a material was given just now can be chosen a few minutes later."""
    key = cache_key("search-topics", *paths)
    topics: list[Topic] | None = cache.get(key)
    if topics is None:
        on_them = MaterialPage.objects.live().below_paths(paths)
        topics = list(Topic.objects.filter(materials__in=on_them).distinct())
        cache.set(key, topics, LIVE_SECONDS)
    return topics


def _readable(courses: dict[str, Choice], wanted: Wanted) -> dict[int, FoundMaterial]:
    """The search back end reads plain conditions only, so who may know of what is asked first, by number.

    `courses` by path are those that the reader may see, and with them their materials.
    """
    paths = tuple(path for path, course in courses.items() if wanted.course in ("", course.value))
    topic = int(wanted.topic) if wanted.topic.isascii() and wanted.topic.isdigit() and len(wanted.topic) < 10 else None
    return {row[0]: FoundMaterial(*row) for row in materials_below(paths, topic)}


def _found(readable: dict[int, FoundMaterial], words: SearchWords, kind: str, waiting: Waiting) -> list[_Found]:
    """Those with the words in the title before the others, then those that hold them in most places, then as in the
    courses. Of what is closed the places do not count: their number would tell of the text.

    The back end finds and does not rank: on SQLite it would search once more for each row found.
    """
    rows = MaterialPage.objects.filter(pk__in=readable)
    results = rows.search(PlainText(" ".join(words.stems), operator="and"), order_by_relevance=False)[:MOST_FOUND]
    numbers = _numbers_of(results)
    if not numbers:
        return []
    places = dict(places_held(numbers, words.stems))
    found = [_found_one(readable[pk], places.get(pk, 0), waiting) for pk in numbers]
    open_ones = _held_as_asked([one.material.pk for one in found], words, kind)
    kept = [
        one for one in found if (one.is_told_by_title(words, kind) if one.is_closed else one.material.pk in open_ones)
    ]
    return sorted(kept, key=lambda one: (-one.in_title(words), one.is_closed, 0 if one.is_closed else -one.places))


def _numbers_of(results: Any) -> tuple[int, ...]:
    """A back end on the database reads no more of the pages found than that, for what a hit shows is known; one
    elsewhere gives whole pages."""
    if hasattr(results, "get_queryset"):
        return tuple(results.get_queryset().values_list("pk", flat=True))
    return tuple(page.pk for page in results)


def _found_one(material: FoundMaterial, places: int, waiting: Waiting) -> _Found:
    is_closed = waiting.sentence_for(material.pk, material.course_path) is not None
    return _Found(material, places, stems_of(material.title), is_closed)


def _held_as_asked(numbers: list[int], words: SearchWords, kind: str) -> set[int]:
    """Those with every phrase in one place, and a word in a place of the kind that was asked for."""
    allowed = [set(numbers)]
    if words.phrases or kind in KINDS:
        places = MaterialPlace.objects.filter(material__in=numbers)
        allowed += [_holding(places.holding_phrase(phrase)) for phrase in words.phrases]
        if kind in KINDS:
            allowed.append(_holding(places.filter(kind=kind).holding_any(words.stems)))
    return set.intersection(*allowed)


def _holding(places: QuerySet[MaterialPlace]) -> set[int]:
    return set(places.values_list("material", flat=True))


def _places(numbers: list[int], words: SearchWords, kind: str) -> dict[int, list[tuple[FoundPlace, Snippet]]]:
    """The best places of each material, in reading order."""
    if not numbers:
        return {}
    kinds = tuple(map(str, (kind,) if kind in KINDS else KINDS))
    wanted = frozenset(words.stems)
    by_material: dict[int, list[tuple[FoundPlace, Window]]] = {}
    for place in map(FoundPlace._make, places_in(tuple(numbers), kinds, words.stems)):
        if window := window_of(place.stems, wanted):
            by_material.setdefault(place.material_id, []).append((place, window))
    best = {}
    for pk, places in by_material.items():
        chosen = sorted(places, key=lambda found: -found[1].score)[:PLACES_PER_HIT]
        in_order = sorted(chosen, key=lambda found: found[0].order)
        best[pk] = [(place, snippet_of(place.text, window)) for place, window in in_order]
    return best


def _hit(
    one: _Found,
    course: Choice,
    places: list[tuple[FoundPlace, Snippet]],
    waiting: Waiting,
    words: SearchWords,
) -> SearchHit:
    material = one.material
    title = marked(material.title, one.title_stems, words.stems)
    url = reverse("courses:material", args=[course.value, material.slug])
    waits = waiting.sentence_for(material.pk, material.course_path)
    if waits is not None:
        return SearchHit(material.title, title, "", course.label, url, waits=waits)
    shown = [SearchPlace(_address(url, place, snippet), _where(place), snippet.html) for place, snippet in places]
    return SearchHit(material.title, title, material.summary if not shown else "", course.label, url, shown)


def _address(url: str, place: FoundPlace, snippet: Snippet) -> str:
    if not place.anchor:
        return url
    if place.kind == PlaceKind.TEXT:
        return f"{url}#{place.anchor}{text_fragment(snippet.first)}"
    if place.kind == PlaceKind.RECORDING and place.number:
        return f"{url}?t={place.number}#{place.anchor}"  # recording.js begins there; others go to the recording
    return f"{url}#{place.anchor}"


def _where(place: FoundPlace) -> str:
    """The heading, page or moment under which it stands."""
    if place.kind == PlaceKind.SLIDES:
        return _("Slides, page %(number)d") % {"number": place.number} if place.number else str(_("Slides"))
    if place.kind == PlaceKind.RECORDING:
        if place.number is None:
            return str(_("Recording"))
        return _("Recording, minute %(time)s") % {"time": f"{place.number // 60}:{place.number % 60:02}"}
    if place.kind == PlaceKind.DOCUMENT:
        return str(_("Document"))
    return place.heading


def _suggestions(readable: dict[int, FoundMaterial], text: str) -> list[str]:
    """Words of titles that look like those that were typed."""
    known = {word[0].lower() for material in readable.values() for word in words_of(material.title)} - STOPWORDS
    found: list[str] = []
    for word in words_of(text):
        found += get_close_matches(word[0].lower(), known, n=2, cutoff=0.7)
    return list(dict.fromkeys(found))[:4]
