"""What the attempt and result pages show, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quizzes.choices import MARKED_BY_PEOPLE, QuestionType, ReviewMoment, ReviewPart
from quizzes.controls import Control, controls_of, stem_of, texts_of_options
from quizzes.correcting import Correction, shown_key
from quizzes.items import item_from_parts
from quizzes.models import Attempt
from quizzes.paper import Paper, PaperQuestion, sections_of
from quizzes.plan import Section
from quizzes.readings import reading_of
from quizzes.reviews import ReviewLine, lines_of
from quizzes.selectors.answers import GivenAnswer
from quizzes.sheet_sections import in_sections
from quizzes.shown_media import AddressOf, facts_of, is_sound, tag_for, with_media
from quizzes.wording import number_in_words
from quizzes.written_faces import WrittenFace, WrittenReview, face_to_review, face_to_write

CHOICES = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE}


@dataclass(frozen=True)
class OptionLine:
    key: str
    text: str
    chosen: bool
    right: bool | None = None
    remark: str = ""
    picture: SafeString = field(default_factory=SafeString)
    sound: SafeString = field(default_factory=SafeString)


@dataclass(frozen=True)
class Sheet:
    """One question as shown; what the review rules withhold is None or empty."""

    number: int
    slot: int
    kind: QuestionType
    stem: SafeString
    given: list[str]
    options: list[OptionLine] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    lines: list[ReviewLine] = field(default_factory=list)
    remarks: tuple[str, ...] = ()
    reading: str = ""
    units: str = ""
    rev: int = 0
    section: int = 0
    head: Section | None = None
    review: Sheet | None = None
    """What practice tells of a question that was checked."""
    marks: Decimal = Decimal(1)
    dropped: bool = False
    fraction: Decimal | None = None
    points: Decimal | None = None
    feedback: SafeString = field(default_factory=SafeString)
    body: Mapping[str, Any] = field(default_factory=dict)
    written: WrittenFace | None = None

    @property
    def takes_one(self) -> bool:
        return self.kind != QuestionType.MULTIPLE

    @property
    def may_clear(self) -> bool:
        return self.takes_one and self.kind not in MARKED_BY_PEOPLE

    @property
    def template(self) -> str:
        return f"quizzes/kinds/{'choice' if self.kind in CHOICES else str(self.kind.value)}.html"

    @property
    def answered(self) -> bool:
        return any(text.strip() for text in self.given)

    @property
    def verdict(self) -> str:
        """A few words for a badge; nothing where right and wrong are withheld and there is an answer."""
        if self.dropped:
            return _("dropped")
        if self.written is not None and self.written.practised:
            return _("not counted in practice")
        if self.written is not None and self.answered:
            return _("waits to be marked") if self.written.waits else ""
        if self.fraction == 1:
            return _("right")
        if self.fraction:
            return _("partly right")
        if not self.answered:
            return _("no answer")
        return "" if self.fraction is None else _("wrong")

    @property
    def tone(self) -> str:
        if self.dropped:
            return "neutral"
        if self.fraction is None:
            return "info" if self.written and self.written.waits else "neutral"
        if self.fraction == 1:
            return "success"
        return "warning" if self.fraction else "danger"

    @property
    def score(self) -> str:
        if self.points is None:
            return ""
        if self.dropped:
            return _("not counted")
        words = {"points": number_in_words(self.points), "marks": number_in_words(self.marks)}
        return _("%(points)s of %(marks)s") % words


def media_of_attempt(attempt: Attempt) -> AddressOf:
    """Behind the attempt's own rule, and kept with it on the device."""
    return lambda sha256: reverse("quizzes:attempt_media", args=[attempt.uid, sha256])


def media_of_banks(sha256: str) -> str:
    """For those who may see the question's bank."""
    return reverse("quizzes:media", args=[sha256])


def sheets_to_write(
    attempt: Attempt,
    given: Mapping[int, tuple[int, list[str]]],
    checked: Mapping[int, Decimal] | None = None,
    answers: Mapping[int, GivenAnswer] | None = None,
) -> list[Sheet]:
    """In the attempt's own order; from the paper alone, which knows nothing of the key. `checked`: what questions of
    practice earned that were checked; those alone come with their review. `answers` brings files and the scenarios of
    drills that were started."""
    address = media_of_attempt(attempt)
    sheets = [
        sheet_to_write(
            attempt.questions[place.slot],
            number,
            place.options,
            given.get(place.slot, (0, [])),
            address,
            (answers or {}).get(place.slot),
        )
        for number, place in enumerate(attempt.places, start=1)
    ]
    if checked:
        parts = attempt.version.policies.review[ReviewMoment.DURING] | {ReviewPart.ANSWERS}
        values = {slot: value for slot, (_rev, value) in given.items()}
        reviews = {sheet.slot: sheet for sheet in _reviewed(attempt, values, checked, parts) if sheet.slot in checked}
        sheets = [replace(sheet, review=reviews.get(sheet.slot)) for sheet in sheets]
    return in_sections(sheets, sections_of(attempt.version.body))


