from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Office, Province, UrgentNotice, User
from members.services.notices import write_notice

LONGEST_TEXT = 4000


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What happened, what is to be done, until when. An empty line begins a paragraph."),
    )
    expires_on = forms.DateField(
        label=_("Shown until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it stands on the desks."),
    )
    to_everybody = forms.BooleanField(label=_("To everybody"), required=False)
    provinces = forms.ModelMultipleChoiceField(
        label=_("To all offices of these provinces"),
        queryset=Province.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offices = forms.ModelMultipleChoiceField(
        label=_("And to these offices"),
        queryset=Office.objects.order_by("name"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Several: hold Ctrl or Command while you choose."),
    )

    def __init__(self, *args: Any, notice: UrgentNotice | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if notice is not None:
            initial = {name: getattr(notice, name) for name in ("title", "text", "expires_on", "to_everybody")}
            initial |= {name: list(getattr(notice, name).all()) for name in ("provinces", "offices")}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.notice = notice

    def save(self, actor: User) -> UrgentNotice:
        return write_notice(notice=self.notice, actor=actor, **self.cleaned_data)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands on the notice for whoever opens it later.")
    )
