"""From a kind of question to its class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.choices import QuestionType
from quizzes.items.base import Item
from quizzes.items.choice import MultipleChoice, SingleChoice, TrueFalse
from quizzes.items.cloze import Cloze
from quizzes.items.kprim import Kprim
from quizzes.items.matching import Matching
from quizzes.items.numeric import Numeric
from quizzes.items.ordering import Ordering
from quizzes.items.short_text import ShortText
from quizzes.items.written import Drill, Essay, Upload

ITEM_TYPES: dict[QuestionType, type[Item]] = {
    kind.type: kind
    for kind in (
        SingleChoice,
        MultipleChoice,
        TrueFalse,
        Kprim,
        Numeric,
        ShortText,
        Matching,
        Ordering,
        Cloze,
        Essay,
        Upload,
        Drill,
    )
}


def item_from_parts(body: Mapping[str, Any], key: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> Item:
    return ITEM_TYPES[QuestionType(body["type"])].from_parts(body, key, files)
