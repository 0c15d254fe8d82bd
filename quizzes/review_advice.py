"""Plain advice on what a test shows to whom and when. Pure."""

from django.utils.translation import gettext as _

from quizzes.choices import ReviewMoment, ReviewPart
from quizzes.policies import Policies

WHILE_OTHERS_WRITE = (ReviewMoment.JUST_AFTER, ReviewMoment.WHILE_OPEN)
NEEDS_THE_ANSWERS = {ReviewPart.RIGHT_WRONG, ReviewPart.FEEDBACK, ReviewPart.KEY}


def advice_on_review(policies: Policies, *, has_bands: bool = False) -> list[str]:
    """Sentences about combinations that give answers away, or show nothing."""
    shown, found = policies.review, []
    early = [moment for moment in WHILE_OTHERS_WRITE if ReviewPart.KEY in shown.get(moment, ())]
    if early and policies.attempts_allowed != 1:
        found.append(
            _(
                "The right answers are shown while the test is open, and participants may try again: the next attempt"
                " can be copied from them. Show them after the test has closed."
            )
        )
    elif early:
        found.append(
            _(
                "The right answers are shown while others are still writing: they can be passed on. Show them after the"
                " test has closed."
            )
        )
    for moment in ReviewMoment:
        parts = shown.get(moment, frozenset())
        if parts & NEEDS_THE_ANSWERS and ReviewPart.ANSWERS not in parts:
            text = _(
                "“%(moment)s”: without the own answers nothing of the questions is shown. Tick “own answers”, too."
            )
            found.append(text % {"moment": moment.label})
    if not any(shown.get(moment) for moment in ReviewMoment):
        found.append(_("Participants never see anything of their result, not even their marks."))
    if has_bands and not any(ReviewPart.FEEDBACK in shown.get(moment, ()) for moment in ReviewMoment):
        found.append(_("What you say about the score is shown nowhere: tick “feedback” for one of the moments."))
    return found
