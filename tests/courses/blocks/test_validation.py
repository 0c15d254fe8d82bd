import pytest
from django.core.exceptions import ValidationError

from courses.blocks import MaterialBlocks
from tests.courses.blocks.values import CHECKLIST, COLUMNS, DEFINITIONS, LINK_CARD, self_check

pytestmark = pytest.mark.django_db


def problems(name, value):
    """The sentences with which a block refuses this value."""
    block = MaterialBlocks().child_blocks[name]
    try:
        block.clean(block.normalize(value))
    except ValidationError as error:
        found = [*getattr(error, "block_errors", {}).values(), *getattr(error, "non_block_errors", [])]
        return [sentence for each in found for sentence in getattr(each, "messages", [str(each)])]
    return []


@pytest.mark.parametrize(
    "block",
    [
        CHECKLIST,
        LINK_CARD,
        DEFINITIONS,
        COLUMNS,
        self_check(),
        self_check("multiple", (True, True, False)),
        self_check("true_false", (), truth="false"),
    ],
    ids=lambda block: f"{block[0]} {block[1].get('kind', '')}",
)
def test_what_is_whole_is_taken(block):
    assert problems(*block) == []


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (self_check("single", (True, True)), "Tick exactly one answer as right, or choose the kind with several."),
        (self_check("single", (False, False)), "Tick exactly one answer as right, or choose the kind with several."),
        (self_check("multiple", (False, False)), "Tick at least one answer as right."),
        (self_check("multiple", (True,)), "Give at least two answers."),
        (self_check("true_false", (True, False)), "True or false has no answers of its own: remove them."),
        (self_check("true_false", ()), "Say whether the sentence is true or false."),
        (("link_card", {**LINK_CARD[1], "url": "ftp://example.org/x"}), "The address begins with https:// or http://."),
    ],
)
def test_what_contradicts_itself_is_refused_with_a_sentence(block, sentence):
    assert problems(*block) == [sentence]


def test_a_checklist_without_a_thing_to_do_is_refused():
    assert problems("checklist", {"heading": "", "items": []}) != []
