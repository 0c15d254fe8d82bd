from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from quizzes.errors import StartRefusedError
from quizzes.models import Accommodation
from quizzes.policies import Policies
from quizzes.services.intervening import LONGEST_REASON, MOST_MINUTES
from quizzes.timing import Allowance


def new_once() -> str:
    return secrets.token_hex(8)


class StartForm(forms.Form):
    """What a start asks for beside the tap. The service decides; `refuse` says at which field what it refused."""

    room_code = forms.CharField(
        label=_("Room code"),
        max_length=40,
        help_text=_("It is announced in the room."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    agreed = forms.BooleanField(
        label=_("I agree to this statement"), error_messages={"required": _("Agree to the honesty statement first.")}
    )

    def __init__(self, data: QueryDict | None = None, *, asks_room_code: bool, policies: Policies) -> None:
        mark = policies.honesty_mark
        if data is not None and data.get("agreed") != mark:  # other words than those that are shown now
            data = data.copy()
            data.pop("agreed", None)
        super().__init__(data)
        if not asks_room_code:
            del self.fields["room_code"]
        if mark:
            self.fields["agreed"].help_text = policies.honesty_statement
            self.fields["agreed"].widget.attrs["value"] = mark
        else:
            del self.fields["agreed"]

    def refuse(self, error: StartRefusedError) -> None:
        name = FIELDS_OF_A_START[error.reason]
        self.fields[name].error_messages["required"] = str(error)
        if not self.has_error(name):
            self.add_error(name, str(error))


FIELDS_OF_A_START = {"room_code": "room_code", "honesty": "agreed"}
"""By the reason of a refusal: the field that mends it."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("The participant reads it."), strip=True
    )


class MinutesForm(ReasonForm):
    """`once` makes a second tap on the same form harmless."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, initial=10)
    once = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_once)

    field_order = ["minutes", "reason", "once"]


def answer_file_name(slot: int) -> str:
    """The name of the field that brings a file for this question: the page has one for each."""
    return f"answer-{slot}-file"


class AnswerFileForm(forms.Form):
    """One field, alone on a page or among all answers of an attempt, where nobody is forced to choose a file."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)  # the service says what is wrong with an empty one

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict[str, UploadedFile[bytes]] | None = None, *,
        slot: int, endings: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, files, prefix=f"answer-{slot}", use_required_attribute=False)
        if endings:
            self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings)


class AccommodationForm(forms.ModelForm[Accommodation]):
    """What one participant gets beside the rule; moments in the zone of the batch, which the view sets."""

    factor = forms.DecimalField(
        label=_("Time factor"),
        min_value=1,
        max_value=10,
        decimal_places=2,
        initial=Decimal(1),
        help_text=_("1 is the rule; 1.5 gives half as much time again."),
    )
    extra_minutes = forms.IntegerField(label=_("Extra minutes"), min_value=0, max_value=MOST_MINUTES, initial=0)
    extra_attempts = forms.IntegerField(label=_("Extra attempts"), min_value=0, max_value=20, initial=0)
    no_timer = forms.BooleanField(label=_("No time limit"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Only organisers and this person can read it.")
    )

    class Meta:
        model = Accommodation
        fields = ["factor", "extra_minutes", "extra_attempts", "no_timer", "opens_at", "closes_at", "reason"]
        labels = {"opens_at": _("Own opening"), "closes_at": _("Own close")}
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            self.add_error("closes_at", _("A test closes after it opens."))
        return given

    @property
    def allowance(self) -> Allowance:
        names = ("factor", "extra_minutes", "extra_attempts", "opens_at", "closes_at", "no_timer")
        return Allowance(**{name: self.cleaned_data[name] for name in names})
