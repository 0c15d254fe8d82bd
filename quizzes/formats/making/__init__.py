"""The neutral form from what readers understood. Here stands what is the same for every format: counts, kinds of text,
keys, and which files a question really shows."""

from quizzes.formats.making.choices import choice, kprim, matching, ordering, true_false
from quizzes.formats.making.parts import GAP, Common, MadeGap, Option, Spoken, Target, not_too_many
from quizzes.formats.making.typed import cloze, essay, numeric, short_text, target, upload

__all__ = [
    "GAP",
    "Common",
    "MadeGap",
    "Option",
    "Spoken",
    "Target",
    "choice",
    "cloze",
    "essay",
    "kprim",
    "matching",
    "not_too_many",
    "numeric",
    "ordering",
    "short_text",
    "target",
    "true_false",
    "upload",
]
