"""Every kind of question from a file into a bank, and as it was out of it again."""

from dataclasses import replace
from typing import Any

import pytest

from quizzes.draft import problems_of_question
from quizzes.formats import read_questions, write_questions
from quizzes.items import Cloze, Item, Matching
from quizzes.models import Question
from quizzes.services import import_questions
from quizzes.services.question_files import exported_item
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import make_bank
from tests.quizzes.formats.samples import EVERY_KIND

pytestmark = pytest.mark.django_db
STORED = {name: item for name, item in EVERY_KIND.items() if not item.media and item.best_value() is not None}
# What the rows cannot say, told by a remark.
LOSSY = {"cloze": "In gap"}


def through_a_bank(item: Item) -> tuple[Item, list[str]]:
    written = write_questions([item], format="moodle-xml")
    read = read_questions(written.data, format="moodle-xml")
    report = import_questions(bank=make_bank(), reading=read)
    assert report.counts["added"] == 1, report.findings
    question = Question.objects.prefetch_related("options", "gaps").get()
    assert problems_of_question(question) == []
    return exported_item(question), [finding.sentence for finding in report.findings]


def plain_form(item: Item) -> dict[str, Any]:
    """What takers and markers go by, without keys and names."""
    item = replace(item, external_id="", name="", topic=(), tags=())
    key = item.key()
    key.pop("about", None)
    if isinstance(item, Matching):
        texts = {choice.key: choice.text for choice in item.choices}
        pairs = [(row.text, texts[row.right], row.feedback) for row in item.prompts]
        return {"pairs": pairs, "choices": sorted(texts.values()), "marking": item.marking, "stem": item.stem}
    if isinstance(item, Cloze):
        gaps = [(type(gap.item).__name__, gap.weight, gap.item.best_value()) for gap in item.gaps]
        return {"gaps": gaps, "stem": item.stem}
    return {"body": item.body(), "key": key}


@pytest.mark.parametrize("name", [name for name in STORED if name not in LOSSY])
def test_what_a_bank_has_rows_for_comes_out_as_it_went_in(name: str) -> None:
    item = STORED[name]
    expected = read_questions(write_questions([item], format="moodle-xml").data, format="moodle-xml").entries[0].item
    assert expected is not None

    stored, remarks = through_a_bank(item)

    if name.startswith(("single", "sum", "all", "right", "true", "worth")):
        assert stored.mark(stored.best_value()).fraction == 1
    else:
        assert plain_form(stored) == plain_form(expected)
        assert [text for text in remarks if "topic" not in text] == []


@pytest.mark.parametrize("name", [name for name in LOSSY if name in STORED])
def test_what_is_left_out_is_told(name: str) -> None:
    stored, remarks = through_a_bank(STORED[name])

    assert any(LOSSY[name] in text for text in remarks)
    assert stored.mark(stored.best_value()).fraction == 1


@pytest.mark.parametrize("kind", MAKERS)
def test_what_an_author_wrote_goes_out_and_renews_itself_unchanged(kind: str) -> None:
    bank = make_bank()
    question = MAKERS[kind](bank)
    written = write_questions([exported_item(question)], format="moodle-xml")

    report = import_questions(bank=bank, reading=read_questions(written.data, format="moodle-xml"))

    again = Question.objects.prefetch_related("options", "gaps").get()
    assert report.counts["added"] == 0
    assert report.counts["refused"] == 0
    assert again.options.count() == question.options.count()
    assert again.gaps.count() == question.gaps.count()
    best = exported_item(again).best_value()
    assert exported_item(again).mark(best).fraction == 1
