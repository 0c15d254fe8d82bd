"""Plain advice on what a test shows to whom and when. Pure."""

from django.utils.translation import gettext as _

from quizzes.choices import Practice, ReviewMoment, ReviewPart
from quizzes.policies import Policies

WHILE_OTHERS_WRITE = (ReviewMoment.JUST_AFTER, ReviewMoment.WHILE_OPEN)
AFTERWARDS = (*WHILE_OTHERS_WRITE, ReviewMoment.AFTER_CLOSE)
LEARNT_FROM = {ReviewPart.FEEDBACK, ReviewPart.KEY}
NEEDS_THE_ANSWERS = {ReviewPart.RIGHT_WRONG, ReviewPart.FEEDBACK, ReviewPart.KEY}


def advice_on_review(policies: Policies, *, has_bands: bool = False) -> list[str]:
    """Sentences about combinations that give answers away, or show nothing."""
    if policies.practice == Practice.ONLY:
        return _advice_on_practice(policies)
    found = _advice_on_keys(policies)
    if policies.practice == Practice.BESIDE:
        found.append(
            _(
                "Practice shows what is right in the same questions that count afterwards. Draw from a large bank, or"
                " make a test of its own for practice."
            )
        )
        found += _advice_on_practice(policies)
        if policies.withholds:
            found.append(
                _(
                    "Results are kept back until they are published, and practice tells what is right in the same"
                    " questions before: whoever practises afterwards can tell how it went."
                )
            )
    for moment in AFTERWARDS:
        parts = policies.review.get(moment, frozenset())
        if parts & NEEDS_THE_ANSWERS and ReviewPart.ANSWERS not in parts:
            text = _(
                "“%(moment)s”: without the own answers nothing of the questions is shown. Tick “own answers”, too."
            )
            found.append(text % {"moment": moment.label})
    if not any(policies.review.get(moment) for moment in AFTERWARDS):
        found.append(_("Participants never see anything of their result, not even their marks."))
    if has_bands and not any(ReviewPart.FEEDBACK in policies.review.get(moment, ()) for moment in AFTERWARDS):
        found.append(_("What you say about the score is shown nowhere: tick “feedback” for one of the moments."))
    return found


def _advice_on_keys(policies: Policies) -> list[str]:
    if not any(ReviewPart.KEY in policies.review.get(moment, ()) for moment in WHILE_OTHERS_WRITE):
        return []
    if policies.attempts_allowed != 1:
        return [
            _(
                "The right answers are shown while the test is open, and participants may try again: the next attempt"
                " can be copied from them. Show them after the test has closed."
            )
        ]
    return [
        _(
            "The right answers are shown while others are still writing: they can be passed on. Show them after the"
            " test has closed."
        )
    ]


def _advice_on_practice(policies: Policies) -> list[str]:
    if policies.review.get(ReviewMoment.DURING, frozenset()) & {ReviewPart.RIGHT_WRONG, *LEARNT_FROM}:
        return []
    return [_("Practice tells nobody what was right: tick “right or wrong” or “feedback” for it.")]