def sheet_to_write(
    question: PaperQuestion,
    number: int,
    order: tuple[str, ...],
    given: tuple[int, list[str]],
    address: AddressOf = media_of_banks,
    answer: GivenAnswer | None = None,
) -> Sheet:
    rev, value = given
    facts = facts_of(question.body.get("media", ()))
    return Sheet(
        number=number,
        slot=question.slot,
        kind=question.type,
        stem=with_media(stem_of(question, value), facts, address),
        given=value,
        options=_options(question, order, value, facts, address),
        controls=controls_of(question, order, value),
        reading=reading_of(question, value),
        units=", ".join(question.body.get("units", ())),
        rev=rev,
        marks=question.marks,
        body=question.body,
        written=face_to_write(question, answer),
    )


def sheets_to_preview(paper: Paper, seed: str) -> list[Sheet]:
    """For the author: a paper as one participant may get it, with the draws of this seed, in the author's order."""
    questions, places = paper.by_slot(), paper.lay_out(seed, shuffle_questions=False, shuffle_options=False)
    sheets = [
        sheet_to_write(questions[place.slot], number, place.options, (0, []))
        for number, place in enumerate(places, start=1)
    ]
    return in_sections(sheets, paper.sections)


def sheets_to_review(
    attempt: Attempt,
    given: Mapping[int, list[str]],
    fractions: Mapping[int, Decimal],
    parts: frozenset[ReviewPart],
    written: WrittenReview | None = None,
    corrections: Mapping[int, Correction] | None = None,
) -> list[Sheet]:
    """Only what `parts` allow; empty where not even the own answers may be seen again. `corrections`: those of slots
    that were corrected."""
    if ReviewPart.ANSWERS not in parts:
        return []
    reviewed = _reviewed(attempt, given, fractions, parts, written, corrections)
    return in_sections(reviewed, sections_of(attempt.version.body))


def _reviewed(
    attempt: Attempt,
    given: Mapping[int, list[str]],
    fractions: Mapping[int, Decimal],
    parts: frozenset[ReviewPart],
    written: WrittenReview | None = None,
    corrections: Mapping[int, Correction] | None = None,
) -> list[Sheet]:
    address, sheets = media_of_attempt(attempt), []
    for number, place in enumerate(attempt.places, start=1):
        slot, question, key = place.slot, attempt.questions[place.slot], attempt.version.key[str(place.slot)]
        if correction := (corrections or {}).get(slot):
            key = shown_key(correction, question.body, key)
        value, fraction = given.get(slot, []), fractions.get(slot, Decimal(0))
        face = face_to_review(question, attempt, parts, written)
        sheet = sheet_to_review(question, key, number, place.options, value, fraction, parts, address, face)
        sheets.append(replace(sheet, dropped=slot in attempt.dropped))
    return sheets


def sheet_to_review(
    question: PaperQuestion,
    key: Mapping[str, Any],
    number: int,
    order: tuple[str, ...],
    value: list[str],
    fraction: Decimal,
    parts: frozenset[ReviewPart],
    address: AddressOf = media_of_banks,
    written: WrittenFace | None = None,
) -> Sheet:
    item = item_from_parts(question.body, key)
    is_marked = written is None or not (written.waits or written.practised)
    shares = {name: Decimal(share) for name, share in key.get("fractions", {}).items()}
    is_choice, says = question.type in CHOICES, ReviewPart.FEEDBACK in parts
    facts = facts_of(question.body.get("media", ()), key.get("media", ()))
    told, remarks = shares if ReviewPart.KEY in parts else {}, key["option_feedback"] if says and is_choice else {}
    return Sheet(
        number=number,
        slot=question.slot,
        kind=question.type,
        stem=with_media(stem_of(question, None), facts, address),
        given=value,
        options=_options(question, order, value, facts, address, told, remarks),
        lines=[] if is_choice or written else lines_of(item, value, order, parts),
        remarks=item.mark(value).feedback if says and not is_choice else (),
        reading=reading_of(question, value),
        marks=question.marks,
        fraction=fraction if ReviewPart.RIGHT_WRONG in parts and is_marked else None,
        points=fraction * question.marks if ReviewPart.MARKS in parts and is_marked else None,
        body=question.body,
        written=written,
        feedback=with_media(key["feedback"] if says else "", facts, address),
    )


def _options(
    question: PaperQuestion,
    order: tuple[str, ...],
    chosen: list[str],
    facts: Mapping[str, Mapping[str, Any]],
    address: AddressOf,
    shares: Mapping[str, Decimal] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> list[OptionLine]:
    if question.type not in CHOICES:
        return []
    texts, rows = texts_of_options(question), {option.key: option for option in question.options}
    lines = []
    for key in order:
        row = rows[key]
        tag = tag_for(row.media, facts, address, row.alt)
        hears = bool(tag) and is_sound(row.media, facts)
        lines.append(
            OptionLine(
                key=key,
                text=row.text if tag and not hears else texts[key],
                chosen=key in chosen,
                right=shares.get(key, Decimal(0)) > 0 if shares else None,
                remark=(remarks or {}).get(key, "") if key in chosen else "",
                picture=SafeString("") if hears else tag,
                sound=tag if hears else SafeString(""),
            )
        )
    return lines
