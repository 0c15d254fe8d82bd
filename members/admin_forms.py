"""Forms of the admin. Each `save` calls services for `actor`, who is the person at the keyboard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members import nip, rules
from members.choices import SiteRole
from members.models import CoordinatorAppointment, Membership, Office, Province, User
from members.querysets import today
from members.services import (
    add_office,
    appoint_coordinator,
    change_member,
    change_office,
    end_appointment,
    grant_role,
    move_member,
    register_member,
    rename_office,
    revoke_role,
    save_province,
    send_invitation,
)

# The coordinator's role is not given by hand: it follows the appointments.
GRANTABLE = [choice for choice in SiteRole.choices if choice[0] != SiteRole.COORDINATOR]


class ActorForm(forms.ModelForm[Any]):
    """Saves through services, so `commit` and many-to-many rows have no part in it."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)


class MemberForm(ActorForm):
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.all(), required=False, help_text=_("Guests have none.")
    )
    since = forms.DateField(
        label=_("In this office since"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Asked for when the office changes; the office until then ends the day before."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles on the whole site"),
        choices=GRANTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Organisers and speakers of one course are named there; coordinators by their appointment."),
    )
    number = forms.CharField(
        label=_("Number"), max_length=30, required=False, help_text=_("18 digits; spaces do not matter.")
    )

    class Meta:
        model = User
        fields = [
            "title_before",
            "name",
            "title_after",
            "number_kind",
            "number",
            "rank",
            "position",
            "email",
            "phone",
            "zone",
            "language",
        ]

    field_order = [*Meta.fields[:7], "office", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.current = Membership.objects.in_force().filter(member=self.instance).first()
            self.fields["office"].initial = self.current.office_id if self.current else None
            self.initial["number"] = nip.group(self.instance.number)
        if rules.may_grant_roles(self.actor):
            held = rules.site_roles(self.instance) if self.instance.pk else frozenset()
            self.initial["roles"] = sorted(held)
        else:
            del self.fields["roles"]

    def clean_number(self) -> str:
        number = nip.normalise(self.cleaned_data["number"])
        taken = User.objects.get_queryset().filter(number=number, number_kind=self.cleaned_data.get("number_kind"))
        if number and taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this number."), "taken")
        return number

    def clean_email(self) -> str | None:
        email = (self.cleaned_data["email"] or "").lower()
        if email and User.objects.for_login(email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this e-mail address."), "taken")
        return email or None

    def save(self, commit: bool = True) -> User:
        data = self.cleaned_data
        member = change_member(member=self.instance, actor=self.actor)
        self._save_office_and_roles(member)
        if "is_active" in data and not data["is_active"]:
            rules.forget_roles(member)
        return member

    def _save_office_and_roles(self, member: User) -> None:
        data = self.cleaned_data
        if data["office"] is not None:
            move_member(member=member, office=data["office"], since=data["since"], actor=self.actor)
        if "roles" in data:
            held, wanted = set(rules.site_roles(member)) - {SiteRole.COORDINATOR.value}, set(data["roles"])
            for role in sorted(wanted - held):
                grant_role(member=member, role=SiteRole(role), actor=self.actor)
            for role in sorted(held - wanted):
                revoke_role(member=member, role=SiteRole(role), actor=self.actor)


class MemberCreateForm(MemberForm):
    invite = forms.BooleanField(
        label=_("Send an e-mail with a link to choose a password"), required=False, initial=True
    )

    def save(self, commit: bool = True) -> User:
        data = self.cleaned_data
        taken_as_is = [name for name in MemberForm.Meta.fields if name != "email"]
        member = register_member(
            actor=self.actor,
            email=data["email"] or "",
            office=data["office"],
            since=data["since"] or today(),
            **{name: data[name] for name in taken_as_is},
        )
        if "roles" in data:
            for role in data["roles"]:
                grant_role(member=member, role=SiteRole(role), actor=self.actor)
        if data["invite"]:
            send_invitation(member=member, actor=self.actor)
        return member


class MemberEditForm(MemberForm):
    class Meta(MemberForm.Meta):
        fields = [*MemberForm.Meta.fields, "is_active"]


class ProvinceForm(ActorForm):
    class Meta:
        model = Province
        fields = ["code", "name", "zone"]

    def save(self, commit: bool = True) -> Province:
        return save_province(province=self.instance, actor=self.actor)


class OfficeForm(ActorForm):
    name = forms.CharField(
        label=_("Name"), max_length=150, help_text=_("A new name is kept beside the old ones, each with its dates.")
    )
    name_since = forms.DateField(label=_("Name in force since"), required=False, widget=AdminDateInput)
    source = forms.CharField(label=_("Regulation"), max_length=150, required=False)

    class Meta:
        model = Office
        fields = ["code", "kind", "parent", "province", "city", "named_in_public"]

    field_order = ["name", "name_since", "source", "code", "kind", "parent", "province", "city", "named_in_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["name"] = self.instance.name
            self.fields["name_since"].help_text = _("Asked for when the name changes.")

    def save(self, commit: bool = True) -> Office:
        data = self.cleaned_data
        office: Office = self.instance
        if office.pk:
            change_office(office=office, actor=self.actor)
            if data["name"] != office.name:
                rename_office(
                    office=office,
                    name=data["name"],
                    since=data["name_since"],
                    source=data["source"],
                    actor=self.actor,
                )
            return office
        return add_office(
            code=data["code"],
            kind=data["kind"],
            name=data["name"],
            since=data["name_since"] or today(),
            source=data["source"],
            parent=data["parent"],
            province=data["province"],
            city=data["city"],
            named_in_public=data["named_in_public"],
            actor=self.actor,
        )


class AppointmentForm(ActorForm):
    class Meta:
        model = CoordinatorAppointment
        fields = ["province", "office", "member", "decree", "valid_from", "valid_to"]
        widgets = {"valid_from": AdminDateInput, "valid_to": AdminDateInput}

    def save(self, commit: bool = True) -> CoordinatorAppointment:
        data = self.cleaned_data
        return appoint_coordinator(
            province=data["province"],
            office=data["office"],
            member=data["member"],
            decree=data["decree"],
            since=data["valid_from"],
            until=data["valid_to"],
            actor=self.actor,
        )

    def validate_constraints(self) -> None:
        """The service ends the appointment that stands in the way."""


class AppointmentEndForm(ActorForm):
    """An appointment is history: all that can still be said about it is when it ends."""

    class Meta:
        model = CoordinatorAppointment
        fields = ["valid_to"]
        widgets = {"valid_to": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].required = True

    def save(self, commit: bool = True) -> CoordinatorAppointment:
        return end_appointment(appointment=self.instance, last_day=self.cleaned_data["valid_to"], actor=self.actor)
