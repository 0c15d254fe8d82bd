from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from members.models import User


class EnrolForm(forms.Form):
    """One person, by what an organiser has at hand."""

    login = forms.CharField(
        label=_("E-mail address or NIP"),
        max_length=254,
        help_text=_("The person must have an account already."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    member: User

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        member = User.objects.for_login(login).active().first()
        if member is None:
            raise forms.ValidationError(_("Nobody with an account has this address or number."))
        self.member = member
        return login


class DeliveredForm(forms.Form):
    """What really took place; times are in the batch's zone, which the view sets."""

    starts_at = forms.DateTimeField(
        label=_("Started"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Ended"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    hours = forms.DecimalField(
        label=_("JP"),
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        help_text=_("Left empty, it is counted from the times by the course's rule."),
    )
    speaker = forms.CharField(
        label=_("Function of who delivered it"),
        required=False,
        max_length=250,
        help_text=_("As printed on the certificate's reverse. Left empty, the planned speakers' functions."),
    )

    @classmethod
    def of(cls, session: Session) -> DeliveredForm:
        initial: dict[str, Any] = {
            "starts_at": session.delivered_starts_at or session.starts_at,
            "ends_at": session.delivered_ends_at or session.ends_at,
            "hours": session.delivered_jp,
            "speaker": session.delivered_speaker,
        }
        return cls(initial=initial)
