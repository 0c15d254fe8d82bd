from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Batch
from quizzes.choices import RegradeAction
from quizzes.controls import texts_of_options
from quizzes.correcting import CHOSEN, WRITTEN, actions_for
from quizzes.models import QuizPage
from quizzes.selectors.regrade_screens import CorrectableItem, attempts_named
from quizzes.services import RegradeScope

EVERYBODY, CHOSEN_PEOPLE = "*", "-"
MOST_LINES = 200


def action_words() -> dict[RegradeAction, str]:
    return {
        RegradeAction.APPLY_KEY: _("Apply the key as the question has it now, after you have corrected it"),
        RegradeAction.ACCEPT: _("Accept further answers beside the key"),
        RegradeAction.DROP: _("Drop the question: it counts neither as reached nor as reachable"),
        RegradeAction.FULL_MARKS: _("Give everybody its full marks, also who left it blank"),
    }


class RegradeForm(forms.Form):
    """One question's correction; which fields there are follows from the kind of the question."""

    action = forms.ChoiceField(label=gettext_lazy("What is corrected"), widget=forms.RadioSelect)
    options = forms.MultipleChoiceField(
        label=gettext_lazy("Options that are accepted, too"),
        help_text=gettext_lazy("Only for “accept further answers”."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    texts = forms.CharField(
        label=gettext_lazy("Answers that are accepted, too"),
        help_text=gettext_lazy("One in each line. Only for “accept further answers”."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    upward_only = forms.BooleanField(
        label=gettext_lazy("Only upward: nobody's score falls"), initial=True, required=False
    )
    scope = forms.ChoiceField(label=gettext_lazy("For whom"), initial=EVERYBODY)
    people = forms.CharField(
        label=gettext_lazy("Receipts or e-mail addresses"),
        help_text=gettext_lazy("One in each line, for chosen attempts. A receipt names one attempt, an address all."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        required=False,
    )
    versions = forms.MultipleChoiceField(
        label=gettext_lazy("Versions of the test"),
        help_text=gettext_lazy("None means all that hold the question."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody concerned reads it. Write about the question, not about a person."),
        max_length=300,
    )
    tells_people = forms.BooleanField(
        label=gettext_lazy("Tell those whose score changes by e-mail"), initial=True, required=False
    )

    def __init__(self, *args: Any, quiz: QuizPage, item: CorrectableItem, batches: list[Batch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiz, self.batches, kind = quiz, batches, item.question.type
        words = action_words()
        self._choices_of("action", [(str(action.value), words[action]) for action in actions_for(kind)])
        if kind in CHOSEN:
            right = {name for name, share in item.key["fractions"].items() if Decimal(share) > 0}
            texts = texts_of_options(item.question)
            self._choices_of("options", [(name, text) for name, text in texts.items() if name not in right])
        else:
            del self.fields["options"]
        if kind not in WRITTEN:
            del self.fields["texts"]
        everybody = [(EVERYBODY, _("everybody who sat it")), *((batch.code, batch.name) for batch in batches)]
        self._choices_of("scope", [*everybody, (CHOSEN_PEOPLE, _("chosen attempts"))])
        if len(item.numbers) > 1:
            numbered = [(str(number), _("Version %(number)d") % {"number": number}) for number in item.numbers]
            self._choices_of("versions", numbered)
        else:
            del self.fields["versions"]

    def _choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.attempts: list[UUID] = []
        if given.get("scope") == CHOSEN_PEOPLE:
            lines = [line.strip() for line in given.get("people", "").splitlines() if line.strip()]
            self.attempts, unknown = attempts_named(self.quiz, lines[:MOST_LINES])
            if len(lines) > MOST_LINES:
                sentence = _("At most %(most)d lines are taken. Correct the others by a correction of their own.")
                self.add_error("people", sentence % {"most": MOST_LINES})
            elif unknown:
                sentence = _("No attempt at this test belongs to: %(lines)s.")
                self.add_error("people", sentence % {"lines": ", ".join(unknown)})
            elif not self.attempts:
                self.add_error("people", _("Name at least one receipt or address."))
        if given.get("action") == RegradeAction.ACCEPT and not self._accepted(given):
            name = "options" if "options" in self.fields else "texts"
            self.add_error(name, _("Say which further answers are accepted."))
        return given

    @staticmethod
    def _accepted(given: dict[str, Any]) -> list[str]:
        lines = given.get("texts", "").splitlines()
        return [*given.get("options", ()), *(line.strip() for line in lines if line.strip())]

    @property
    def order(self) -> dict[str, Any]:
        """For the service."""
        given = self.cleaned_data
        batch = next((row for row in self.batches if row.code == given.get("scope")), None)
        numbers = [int(number) for number in given.get("versions", ())]
        return {
            "action": RegradeAction(given["action"]),
            "accepted": self._accepted(given) if given["action"] == RegradeAction.ACCEPT else [],
            "upward_only": given["upward_only"],
            "reason": given["reason"],
            "tells_people": given["tells_people"],
            "scope": RegradeScope(batch, numbers, self.attempts),
        }
