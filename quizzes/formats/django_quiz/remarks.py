"""What there is to say about a piece of history: by a code, so that each reader gets it in the own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 200

SENTENCES: dict[str, str | Promise] = {
    "quiz_gone": _("Its test (number %(key)s) is not in the dump; the title is lost."),
    "person_unnamed": _("The dump has its person only as the number %(key)s. Dump the accounts, too, to get the name."),
    "person_unknown": _("Nobody here has the user name or e-mail address “%(name)s”; the name was kept as it stood."),
    "person_ambiguous": _("“%(name)s” fits more than one account here; it was given to none of them."),
    "order_cut": _(
        "The list of its questions ends at 1,024 characters and may be cut off; answers beyond it were added."
    ),
    "wrong_cut": _(
        "The list of wrong answers ends at 1,024 characters and may be cut off; answers after it were judged by the key"
        " in the dump, or not at all."
    ),
    "left_cut": _("The list of unanswered questions ends at 1,024 characters and may be cut off."),
    "list_unreadable": _("Parts of its lists of questions are no numbers and were passed over: %(parts)s."),
    "order_missing": _("The list of its questions is empty; they were taken from the answers."),
    "order_extended": _("Answers to questions outside its list were kept: %(keys)s."),
    "order_repeats": _("Questions stand more than once in its list; each was kept once: %(keys)s."),
    "wrong_strange": _("Questions that were not asked are listed as wrong: %(keys)s."),
    "answers_damaged": _("Its answers are damaged JSON; what could be read was kept."),
    "answers_repeat": _("A question was answered more than once; the last answer was kept: %(keys)s."),
    "answers_missing": _("Finished, and yet without an answer to these questions: %(keys)s."),
    "question_gone": _("These questions are not in the dump any more; their texts are lost: %(keys)s."),
    "option_gone": _("These chosen options are not in the dump any more; their texts are lost: %(keys)s."),
    "option_elsewhere": _("These chosen options belong to another question now: %(keys)s."),
    "essay_unmarked": _(
        "Listed as wrong there, as every essay was until somebody marked it: %(keys)s. It is kept as not marked."
    ),
    "score_unreadable": _("Its score cannot be read and was left empty."),
    "score_differs": _("The score stored there (%(stored)s) differs from the answers listed as right (%(counted)s)."),
    "score_too_high": _("The score stored there (%(stored)s) is higher than the number of questions (%(most)s)."),
    "time_unreadable": _("A time cannot be read and was left empty: %(text)s."),
    "time_gap": _("A change of the clocks makes this time doubtful; the earlier reading was taken: %(text)s."),
    "times_reversed": _("It ends before it starts; both times were kept."),
    "end_missing": _("Finished, and yet without an end."),
    "two_open": _("The same person has more than one open sitting of this test; each was kept."),
    "progress_unreadable": _("A part of the record cannot be read and was left out: %(text)s."),
    "progress_cut": _("The record ends at 1,024 characters and may be cut off."),
}


@dataclass(frozen=True)
class Remark:
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % self.values

    def to_json(self) -> list[object]:
        return [self.code, dict(self.values)]

    @classmethod
    def of(cls, code: str, **values: object) -> Remark:
        return cls(code, {name: str(value)[:LONGEST] for name, value in values.items()})


def remark_from_json(stored: object) -> str:
    """The sentence; a code that is no longer known says itself."""
    if not (isinstance(stored, list) and len(stored) == 2 and isinstance(stored[1], dict)):
        return ""
    code, values = str(stored[0]), stored[1]
    try:
        return str(SENTENCES[code]) % values
    except KeyError:
        return code
