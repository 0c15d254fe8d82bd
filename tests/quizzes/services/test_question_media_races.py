"""A picture that is let go while somebody stores it again: in the end it has both its row and its file, or neither."""

import pytest

from core.models.media import private_storage
from quizzes.models import QuestionMedia
from tests.factories.question_media import make_picture
from tests.processes import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COLOURS = ("navy", "red", "green", "olive")


@pytest.mark.parametrize("has_row", [True, False])
def test_what_is_stored_while_it_is_let_go_is_there(has_row: bool) -> None:
    names = {colour: make_picture(colour).sha256 for colour in COLOURS}
    if not has_row:
        QuestionMedia.objects.all().delete()
    steps = [{"step": step, "colour": colour} for colour in COLOURS for step in ("store", "let go")]

    outcomes = run_together("tests.quizzes.children:media_of_questions", steps)

    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert {row.sha256: row.is_there for row in QuestionMedia.objects.all()} == dict.fromkeys(names.values(), True)


def test_a_file_without_a_row_goes() -> None:
    path = make_picture().file.name
    QuestionMedia.objects.all().delete()

    outcome = run_together("tests.quizzes.children:media_of_questions", [{"step": "let go", "colour": ""}])[0]

    assert (int(outcome.result) > 0, outcome.error) == (True, "")
    assert (private_storage().exists(path), QuestionMedia.objects.count()) == (False, 0)
