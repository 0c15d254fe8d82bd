"""Forms of those who keep the list and stand at the door."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.attendance import Window
from courses.choices import ATTENDED, SAID_BY_HAND, AttendanceState
from courses.forms import PersonForm
from courses.models import Attendance, Session

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASON = _("Kept with your name and the time.")


class NoteManyForm(forms.Form):
    """Everybody ticked in the list, in one way; or with `whom`, everybody on its page whom nobody had noted yet."""

    people = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput, error_messages={"required": _("Tick somebody.")}
    )
    state = forms.ChoiceField(label=_("Note as"), choices=SAID_BY_HAND, initial=AttendanceState.PRESENT)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=REASON)

    def __init__(self, data: Any = None) -> None:
        self.ticked = data.getlist("people") if data else []  # and stay so where the page is shown again
        self.is_for_the_rest = bool(data) and data.get("whom") == "rest"
        if self.is_for_the_rest:
            data = data.copy()
            data.setlist("people", data.getlist("unnoted"))
        super().__init__(data)
        # Whose they are is asked by the service; here they are only uids.
        named = data.getlist("people") if data else []
        self.fields["people"].choices = [(one, one) for one in named if len(one) == 36]  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """One person's entry. The times are those of the batch's zone, which the view sets."""

    state = forms.ChoiceField(label=_("Attendance"), choices=SAID_BY_HAND, widget=forms.RadioSelect)
    arrived_at = forms.DateTimeField(
        label=_("Arrived"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    left_at = forms.DateTimeField(
        label=_("Left"),
        required=False,
        help_text=_("For who left early: by the terms of the course it may decide what counts."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=REASON)

    def __init__(self, data: Any = None, *, row: Attendance | None, session: Session) -> None:
        initial = (
            {"state": row.state, "arrived_at": row.arrived_at, "left_at": row.left_at}
            if row and not row.is_set_aside
            else {"state": AttendanceState.PRESENT}
        )
        super().__init__(data, initial=initial)
        self.session = session

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "state" in cleaned:
            cleaned["state"] = AttendanceState(cleaned["state"])
        arrived, left = cleaned.get("arrived_at"), cleaned.get("left_at")
        if arrived and left and left <= arrived:
            self.add_error("left_at", _("Nobody leaves before arriving."))
        if arrived and cleaned.get("state") in ATTENDED and (refusal := self._refusal_of(arrived)):
            self.add_error("arrived_at", refusal)
        return cleaned

    def _refusal_of(self, arrived: datetime) -> StrOrPromise:
        """By what took place, which may have been at other times than planned."""
        session = self.session
        start, end = session.delivered_starts_at or session.starts_at, session.delivered_ends_at or session.ends_at
        if arrived > end:
            return _("The session was over by then.")
        if arrived > clock.now():
            return _("That time has not come yet.")
        window = Window.of(start, end, session.batch.course.attendance_terms)
        if window.is_of_another_day(arrived, session.batch.timezone):
            return _("That was on a day before the session.")
        return ""


class DoorForm(PersonForm):
    over_capacity = forms.CharField(
        label=_("Why beyond the number of places"),
        required=False,
        max_length=300,
        help_text=REASON,
        widget=forms.HiddenInput,
    )

    def offer_one_more(self, refusal: str) -> None:
        """Every place is taken: who stands at the door may still give one, and says why."""
        self.fields["over_capacity"].widget = forms.TextInput()
        self.add_error("over_capacity", refusal)


class SheetForm(forms.Form):
    scan = forms.FileField(label=_("Scan of the signed sheet"), help_text=_("PDF, JPG or PNG."))
