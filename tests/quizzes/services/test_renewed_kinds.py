"""The same file again changes nothing, whatever the kind; a code whose question became another kind renews it whole."""

from dataclasses import replace

import pytest

from quizzes.formats import Entry, Place, Reading
from quizzes.items import Item
from quizzes.models import Question
from quizzes.services import import_questions
from tests.factories.quizzes import make_bank
from tests.quizzes.formats.samples import EVERY_KIND

STORED = {name: item for name, item in EVERY_KIND.items() if not item.media and item.best_value() is not None}

pytestmark = pytest.mark.django_db


def brought(item: Item, code: str) -> Reading:
    return Reading("gift", (Entry(Place(1), "x", replace(item, topic=(), external_id=code)),))


@pytest.mark.parametrize("name", STORED)
@pytest.mark.parametrize("code", ["k", ""])
def test_the_same_item_again_changes_nothing(name: str, code: str) -> None:
    bank = make_bank()
    import_questions(bank=bank, reading=brought(STORED[name], code))

    again = import_questions(bank=bank, reading=brought(STORED[name], code))

    assert (again.counts["unchanged"], bank.questions.count()) == (1, 1)


@pytest.mark.parametrize("name", STORED)
def test_another_kind_under_the_same_code_leaves_nothing_of_the_old_one(name: str) -> None:
    fresh, bank = make_bank(), make_bank()
    import_questions(bank=fresh, reading=brought(STORED[name], "k"))
    for old in ("numeric, units", "matching", "short text, strict", "cloze, whole", "single, in order, last", name):
        import_questions(bank=bank, reading=brought(STORED[old], "k"))

    one, other = fresh.questions.get(), bank.questions.get()
    assert shown(other) == shown(one)


def shown(question: Question) -> list[object]:
    """Every field but keys, of the question and of its parts."""
    left = {"id", "uid", "bank", "key", "question"}
    rows = [question, *question.options.all(), *question.gaps.all()]
    return [[getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in left] for row in rows]
