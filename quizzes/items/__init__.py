"""The neutral form of a question: what authors write, publishing freezes, marking marks, and files hold."""

from quizzes.items.base import Item, Marked, Media, Problem, State, keys_for
from quizzes.items.choice import MultipleChoice, Option, SingleChoice, TrueFalse, true_or_false
from quizzes.items.cloze import Cloze, Gap
from quizzes.items.html import clean_html
from quizzes.items.kprim import Kprim, Statement
from quizzes.items.matching import MatchChoice, Matching, MatchMarking, Prompt
from quizzes.items.numeric import Numeric, NumericAnswer, Tolerance, Unit, UnitRule
from quizzes.items.ordering import Ordering, OrderMarking, Part
from quizzes.items.registry import ITEM_TYPES, item_from_parts
from quizzes.items.rubric import Criterion, Level, Rubric
from quizzes.items.short_text import ShortText, TextAnswer
from quizzes.items.written import Drill, Essay, Upload, Written

__all__ = [
    "ITEM_TYPES",
    "Cloze",
    "Criterion",
    "Drill",
    "Essay",
    "Gap",
    "Item",
    "Kprim",
    "Level",
    "Marked",
    "MatchChoice",
    "MatchMarking",
    "Matching",
    "Media",
    "MultipleChoice",
    "Numeric",
    "NumericAnswer",
    "Option",
    "OrderMarking",
    "Ordering",
    "Part",
    "Problem",
    "Prompt",
    "Rubric",
    "ShortText",
    "SingleChoice",
    "State",
    "Statement",
    "TextAnswer",
    "Tolerance",
    "TrueFalse",
    "Unit",
    "UnitRule",
    "Upload",
    "Written",
    "clean_html",
    "item_from_parts",
    "keys_for",
    "true_or_false",
]
