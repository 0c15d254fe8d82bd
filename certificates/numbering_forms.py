"""Forms of numberings and series in the admin; each saves by a service, for its actor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from certificates.errors import WrongStateError
from certificates.models import CertificateSeries, NumberingScheme
from certificates.numbering import MAX_SEQUENCE
from certificates.numbering_preview import number_after
from certificates.services import check_may_go_back, save_numbering, start_series
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
    """Moves a series on, with a reason, after it was said which number comes next and how many are passed over."""

    last = forms.IntegerField(
        label=gettext_lazy("Last number used"),
        min_value=0,
        max_value=MAX_SEQUENCE,
        help_text=gettext_lazy("The next certificate gets the number after this one."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands beside the numbers that are passed over, as used before Dermaga."),
    )

    # The number that was looked at; a box to tick as soon as there is something to look at.
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CertificateSeries
        fields: list[str] = []

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.initial.setdefault("last", self.instance.last)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        asked = self._series()
        if self.errors or asked is None or data["last"] == asked.last:
            return data
        try:
            check_may_go_back(asked, data["last"])
        except WrongStateError as refusal:
            self.add_error("last", str(refusal))
            return data
        if data["sure"] != str(data["last"]):
            self._ask(asked, data["last"])
        return data

    def _ask(self, series: CertificateSeries, last: int) -> None:
        self.data = {**self.data, self.add_prefix("sure"): ""}
        self.fields["sure"].widget = forms.CheckboxInput(attrs={"value": str(last)})
        self.fields["sure"].label = _("Yes, go on after %(last)d") % {"last": last}
        number = number_after(series, last)
        count = abs(last - series.last)
        if last > series.last:
            sentence = ngettext(
                "The next certificate gets number %(number)s, and %(count)d number is passed over for good. "
                "Is that so?",
                "The next certificate gets number %(number)s, and %(count)d numbers are passed over for good. "
                "Is that so?",
                count,
            )
        else:
            sentence = ngettext(
                "The next certificate gets number %(number)s: %(count)d number that was passed over comes back. "
                "Is that so?",
                "The next certificate gets number %(number)s: %(count)d numbers that were passed over come back. "
                "Is that so?",
                count,
            )
        self.add_error("sure", sentence % {"number": number, "count": count})

    def _series(self) -> CertificateSeries | None:
        return self.instance

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

    field_order = ["scope", "year", "last", "reason", "sure"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["year"] = clock.site_day().year
        self.initial["last"] = None

    def _series(self) -> CertificateSeries | None:
        numbering, year = self.cleaned_data.get("scope"), self.cleaned_data.get("year")
        if numbering is None or year is None:
            return None
        found = CertificateSeries.objects.filter(scope=numbering, year=year).first()
        return found or CertificateSeries(scope=numbering, year=year)

    def validate_unique(self) -> None:
        """One that exists already is moved on."""

    def clean_last(self) -> int:
        last: int = self.cleaned_data["last"]
        if last < 1:
            raise forms.ValidationError(_("Without a number used before, the series begins at 1 by itself."))
        return last

    def save(self, commit: bool = True) -> CertificateSeries:
        return self._start(self.cleaned_data["scope"], self.cleaned_data["year"])
