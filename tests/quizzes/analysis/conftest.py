import pytest

from tests.quizzes.analysis.sat import FIVE, make_sat
from tests.quizzes.test_live import organiser_of


@pytest.fixture
def sat():
    quiz, batch, attempts = make_sat(FIVE, pass_mark=75)
    return quiz, batch, attempts, organiser_of(batch)
