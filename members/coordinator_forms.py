"""Forms about coordinators: many appointed by one decree, and what one leaves to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Province, User
from members.querysets import today
from members.selectors import ProvinceCoordination
from members.services.hand_overs import LONGEST_NOTE


class InaugurationForm(forms.Form):
    """A line for each province; those left empty stay as they are. `people` holds the persons found."""

    decree = forms.CharField(label=_("Decree number (SK)"), max_length=100)
    since = forms.DateField(
        label=_("They coordinate from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=today,
    )

    def __init__(self, *args: Any, provinces: Sequence[ProvinceCoordination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {row.province.code: row for row in provinces}
        for code, row in self.provinces.items():
            self.fields[f"person-{code}"] = forms.CharField(
                label=row.province.name,
                required=False,
                max_length=254,
                help_text=_now(row),
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("E-mail address or NIP")}),
            )
        self.people: dict[Province, User] = {}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for code, row in self.provinces.items():
            typed = (data.get(f"person-{code}") or "").strip()
            if not typed:
                continue
            member = User.objects.for_login(typed).active().first()
            if member is None:
                self.add_error(f"person-{code}", _("Nobody with an account has this address or number."))
            else:
                self.people[row.province] = member
        if not self.people and not self.errors:
            raise forms.ValidationError(_("Name at least one person."))
        return data


class HandOverForm(forms.Form):
    note = forms.CharField(
        label=_("What the successor has to know"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Who to ask in which office, what was promised, what is late. No passwords."),
    )


def _now(row: ProvinceCoordination) -> str:
    if row.current is None:
        return gettext("Nobody now")
    return gettext("Now: %(name)s") % {"name": row.current.member.full_name}
