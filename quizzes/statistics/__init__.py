"""Item analysis: what the marks of a test say about its questions. Pure: a table of marks in, figures out.

The formulas are those of Moodle's quiz statistics, whose published figures the tests compare with. Sums are made of
whole numbers, so that what is constant has a variance of exactly 0; only the last division is rounded.
"""

from quizzes.statistics.advice import advice_on, trust_in
from quizzes.statistics.figures import Figure, Undefined
from quizzes.statistics.gain import GainFigures, gain_between
from quizzes.statistics.items import ItemFigures, figures_of_items
from quizzes.statistics.quiz import QuizFigures, figures_of_quiz
from quizzes.statistics.table import MarksTable

__all__ = [
    "Figure",
    "GainFigures",
    "ItemFigures",
    "MarksTable",
    "QuizFigures",
    "Undefined",
    "advice_on",
    "figures_of_items",
    "figures_of_quiz",
    "gain_between",
    "trust_in",
]
