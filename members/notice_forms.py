from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Office, Province, UrgentNotice, User
from members.services.notices import write_notice

LONGEST_TEXT = 4000
MOST_FOUND, LONGEST_NUMBER = 30, 10
TYPED, CHOSEN = ("title", "text", "expires_on", "to_everybody", "search"), ("provinces", "offices")


class NoticeForm(forms.Form):
    """Of the offices, some three hundred, it offers those that are chosen and those that a search finds."""

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
    search = forms.CharField(
        label=_("Search for single offices"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
        help_text=_("By name, code or city. What you have written and chosen stays."),
    )
    offices = forms.ModelMultipleChoiceField(
        label=_("And to these offices"),
        queryset=Office.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None = None, *, notice: UrgentNotice | None, looks: bool = False) -> None:
        """`looks`: nothing is judged yet, `data` is only kept while offices are searched for."""
        initial: dict[str, Any] = {}
        if looks and data is not None:
            initial = {name: data.get(name, "") for name in TYPED} | {name: data.getlist(name) for name in CHOSEN}
        elif notice is not None:
            initial = {name: getattr(notice, name) for name in TYPED if name != "search"}
            initial |= {name: [row.pk for row in getattr(notice, name).all()] for name in CHOSEN}
        super().__init__(None if looks else data, initial=initial)
        self.notice = notice
        chosen = initial.get("offices", []) if data is None else data.getlist("offices")
        numbers = [int(one) for one in map(str, chosen) if one.isdecimal() and len(one) < LONGEST_NUMBER]
        self._offer(numbers, data.get("search", "") if data is not None else "")

    def _offer(self, chosen: list[int], text: str) -> None:
        text = text.replace("\0", "").strip()[:100]
        found = list(Office.objects.search(text).order_by("name")[: MOST_FOUND + 1]) if text else []
        offered = list(Office.objects.filter(pk__in=chosen).order_by("name"))
        offered += [row for row in found[:MOST_FOUND] if row not in offered]
        self.offers_offices = bool(offered)
        self.fields["offices"].widget.choices = [(row.pk, row.name) for row in offered]
        if text and not found:
            self.fields["search"].help_text = _("No office is called so.")
        elif len(found) > MOST_FOUND:
            self.fields["search"].help_text = _("More offices fit than are shown: write more of the name.")

    def save(self, actor: User) -> UrgentNotice:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "search"}
        return write_notice(notice=self.notice, actor=actor, **typed)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands on the notice for whoever opens it later.")
    )
