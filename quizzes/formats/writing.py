"""The other door: items in, bytes out, and for each item what the format could not carry."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.choices import Marking, QuestionType
from quizzes.formats.findings import Entry, Finding, Notes, Place, RefusedError, Severity, shortened
from quizzes.formats.texts import plain_of
from quizzes.items import Item, MultipleChoice
from quizzes.items.choice import Choice, equal_fractions
from quizzes.items.written import Written as WrittenItem

STAMP = (2020, 9, 22, 0, 0, 0)
SOURCE = re.compile(r'(\ssrc=")media:([0-9a-f]{64})"')


@dataclass(frozen=True)
class Written:
    """`entries` in the order of the items; those without an item could not be written."""

    format: str
    data: bytes
    entries: tuple[Entry, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for entry in self.entries for finding in entry.findings)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.REFUSED)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == Severity.WARNING)


class Desk:
    """Writes one item after the other, and keeps account."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def each(self, items: Sequence[Item], write: Callable[[Item, Notes], str]) -> list[tuple[Item, str]]:
        done = []
        for number, item in enumerate(items, start=1):
            notes, place, name = Notes(), Place(number), name_of(item)
            try:
                done.append((item, write(item, notes)))
            except RefusedError as error:
                self._entries.append(Entry(place, name, None, (Finding(Severity.REFUSED, str(error), place, name),)))
                continue
            found = tuple(Finding(Severity.WARNING, sentence, place, name) for sentence in notes.sentences)
            self._entries.append(Entry(place, name, item, found))
        return done

    def written(self, format_name: str, data: bytes) -> Written:
        return Written(format_name, data, tuple(self._entries))


def name_of(item: Item) -> str:
    return shortened(item.name or plain_of(item.stem))


def refuse_kind(item: Item) -> str:
    raise RefusedError(
        _("This format has no questions of the kind “%(kind)s”. Export it in another one.")
        % {"kind": QuestionType(item.type).label}
    )


def with_sources(markup: str, source_of: Callable[[str], str]) -> str:
    """`media:` addresses replaced by what the format names its files."""
    return SOURCE.sub(lambda match: f'{match[1]}{html.escape(source_of(match[2]))}"', markup)


def medium_tag(item: Item, key: str, source: str) -> str:
    """The picture or sound beside an option as HTML."""
    file = next((file for file in item.media if file.sha256 == key), None)
    if file is not None and file.content_type.startswith("audio/"):
        title = f' title="{html.escape(file.alt)}"' if file.alt else ""
        return f'<audio src="{html.escape(source)}" controls=""{title}></audio>'
    return f'<img src="{html.escape(source)}" alt="{html.escape(file.alt if file else "")}">'


def summed_shares(item: Choice) -> dict[str, Decimal]:
    """Shares whose sum earns what the item's own rule gives, or comes nearest to it."""
    shares = {option.key: option.fraction for option in item.options}
    if not isinstance(item, MultipleChoice) or item.method == Marking.SUM_OF_FRACTIONS:
        return shares
    equal = equal_fractions({key: share > 0 for key, share in shares.items()})
    if item.method == Marking.RIGHT_MINUS_WRONG:
        right = max(sum(share > 0 for share in shares.values()), 1)
        return {key: share if share > 0 else -Decimal(1) / right for key, share in equal.items()}
    return equal


def note_written_losses(item: Item, notes: Notes) -> None:
    if isinstance(item, WrittenItem) and (item.rubric.criteria or item.markers != 1):
        notes.warn(_("Its rubric and its number of markers were left out."))


def note_losses(lost: Sequence[tuple[object, str]], notes: Notes) -> None:
    """One sentence for each thing that is there and that the format has no place for."""
    for there, sentence in lost:
        if there:
            notes.warn(sentence)


def fixed_zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    """An archive without the clock in it: the same files give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()
