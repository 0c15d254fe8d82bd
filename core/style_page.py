"""The living style page: every component of templates/components with its rules, as the site draws it."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core import clock, widgets

TONES = ["success", "warning", "danger", "info", "neutral"]
COLOURS = [
    ("ground", "ink"),
    ("surface", "ink"),
    ("sunk", "ink-soft"),
    ("sea", "on-sea"),
    ("sea-wash", "sea"),
    ("hull", "on-hull"),
    ("signal", "on-signal"),
    ("success-wash", "success"),
    ("warning-wash", "warning"),
    ("danger-wash", "danger"),
    ("info-wash", "info"),
]
ICONS = [
    "menu",
    "moon",
    "check",
    "circle",
    "alert",
    "info",
    "clock",
    "anchor",
    "up",
    "down",
    "left",
    "right",
    "calendar",
    "pin",
    "person",
    "people",
    "book",
    "file",
    "download",
    "search",
    "certificate",
    "shield",
    "test",
    "bell",
    "lock",
    "edit",
    "external",
    "printer",
    "video",
    "link",
    "star",
]


class SampleForm(forms.Form):
    """A field of each kind; sent empty, it shows its errors."""

    name = forms.CharField(label=_("Name"), help_text=_("As it stands on the letter of appointment."))
    number = forms.CharField(label="NIP", widget=widgets.DigitsInput(), required=False, help_text=_("18 digits."))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput({"autocomplete": "off"}))
    day = forms.DateField(label=_("Date"), widget=widgets.DateInput(), required=False)
    mode = forms.ChoiceField(label=_("Mode"), choices=[("on_site", _("On site")), ("online", _("Online"))])
    seats = forms.IntegerField(label=_("Seats"), widget=widgets.WholeNumberInput(), min_value=1)
    answer = forms.ChoiceField(
        label=_("One answer"), choices=[("a", _("The first")), ("b", _("The second"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), required=False)
    letter = forms.FileField(label=_("Letter"), required=False)
    agreed = forms.BooleanField(label=_("I have read the rules."))


def style_page(request: HttpRequest) -> HttpResponse:
    """For staff, and for everybody where the site is a demonstration. Nothing that is sent here is kept."""
    if not (settings.DEMO or request.user.is_staff):
        raise Http404
    now = clock.now()
    context = {
        "tones": TONES,
        "colours": COLOURS,
        "icons": ICONS,
        "form": SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm(),
        "now": now,
        "deadline": now + timedelta(minutes=24),
        "trail": [(_("Courses"), "/courses/"), (_("Style"), "")],
        "tabs": [(_("Participants"), "#tabs", True), (_("Sessions"), "#tabs", False)],
        "facts": [(_("Place"), "Magelang"), (_("Dates"), "24 September 2020"), (_("Hours"), "8 JP")],
        "page_obj": Paginator(range(60), 20).page(2),
    }
    return render(request, "core/style.html", context)
