"""Pictures and sounds in an author's texts: from rows and `[gambar 1]` to the tags that are frozen, and back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.choices import MediaPlace
from quizzes.items import Item, Media
from quizzes.items.choice import Choice

if TYPE_CHECKING:
    from quizzes.models import Question, QuestionMedia

# The word that speakers read, whatever the language of the screen; the number is that of the row.
MARK = re.compile(r"\[(?:gambar|suara|picture|sound) (\d{1,2})\]", re.IGNORECASE)
TAG = re.compile(r'<(img|audio)\b[^>]*?\ssrc="media:([0-9a-f]{64})"[^>]*>(?:</audio>)?')
ALT = re.compile(r'\s(?:alt|title)="([^"]*)"')  # a sound has no `alt` in HTML: its words are its title
LONGEST_ALT = 500
LONGEST_ALT_OF_OPTION = 300


@dataclass(frozen=True)
class Attached:
    """One row of a question, or of a file that becomes one."""

    sha256: str
    is_sound: bool
    alt: str = ""
    is_decoration: bool = False
    place: MediaPlace = MediaPlace.QUESTION

    @property
    def tag(self) -> str:
        if self.is_sound:
            title = f' title="{html.escape(self.alt)}"' if self.alt else ""
            return f'<audio src="media:{self.sha256}" controls=""{title}></audio>'
        alt = "" if self.is_decoration else html.escape(self.alt)
        return f'<img src="media:{self.sha256}" alt="{alt}">'


def attached_to(question: Question) -> list[Attached]:
    return [
        Attached(row.media_id, row.media.is_sound, row.alt.strip(), row.is_decoration, MediaPlace(row.place))
        for row in question.attachments.all()
        if row.media_id
    ]


def placed(markup: str, rows: Iterable[Attached], place: MediaPlace) -> str:
    """With each row where its mark stands in the text; those without a mark follow below."""
    numbered = dict(enumerate(rows, start=1))
    used: set[int] = set()

    def tag(mark: re.Match[str]) -> str:
        row = numbered.get(int(mark[1]))
        if row is None or row.place != place:
            return mark[0]
        used.add(int(mark[1]))
        return row.tag

    text = MARK.sub(tag, markup)
    below = [row.tag for number, row in numbered.items() if row.place == place and number not in used]
    return text + "".join(f"<p>{one}</p>" for one in below)


def marks_without_row(markup: str, rows: Iterable[Attached], place: MediaPlace) -> list[str]:
    known = {number for number, row in enumerate(rows, start=1) if row.place == place}
    return [mark[0] for mark in MARK.finditer(markup) if int(mark[1]) not in known]


def untold_media(question: Question) -> list[str]:
    """What somebody who cannot see or hear would not get: pictures and sounds without words, and marks of none."""
    rows, found = attached_to(question), []
    for number, row in enumerate(rows, start=1):
        if not row.alt and not row.is_decoration:
            found.append(
                _("Picture or sound %(number)d has no words that say what is seen or heard.") % {"number": number}
            )
    for number, option in enumerate(question.options.all(), start=1):
        if option.media_id and not option.text.strip() and not option.media_alt.strip():
            found.append(
                _("The picture or sound of option %(number)d has no words that say what is seen or heard.")
                % {"number": number}
            )
    marks = marks_without_row(question.stem, rows, MediaPlace.QUESTION)
    marks += marks_without_row(question.feedback, rows, MediaPlace.FEEDBACK)
    return found + [_("The text says %(mark)s, and there is no such row.") % {"mark": mark} for mark in marks]


def media_of(question: Question, rows: Iterable[Attached]) -> tuple[Media, ...]:
    """Each file once, without its bytes, described as in the question, else as beside an option: the words of the
    explanation may tell the answer, and go with what only the explanation shows."""
    uses: dict[str, str] = {}
    told: dict[str, str] = {}
    for row in rows:
        words = told if row.place == MediaPlace.FEEDBACK else uses
        words.setdefault(row.sha256, "" if row.is_decoration else row.alt)
    files: dict[str, QuestionMedia] = {row.media_id: row.media for row in question.attachments.all() if row.media_id}
    for option in question.options.all():
        if option.media_id and option.media is not None:
            files[option.media_id] = option.media
            uses.setdefault(option.media_id, option.media_alt.strip())
    return tuple(_media(files[sha256], alt) for sha256, alt in {**told, **uses}.items())


def _media(file: QuestionMedia, alt: str) -> Media:
    return Media(file.name, file.content_type, file.sha256, alt=alt, width=file.width, height=file.height)


def taken_apart(item: Item) -> tuple[str, str, list[Attached]]:
    """The other way, for what comes from a file: text and explanation with marks, and the rows that they name."""
    files = {file.sha256: file for file in item.media}
    rows: list[Attached] = []

    def marked(markup: str, place: MediaPlace) -> str:
        def mark(tag: re.Match[str]) -> str:
            file = files.get(tag[2])
            if file is None:
                return ""
            written = ALT.search(tag[0])
            alt = html.unescape(written[1]) if written else file.alt
            rows.append(Attached(tag[2], tag[1] == "audio", alt[:LONGEST_ALT], place=place))
            return f"[{'suara' if tag[1] == 'audio' else 'gambar'} {len(rows)}]"

        return TAG.sub(mark, markup)

    stem, feedback = marked(item.stem, MediaPlace.QUESTION), marked(item.feedback, MediaPlace.FEEDBACK)
    known = {row.sha256 for row in rows} | _of_options(item)
    for file in item.media:
        if file.sha256 not in known:
            rows.append(Attached(file.sha256, file.content_type.startswith("audio/"), file.alt[:LONGEST_ALT]))
    return stem, feedback, rows


def option_row(sha256: str, alt: str, item: Item) -> dict[str, Any]:
    """What an option of an item needs beside its words."""
    if not sha256:
        return {}
    file = next((file for file in item.media if file.sha256 == sha256), None)
    return {"media": sha256, "media_alt": (alt or (file.alt if file else ""))[:LONGEST_ALT_OF_OPTION]}


def _of_options(item: Item) -> set[str]:
    return {option.media for option in item.options if option.media} if isinstance(item, Choice) else set()


def without(item: Item, gone: set[str]) -> Item:
    """The item with its words in the place of these files."""
    if not gone:
        return item
    alts = {file.sha256: file.alt for file in item.media}

    def worded(markup: str) -> str:
        def words(tag: re.Match[str]) -> str:
            written = ALT.search(tag[0])
            return (written[1] if written else html.escape(alts.get(tag[2], ""))) if tag[2] in gone else tag[0]

        return TAG.sub(words, markup)

    changes: dict[str, Any] = {"stem": worded(item.stem), "feedback": worded(item.feedback)}
    changes["media"] = tuple(file for file in item.media if file.sha256 not in gone)
    if isinstance(item, Choice):
        changes["options"] = tuple(
            replace(option, media="", alt="", text=option.text or option.alt or alts.get(option.media, ""))
            if option.media in gone
            else option
            for option in item.options
        )
    return replace(item, **changes)


def with_other_names(item: Item, names: Mapping[str, Media]) -> Item:
    """The item with each file of the key's SHA-256 called by what it was stored as."""

    def renamed(markup: str) -> str:
        return TAG.sub(lambda tag: tag[0].replace(tag[2], names[tag[2]].sha256) if tag[2] in names else tag[0], markup)

    changes: dict[str, Any] = {"stem": renamed(item.stem), "feedback": renamed(item.feedback)}
    changes["media"] = tuple(names.get(file.sha256, file) for file in item.media)
    if isinstance(item, Choice):
        changes["options"] = tuple(
            replace(option, media=names[option.media].sha256) if option.media in names else option
            for option in item.options
        )
    return replace(item, **changes)
