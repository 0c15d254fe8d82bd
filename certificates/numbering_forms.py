"""Forms of numberings and series in the admin; each saves by a service, for its actor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from certificates.models import CertificateSeries, NumberingScheme
from certificates.numbering import MAX_SEQUENCE
from certificates.services import save_numbering, start_series
from core import clock
from members.models import User


class NumberingForm(WagtailAdminModelForm):
    class Media:
        css = {"all": ("css/numbering.css",)}
        js = ("js/numbering.js",)

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    class Meta:
        model = NumberingScheme
        fields = ["name", "code", "unit", "classification", "pattern"]

    def save(self, commit: bool = True) -> NumberingScheme:
        return save_numbering(scheme=self.instance, actor=self.actor)


class SeriesForm(forms.ModelForm[CertificateSeries]):
    """Moves a series on, with a reason."""

    last = forms.IntegerField(
        label=gettext_lazy("Last number used"),
        min_value=0,
        max_value=MAX_SEQUENCE,
        help_text=gettext_lazy("The next certificate gets the number after this one. It only goes up."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands beside the numbers that are passed over, as used before Dermaga."),
    )

    class Meta:
        model = CertificateSeries
        fields: list[str] = []

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.initial.setdefault("last", self.instance.last)

    def save(self, commit: bool = True) -> CertificateSeries:
        series = self.instance
        return self._start(series.scope, series.year)

    def _start(self, numbering: NumberingScheme, year: int) -> CertificateSeries:
        data = self.cleaned_data
        self.instance = start_series(
            numbering=numbering, year=year, last=data["last"], reason=data["reason"], actor=self.actor
        )
        return self.instance


class SeriesStartForm(SeriesForm):
    """For an office that begins here in the middle of a year."""

    class Meta(SeriesForm.Meta):
        fields = ["scope", "year"]

    field_order = ["scope", "year", "last", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["year"] = clock.site_day().year
        self.initial["last"] = None

    def validate_unique(self) -> None:
        """One that exists already is moved on."""

    def clean_last(self) -> int:
        last: int = self.cleaned_data["last"]
        if last < 1:
            raise forms.ValidationError(_("Without a number used before, the series begins at 1 by itself."))
        return last

    def save(self, commit: bool = True) -> CertificateSeries:
        return self._start(self.cleaned_data["scope"], self.cleaned_data["year"])
