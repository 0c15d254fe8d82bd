"""Forms of who gets a speaker's or a committee's paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from certificates.choices import CertificateKind
from certificates.models import PaperPart
from core.figures import figure
from courses.choices import SessionState
from courses.models import Session
from members.models import User


class PaperPartForm(forms.ModelForm[PaperPart]):
    """Who it is can be chosen for a new one only; a speaker has a field of JP for each delivered session."""

    login = forms.CharField(
        label=_("E-mail address or NIP"),
        max_length=254,
        required=False,
        help_text=_("Of somebody with an account, who then finds the paper among the own certificates."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    although_same = forms.BooleanField(label=_("This is another person of the same name"), required=False)

    class Meta:
        model = PaperPart
        fields = ["title_before", "name", "title_after", "position", "office_name", "role"]

    field_order = ["login", "title_before", "name", "title_after", "position", "office_name", "role", "although_same"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = self.instance
        if part.pk is not None:
            del self.fields["login"]
        if part.member_id is not None:
            for name in ("title_before", "name", "title_after", "position", "office_name"):
                del self.fields[name]
        elif part.pk is None:
            self.fields["name"].help_text = _("Only for somebody without an account, as it shall be printed.")
        self.fields["role"].help_text = _("As within the sentence of the paper: speaker, moderator, head of committee.")
        self.sessions: list[Session] = []
        if part.kind == CertificateKind.SPEAKER:
            self._add_sessions()

    def _add_sessions(self) -> None:
        part = self.instance
        self.sessions = list(part.batch.sessions.filter(state=SessionState.DELIVERED).order_by("delivered_starts_at"))
        known = {row.session_id: row.jp for row in part.taught.all()} if part.pk else {}
        for session in self.sessions:
            begun = session.delivered_starts_at or session.starts_at
            day = date_format(timezone.localtime(begun, ZoneInfo(part.batch.zone)), "j M Y")
            self.fields[f"session_{session.pk}"] = forms.DecimalField(
                label=session.subject,
                required=False,
                min_value=Decimal(0),
                max_digits=5,
                decimal_places=2,
                localize=True,
                initial=known.get(session.pk),
                help_text=_("%(day)s, %(jp)s JP in all. Empty: did not teach it.")
                % {"day": day, "jp": figure(session.delivered_jp or 0)},
            )

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """The tick for another person of the same name is there once it is asked for."""
        asked = bool(self.errors.get("although_same")) or bool(self.data.get("although_same"))
        names = [name for name in self.fields if not name.startswith("session_")]
        return [self[name] for name in names if asked or name != "although_same"]

    @property
    def session_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("session_")]

    @property
    def hours(self) -> dict[int, Decimal]:
        given = {session.pk: self.cleaned_data.get(f"session_{session.pk}") for session in self.sessions}
        return {key: jp for key, jp in given.items() if jp is not None}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        login = data.get("login", "")
        if login:
            member = User.objects.for_login(login).active().first()
            if member is None:
                self.add_error("login", _("Nobody with an account has this address or number."))
            self.instance.member = member
        return data
