"""Forms around speakers: inviting one, and what the invited says of oneself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.choices import SessionState
from courses.models import Batch, Session
from members.models import User


class SessionChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none at run time
    def label_from_instance(self, session: Any) -> str:
        starts = timezone.localtime(session.starts_at)
        return f"{session.subject} · {date_format(starts, 'j F Y')}, {starts:%H.%M}"


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    function = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=200,
        help_text=_("As printed on certificates. The speaker can correct it."),
    )
    sessions = SessionChoices(
        label=_("Sessions"),
        queryset=Session.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The invitation names them; on acceptance the person speaks there."),
    )

    def __init__(self, data: Any = None, *, batch: Batch) -> None:
        super().__init__(data)
        sessions = batch.sessions.exclude(state=SessionState.CANCELLED).order_by("starts_at", "order", "pk")
        self.fields["sessions"].queryset = sessions  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """What somebody without an account says once; the address is the invited one."""

    title_before = forms.CharField(label=_("Title before the name"), required=False, max_length=60)
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As it is to be printed, without titles."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title_after = forms.CharField(label=_("Title after the name"), required=False, max_length=80)
    function = forms.CharField(
        label=_("Function"), max_length=200, help_text=_("For example: Kepala Dinas Kominfo Jawa Tengah.")
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        help_text=_("At least 10 characters; several words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, email: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if password := data.get("password"):
            try:
                validate_password(password, User(name=data.get("name", ""), email=self.email))
            except forms.ValidationError as faults:
                self.add_error("password", faults)
        return data
