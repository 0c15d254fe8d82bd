from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.choices import SET_BY_HAND, EnrolmentState, Part
from courses.conditions import Condition
from courses.models import Session
from courses.selectors.rule_page import ConditionOffer
from members.models import User


class PersonForm(forms.Form):
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


class EnrolForm(PersonForm):
    pass


# Whoever sets it takes a place back; nobody withdraws by that.
BY_HAND = {state.value: state.label for state in SET_BY_HAND} | {
    EnrolmentState.WITHDRAWN.value: _("not registered any more")
}


class EnrolmentStateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=list(BY_HAND.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=250,
        help_text=_(
            "Needed to take a place back. The person and the office read it; it is kept with your name and the time."
        ),
    )


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you cannot come"),
        required=False,
        max_length=250,
        help_text=_("Those who look after this batch, and the office, read it."),
    )


class PartForm(PersonForm):
    part = forms.ChoiceField(label=_("Part"), choices=Part.choices)
    function = forms.CharField(
        label=_("Function"), required=False, max_length=200, help_text=_("As printed on certificates.")
    )

    field_order = ["login", "part", "function"]


class ConditionForm(forms.Form):
    """One thing that the rule may ask; `ConditionOffer` says what is known of it."""

    asked = forms.BooleanField(label=_("Asked for"), required=False)
    target = forms.DecimalField(
        label=_("At least, in percent"), required=False, min_value=1, max_value=100, max_digits=5, decimal_places=2
    )
    gates_materials = forms.BooleanField(label=_("To be met before the materials open"), required=False)

    def __init__(self, data: Any = None, *, offer: ConditionOffer) -> None:
        target = Decimal(f"{offer.target.normalize():f}")  # a number's box takes a point, and no row of noughts
        initial = {"asked": offer.asked, "target": target, "gates_materials": offer.gates_materials}
        super().__init__(data, prefix=offer.key, initial=initial)
        self.offer = offer
        if offer.is_test or not offer.in_percent:
            del self.fields["target"]
        if not offer.may_gate:
            del self.fields["gates_materials"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("asked") and "target" in self.fields and "target" not in self.errors and data["target"] is None:
            self.add_error("target", _("Say how much is asked for."))
        return data

    @property
    def condition(self) -> Condition | None:
        """What the organiser chose; None for what the rule does not ask."""
        if not self.cleaned_data["asked"]:
            return None
        return Condition(
            self.offer.key,
            self.cleaned_data.get("target", self.offer.target),
            is_test=self.offer.is_test,
            gates_materials=self.cleaned_data.get("gates_materials", False),
        )

    @property
    def said(self) -> dict[str, str]:
        """The same in the fields' own words, for an address; nothing of what the rule does not ask."""
        condition = self.condition
        if condition is None:
            return {}
        said = {self.add_prefix("asked"): "on"}
        if "target" in self.fields:
            said[self.add_prefix("target")] = f"{condition.target.normalize():f}"
        if condition.gates_materials:
            said[self.add_prefix("gates_materials")] = "on"
        return said


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
