"""One row of a table as a question."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.choices import Marking, QuestionType
from quizzes.formats import making, topics
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.limits import LONGEST_TEXT
from quizzes.formats.making import Common, Option, Spoken
from quizzes.formats.media import Shelf
from quizzes.formats.moodle_xml.cloze import gaps_of
from quizzes.formats.numbers import number_of, share_of
from quizzes.formats.tables.columns import KIND_BY_NAME, KINDS, Columns, letter_of, number_of_letter
from quizzes.formats.tables.placing import pictures_by_column
from quizzes.formats.tables.rows import Row
from quizzes.formats.tables.settings import Settings
from quizzes.formats.tables.targets import target_of
from quizzes.formats.texts import clean, from_loose

if TYPE_CHECKING:
    from quizzes.items import Item

TRUE = {"true", "benar", "b", "t", "1", "ya", "yes"}
FALSE = {"false", "salah", "s", "f", "0", "tidak", "no"}
LETTERS = re.compile(r"\s*([A-Za-z]{1,2}|\d{1,3})\s*(?:[=:]\s*(-?\d+(?:[.,]\d+)?)\s*%?)?\s*")
CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)


class RowQuestion:
    def __init__(self, row: Row, columns: Columns) -> None:
        self.row, self.columns = row, columns
        self.shelf = Shelf()
        self.added: dict[int, str] = {}  # pictures as HTML, by the place of their column

    @property
    def beginning(self) -> str:
        return self._cell("name") or self._cell("question")

    def item(self, notes: Notes) -> Item:
        self._refuse_troubles()
        self.added = pictures_by_column(self.row, self.columns, self.shelf, notes)
        texts = self._options(with_pictures=True)
        kind = self._kind([text for text in texts if text.strip()])
        if kind not in CHOICES:
            texts = self._options(with_pictures=False)
            if any(place in self.added for place in self.columns.options.values()):
                notes.warn(_("Pictures beside options were left out: only options that are chosen show them."))
        settings = Settings(self._cell("settings"))
        item = self._made(kind, texts, settings, notes)
        for name in settings.unread:
            notes.warn(_("The setting “%(name)s” is not known and was left out.") % {"name": name})
        return item

    def _made(self, kind: QuestionType, texts: list[str], settings: Settings, notes: Notes) -> Item:
        if kind in CHOICES:
            return self._choice(kind, texts, settings, notes)
        if kind == QuestionType.TRUE_FALSE:
            said = [self._rich(text, notes) for text in [*self._remarks(2)]]
            return making.true_false(
                self._common(notes), self._truth(), said_if_true=said[0], said_if_false=said[1], notes=notes
            )
        if kind == QuestionType.KPRIM:
            right = self._shares(len(texts), notes)
            remarks = self._remarks(len(texts))
            rows = [
                (self._rich(text, notes), right.get(place, Decimal(0)) > 0, self._rich(said, notes))
                for place, (text, said) in enumerate(zip(texts, remarks, strict=True), start=1)
            ]
            return making.kprim(self._common(notes), rows, shuffle=settings.flag("shuffle", True), notes=notes)
        if kind == QuestionType.SHORT_TEXT:
            answers = [Spoken(text, share, said) for text, share, said in self._answers(texts, notes)]
            return making.short_text(
                self._common(notes),
                answers,
                otherwise=self._rich(settings.text("otherwise"), notes),
                case_matters=settings.flag("case", False),
                fold_accents=settings.text("accents") == "fold",
                fold_punctuation=settings.text("punctuation") == "fold",
                notes=notes,
            )
        if kind == QuestionType.NUMERIC:
            geometric = settings.text("tolerance") == "geometric"
            targets = [
                target_of(text, share, said, notes, geometric=geometric)
                for text, share, said in self._answers(texts, notes)
            ]
            return making.numeric(
                self._common(notes),
                targets,
                otherwise=self._rich(settings.text("otherwise"), notes),
                units=settings.units(),
                unit_rule=settings.unit_rule(),
                unit_penalty=settings.number("unit_penalty", Decimal(1)),
                notes=notes,
            )
        return self._other(kind, texts, settings, notes)

    def _other(self, kind: QuestionType, texts: list[str], settings: Settings, notes: Notes) -> Item:
        if kind == QuestionType.MATCHING:
            pairs = [self._pair(text, notes) for text in texts if text.strip()]
            return making.matching(
                self._common(notes),
                pairs,
                shuffle=settings.flag("shuffle", True),
                marking=settings.match_marking(),
                notes=notes,
            )
        if kind == QuestionType.ORDERING:
            parts = [self._rich(text, notes) for text in texts if text.strip()]
            return making.ordering(self._common(notes), parts, marking=settings.order_marking(), notes=notes)
        if kind == QuestionType.CLOZE:
            text, gaps = gaps_of(self._cell("question"), notes)
            return making.cloze(self._common(notes, self._rich(text, notes)), gaps)
        if kind == QuestionType.UPLOAD:
            return making.upload(
                self._common(notes),
                most_files=settings.whole("files", 1),
                kinds=settings.text("kinds").split(","),
                notes_for_markers=settings.text("notes"),
            )
        least, most = settings.span("words")
        return making.essay(
            self._common(notes),
            lines=settings.whole("lines", 10),
            least_words=least,
            most_words=most,
            template=html.escape(settings.text("template"), quote=False),
            notes_for_markers=settings.text("notes"),
        )

    def _choice(self, kind: QuestionType, texts: list[str], settings: Settings, notes: Notes) -> Item:
        if any(not text.strip() for text in texts):
            raise RefusedError(_("An option between others is empty. Fill it in, or move the later ones up."))
        shares, last = self._shares(len(texts), notes), settings.places("last")
        if not shares:
            raise RefusedError(_("No option is marked as right. Write its letter into the column “Kunci”."))
        options = [
            Option(self._rich(text, notes), shares.get(place, Decimal(0)), self._rich(said, notes), place in last)
            for place, (text, said) in enumerate(zip(texts, self._remarks(len(texts)), strict=True), start=1)
        ]
        plain = all(share == 1 for share in shares.values())
        marking = settings.marking(Marking.ALL_OR_NOTHING if plain else Marking.SUM_OF_FRACTIONS)
        return making.choice(
            self._common(notes),
            options,
            multiple=kind == QuestionType.MULTIPLE,
            marking=marking,
            shuffle=settings.flag("shuffle", True),
            notes=notes,
        )

    def _kind(self, texts: list[str]) -> QuestionType:
        written = " ".join(self._cell("kind").replace("_", " ").lower().split())
        if written:
            if written not in KIND_BY_NAME:
                raise RefusedError(
                    _("The kind “%(kind)s” is not known. Use one of: %(kinds)s.")
                    % {"kind": written[:40], "kinds": ", ".join(names[0] for names in KINDS.values())}
                )
            return KIND_BY_NAME[written]
        answer = self._cell("answer").lower()
        if texts:
            several = len([part for part in re.split(r"[,;]", answer) if part.strip()]) > 1
            return QuestionType.MULTIPLE if several else QuestionType.SINGLE
        if answer in {"true", "false", "benar", "salah"}:
            return QuestionType.TRUE_FALSE
        return QuestionType.SHORT_TEXT if answer else QuestionType.ESSAY

    def _common(self, notes: Notes, stem: str | None = None) -> Common:
        marks = self._cell("marks")
        return Common(
            stem=(self._rich(self._cell("question"), notes) if stem is None else stem) + self._below("question", notes),
            feedback=self._rich(self._cell("feedback"), notes) + self._below("feedback", notes),
            shelf=self.shelf,
            name=self._cell("name"),
            external_id=self._cell("id"),
            topic=topics.from_path(self._cell("topic")),
            tags=tuple(tag.strip() for tag in self._cell("tags").split(",") if tag.strip()),
            marks=number_of(marks, notes.warn) if marks else Decimal(1),
        )

    def _shares(self, count: int, notes: Notes) -> dict[int, Decimal]:
        """`B`, `A, C` or `A=50, C=50, D=-25`: the places of options and what they earn."""
        found: dict[int, Decimal] = {}
        for part in re.split(r"[,;]|\s+(?=[A-Za-z]{1,2}\s*(?:$|[=:,;\s]))", self._cell("answer")):
            if not part.strip():
                continue
            match = LETTERS.fullmatch(part)
            place = number_of_letter(match[1]) if match else 0
            if not match or not 1 <= place <= count:
                raise RefusedError(
                    _("The key “%(key)s” names no option. Write letters from A to %(last)s.")
                    % {"key": part.strip()[:40], "last": letter_of(max(count, 1))}
                )
            found[place] = share_of(match[2].replace(",", ".")) if match[2] else Decimal(1)
        return found

    def _answers(self, texts: list[str], notes: Notes) -> list[tuple[str, Decimal, str]]:
        """In columns of options, each with its share; or in the key itself, parted by |."""
        if not any(text.strip() for text in texts):
            return [(part.strip(), Decimal(1), "") for part in self._cell("answer").split("|") if part.strip()]
        shares = self._shares(len(texts), notes)
        remarks = self._remarks(len(texts))
        return [
            (text.strip(), shares.get(place, Decimal(0)) if shares else Decimal(1), self._rich(said, notes))
            for place, (text, said) in enumerate(zip(texts, remarks, strict=True), start=1)
            if text.strip()
        ]

    def _pair(self, text: str, notes: Notes) -> tuple[str, str]:
        left, arrow, right = text.partition("->")
        if not arrow:
            raise RefusedError(
                _("“%(text)s” has no “->”. Write each pair like “left -> right”.") % {"text": text.strip()[:60]}
            )
        return self._rich(left, notes), right.strip()

    def _truth(self) -> bool:
        written = self._cell("answer").lower()
        if written in TRUE | FALSE:
            return written in TRUE
        raise RefusedError(_("The key “%(key)s” is neither “benar” nor “salah”.") % {"key": written[:40]})

    def _refuse_troubles(self) -> None:
        used = {*self.columns.places.values(), *self.columns.options.values(), *self.columns.remarks.values()}
        for place, trouble in self.row.troubles.items():
            if place in used:
                raise RefusedError(trouble % {"column": letter_of(place + 1), "most": LONGEST_TEXT})

    def _cell(self, name: str) -> str:
        return self._at(self.columns.places.get(name))

    def _at(self, place: int | None) -> str:
        return self.row.cells[place].strip() if place is not None and place < len(self.row.cells) else ""

    def _below(self, name: str, notes: Notes) -> str:
        shown = self.added.get(self.columns.places.get(name, -1), "")
        return self._rich(f"<p>{shown}</p>", notes) if shown else ""

    def _options(self, *, with_pictures: bool) -> list[str]:
        places = self.columns.options
        texts = self._many(places)
        if with_pictures:
            texts = [f"{text} {self.added.get(places.get(number, -1), '')}" for number, text in enumerate(texts, 1)]
        while texts and not texts[-1].strip():
            texts.pop()
        return texts

    def _many(self, places: dict[int, int]) -> list[str]:
        return [self._at(places.get(number)) for number in range(1, max(places, default=0) + 1)]

    def _remarks(self, count: int) -> list[str]:
        return [self._at(self.columns.remarks.get(number)) for number in range(1, count + 1)]

    def _rich(self, text: str, notes: Notes) -> str:
        return clean(from_loose(text), notes, self.shelf)
