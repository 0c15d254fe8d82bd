"""Export, then import: the same item again, or the differences that docs/question-files.md names, and no other."""

from dataclasses import fields

import pytest

from quizzes.formats import read_questions, write_questions
from quizzes.items import Item
from tests.quizzes.formats.samples import EVERY_KIND

REFUSED = {"refused"}
READ_AS = {"gift": "gift", "moodle-xml": "moodle-xml", "xlsx": "xlsx", "qti3": "qti"}

# (format, sample): the fields that come back otherwise. Whatever is not named here comes back as it was.
LOST: dict[tuple[str, str], set[str]] = {
    ("gift", "single, in order, last"): {"options", "shuffle"},
    ("gift", "single, pictured"): {"media"},
    ("gift", "all or nothing"): {"options", "method"},
    ("gift", "right minus wrong"): {"options", "method"},
    ("gift", "kprim"): REFUSED,
    ("gift", "short text, strict"): {"case_matters", "fold_accents", "fold_punctuation"},
    ("gift", "numeric, units"): {"answers", "unit_rule", "units", "unit_penalty"},
    ("gift", "numeric, geometric"): {"answers"},
    ("gift", "matching, whole"): {"shuffle", "marking"},
    ("gift", "ordering"): REFUSED,
    ("gift", "ordering, whole"): REFUSED,
    ("gift", "ordering, run"): REFUSED,
    ("gift", "cloze"): REFUSED,
    ("gift", "cloze, plain"): REFUSED,
    ("gift", "cloze, whole"): REFUSED,
    ("gift", "essay"): {"notes_for_markers", "lines", "least_words", "most_words", "template"},
    ("gift", "upload"): REFUSED,
    ("gift", "rubric"): {"rubric"},
    ("gift", "drill"): REFUSED,
    ("gift", "worth 2.5"): {"marks"},
    ("moodle-xml", "rubric"): {"rubric"},
    ("moodle-xml", "drill"): REFUSED,
    ("xlsx", "single, pictured"): {"stem", "media", "options"},
    ("xlsx", "rubric"): {"rubric"},
    ("xlsx", "drill"): REFUSED,
    ("qti3", "right minus wrong"): {"options", "method"},
    ("qti3", "short text"): REFUSED,
    ("qti3", "short text, strict"): REFUSED,
    ("qti3", "numeric"): REFUSED,
    ("qti3", "numeric, geometric"): REFUSED,
    ("qti3", "numeric, units"): {"unit_rule", "units", "unit_penalty"},
    ("qti3", "ordering"): {"marking"},
    ("qti3", "ordering, run"): {"marking"},
    ("qti3", "cloze"): REFUSED,
    ("qti3", "essay"): {"least_words", "most_words", "template"},
    ("qti3", "upload"): REFUSED,
    ("qti3", "rubric"): {"rubric"},
    ("qti3", "drill"): REFUSED,
}


def differences(one: Item, other: Item) -> set[str]:
    assert type(one) is type(other)
    return {field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name)}


@pytest.mark.parametrize("name", EVERY_KIND)
@pytest.mark.parametrize("format", READ_AS)
def test_an_item_comes_back_as_it_was_or_with_the_losses_that_are_told(format: str, name: str) -> None:
    item, lost = EVERY_KIND[name], LOST.get((format, name), set())

    written = write_questions([item], format=format)

    if lost == REFUSED:
        assert len(written.refusals) == 1
        return
    assert written.refusals == ()
    assert bool(written.warnings) == bool(lost)  # nothing is lost in silence, and nothing is cried over that is there
    reading = read_questions(written.data)
    assert reading.format == READ_AS[format]
    assert reading.findings == ()
    assert differences(item, reading.items[0]) == lost


@pytest.mark.parametrize("format", READ_AS)
def test_a_whole_bank_keeps_its_order_and_its_account(format: str) -> None:
    items = list(EVERY_KIND.values())

    written = write_questions(items, format=format)
    reading = read_questions(written.data)

    assert len(written.entries) == len(items)
    assert len(reading.items) == len(items) - len(written.refusals)
    assert [item.stem for item in reading.items if item.media == ()] == [
        entry.item.stem for entry in written.entries if entry.item is not None and entry.item.media == ()
    ] or format == "xlsx"


@pytest.mark.parametrize("format", READ_AS)
def test_the_same_items_give_the_same_bytes(format: str) -> None:
    items = list(EVERY_KIND.values())

    assert write_questions(items, format=format).data == write_questions(items, format=format).data


@pytest.mark.parametrize("format", READ_AS)
def test_an_empty_bank_gives_a_file_without_questions(format: str) -> None:
    reading = read_questions(write_questions([], format=format).data, format=READ_AS[format])

    assert (reading.items, len(reading.refusals)) == ((), 1)
