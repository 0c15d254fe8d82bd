from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import SessionQuestion
from courses.services.questions import LONGEST_ANSWER, answer_version

LONGEST_CHOICE = 80


class AskForm(forms.Form):
    text = forms.CharField(label=_("Your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    hides_name = forms.BooleanField(
        label=_("Hide my name from other participants"),
        required=False,
        help_text=_("Speakers, moderators and organisers still see it."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("The answer"), required=False, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4})
    )
    aloud = forms.BooleanField(label=_("Answered aloud in the session"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    publish = forms.BooleanField(
        label=_("Let question and answer stay with the session’s materials"),
        required=False,
        help_text=_("Everybody who may read them sees both, in later batches too; who asked is not shown there."),
    )

    def clean_seen(self) -> str | None:
        return self.cleaned_data["seen"] or None

    @classmethod
    def of(cls, question: SessionQuestion) -> AnswerForm:
        return cls(
            initial={
                "text": question.answer,
                "aloud": question.answered_aloud,
                "publish": question.is_published,
                "seen": answer_version(question),
            }
        )


class MergeForm(forms.Form):
    def __init__(self, data: object, *, others: list[SessionQuestion]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.others = others
        choices = [(str(one.uid), one.text[:LONGEST_CHOICE]) for one in others]
        self.fields["into"] = forms.ChoiceField(label=_("It asks the same as"), choices=choices)

    @property
    def target(self) -> SessionQuestion:
        return next(one for one in self.others if str(one.uid) == self.cleaned_data["into"])
