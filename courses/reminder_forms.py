from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.choices import ReminderKind
from courses.reminding import LONGEST, USUAL_DAYS, Reminding

WHAT: Mapping[ReminderKind, Promise] = {
    ReminderKind.MATERIAL: _("To each speaker of a session for which no material is published, with the days left."),
    ReminderKind.MISSING: _("To each participant, with the list of what is missing; never before the second day."),
    ReminderKind.TOMORROW: _("On the day before, to participants, speakers and moderators, with times and place."),
}
DAYS: Mapping[ReminderKind, Promise] = {
    ReminderKind.MATERIAL: _("Days before the session"),
    ReminderKind.MISSING: _("Days before the last day"),
}


class ReminderRow(NamedTuple):
    label: str
    what: Promise
    is_on: BoundField
    days: BoundField | None
    sent: int


class RemindersForm(forms.Form):
    def __init__(self, *args: Any, reminding: Mapping[str, Reminding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ReminderKind:
            now = reminding[kind]
            self.fields[f"{kind}_on"] = forms.BooleanField(label=_("Send it"), required=False, initial=now.is_on)
            if kind in DAYS:
                self.fields[f"{kind}_days"] = forms.IntegerField(
                    label=str(DAYS[kind]), min_value=1, max_value=LONGEST, initial=now.days
                )

    @property
    def wanted(self) -> list[Reminding]:
        data = self.cleaned_data
        return [
            Reminding(kind, data[f"{kind}_on"], data.get(f"{kind}_days", USUAL_DAYS[kind])) for kind in ReminderKind
        ]

    def rows(self, sent: Mapping[str, int]) -> list[ReminderRow]:
        return [
            ReminderRow(
                str(kind.label),
                WHAT[kind],
                self[f"{kind}_on"],
                self[f"{kind}_days"] if kind in DAYS else None,
                sent[kind],
            )
            for kind in ReminderKind
        ]
