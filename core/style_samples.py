"""What the style page shows its components with. The people are invented."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import widgets
from core.charts import Chart, Datum, bar_chart, column_chart, line_chart, share_chart
from core.listing import Filter, Listing

ROWS_PER_PAGE = 5
MOST_BYTES = 5 * 1024 * 1024
ANCHOR = "#style-charts"


class SampleForm(forms.Form):
    """A field of each kind; sent empty, it shows its errors."""

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands on the letter of appointment.")
    )
    number = forms.CharField(
        label="NIP", widget=widgets.DigitsInput(), required=False, help_text=gettext_lazy("18 digits.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput({"autocomplete": "off"}))
    day = forms.DateField(label=gettext_lazy("Date"), widget=widgets.DateInput(), required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), choices=[("on_site", gettext_lazy("On site")), ("online", gettext_lazy("Online"))]
    )
    seats = forms.IntegerField(label=gettext_lazy("Seats"), widget=widgets.WholeNumberInput(), min_value=1)
    answer = forms.ChoiceField(
        label=gettext_lazy("One answer"),
        choices=[("a", gettext_lazy("The first")), ("b", gettext_lazy("The second"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 3}), required=False)
    letter = forms.FileField(label=gettext_lazy("Letter"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have read the rules."))


class UploadForm(forms.Form):
    slides = forms.FileField(label=gettext_lazy("Slides"), help_text=gettext_lazy("A PDF."))


@dataclass(frozen=True)
class Person:
    name: str
    office: str
    mark: int

    @property
    def passed(self) -> bool:
        return self.mark >= 70


PEOPLE = [
    Person("Adelina Mokoginta", "KSOP Kelas II Bitung", 85),
    Person("Capt. Yosua Rumengan, M.Mar.", "UPP Kelas III Likupang", 62),
    Person("Dewi Anggraini", "KSOP Kelas III Manado", 90),
    Person("Ferdinand Sumampouw", "UPP Kelas II Tahuna", 74),
    Person("Grace Lantang, S.I.Kom.", "KSOP Kelas II Bitung", 68),
    Person("Hendra Wijaya", "UPP Kelas II Amurang", 95),
    Person("Irma Paputungan", "UPP Kelas III Labuhan Uki", 71),
    Person("Jefri Tatontos", "UPP Kelas II Tahuna", 58),
    Person("Kartika Sari", "KSOP Kelas III Manado", 88),
    Person("Lukas Bawole", "UPP Kelas III Melonguane", 79),
    Person("Meilani Kodoatie", "UPP Kelas III Ulu Siau", 83),
    Person("Nurdin Mamonto", "UPP Kelas III Kotabunan", 66),
]
SORTS = {"name": lambda row: row.name, "office": lambda row: row.office, "mark": lambda row: row.mark}


def listing(asked: QueryDict) -> Listing:
    return Listing(
        asked,
        filters=[Filter("state", _("State"), [("passed", _("Passed")), ("failed", _("Not passed"))])],
        sorts=tuple(SORTS),
        sort="name",
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )


def people(asked: Listing) -> list[Person]:
    words, state = asked.text.lower(), asked.value("state")
    rows = [
        row
        for row in PEOPLE
        if words in f"{row.name} {row.office}".lower() and (not state or row.passed == (state == "passed"))
    ]
    return sorted(rows, key=SORTS[asked.sort.removeprefix("-")], reverse=asked.sort.startswith("-"))


def charts() -> list[tuple[str, Chart]]:
    """Each with the rule when it is the right one."""
    provinces = [("Sulawesi Utara", 42), ("Jawa Tengah", 37), ("Kepulauan Riau", 21), ("Nusa Tenggara Timur", 9)]
    marks = [("0–39", 1), ("40–54", 4), ("55–69", 11), ("70–84", 27), ("85–100", 17)]
    states = [(_("Completed"), 38, "success"), (_("Under way"), 17, "info"), (_("Not begun"), 5, "neutral")]
    opened = [12, 18, 25, 31, 30, 38, 44, 47, 52, 58]
    return [
        (
            _("Bars: to compare things with long names, the largest first."),
            bar_chart(
                "style-bars",
                _("Participants by province"),
                [Datum(label, value, ANCHOR) for label, value in provinces],
                summary=_("Sulawesi Utara sends most, Nusa Tenggara Timur fewest."),
                head=_("Province"),
                unit=_("people"),
            ),
        ),
        (
            _("Columns: for steps of a scale or of time, in their own order."),
            column_chart(
                "style-columns",
                _("Marks in the post-test"),
                [
                    Datum(label, value, ANCHOR, "danger" if place < 3 else "success")
                    for place, (label, value) in enumerate(marks)
                ],
                summary=_("44 of 60 reached the pass mark of 70."),
                head=_("Marks"),
                unit=_("people"),
            ),
        ),
        (
            _("One bar of shares: for the two to six parts of a whole."),
            share_chart(
                "style-share",
                _("Where participants stand"),
                [Datum(label, value, ANCHOR, tone) for label, value, tone in states],
                summary=_("Nearly two thirds have completed."),
                head=_("State"),
                unit=_("people"),
            ),
        ),
        (
            _("A line: for seven or more figures in time, where the way matters more than each."),
            line_chart(
                "style-line",
                _("Materials opened, day by day"),
                [Datum(str(day), value) for day, value in enumerate(opened, start=15)],
                summary=_("The number rises nearly every day."),
                head=_("Day"),
                unit=_("times"),
            ),
        ),
    ]
