from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from certificates.choices import CorrectionSubject


class AskCorrectionForm(forms.Form):
    subject = forms.ChoiceField(
        label=gettext_lazy("What is wrong"), choices=CorrectionSubject.choices, widget=forms.RadioSelect
    )
    wanted = forms.CharField(
        label=gettext_lazy("How it should be"),
        max_length=300,
        help_text=gettext_lazy("Exactly as it is to be printed, with titles and commas."),
    )
    note = forms.CharField(
        label=gettext_lazy("Something to add"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Such as the decree that says so. Do not write a NIK here."),
    )


class ReplaceForm(forms.Form):
    """`seen` says which comparison was on the screen when the button was pressed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever verifies the old certificate will read it."),
    )
    although_same = forms.BooleanField(
        label=gettext_lazy("Make a new edition although nothing on it changes"), required=False
    )
    seen = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Why it stays as it is"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The holder reads it, here and by mail."),
    )
