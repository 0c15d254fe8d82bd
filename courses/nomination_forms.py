"""Forms about quotas, nominations and what is decided on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.forms import PersonForm
from members.models import Office, Province

EACH = "each"
LARGEST = 100_000


class QuotaForm(forms.Form):
    """For one office, a whole province, or each office that is not named."""

    target = forms.ChoiceField(label=_("For"))
    places = forms.IntegerField(label=_("Number of places"), min_value=0, max_value=LARGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {f"province-{row.pk}": row for row in Province.objects.order_by("code")}
        self.offices = {f"office-{row.pk}": row for row in Office.objects.order_by("name", "pk")}
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (EACH, _("Each other office")),
            (_("Provinces"), [(key, row.name) for key, row in self.provinces.items()]),
            (_("Offices"), [(key, row.name) for key, row in self.offices.items()]),
        ]

    @property
    def office(self) -> Office | None:
        return self.offices.get(self.cleaned_data["target"])

    @property
    def province(self) -> Province | None:
        return self.provinces.get(self.cleaned_data["target"])


class PlacesForm(forms.Form):
    places = forms.IntegerField(label=_("Number of places"), min_value=0, max_value=LARGEST)


class LetterForm(forms.Form):
    letter_number = forms.CharField(
        label=_("Number of the letter of assignment"), max_length=100, widget=forms.TextInput(attrs={"lang": "id"})
    )
    letter_date = forms.DateField(
        label=_("Date of the letter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, today: date, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            field.required = required

    def clean_letter_date(self) -> date | None:
        day: date | None = self.cleaned_data["letter_date"]
        if day is not None and day > self.today:
            raise ValidationError(_("A letter cannot be dated in the future."))
        return day


class SwapForm(PersonForm, LetterForm):
    """Who comes instead, as an organiser says it, and a new letter where there is one."""

    field_order = ["login", "letter_number", "letter_date"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, required=False, **kwargs)
        self.fields["login"].required = True


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        help_text=_("The person reads it."),
        error_messages={"required": _("Say why the place is taken back.")},
    )


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=250, help_text=_("The person reads it."))
