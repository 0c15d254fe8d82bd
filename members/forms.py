from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import UserTokenForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.choices import Delivery, MessageCategory
from members.message_kinds import choosable_categories
from members.models import User
from members.services import choose_delivery, correct_own_data, send_password_reset
from members.sign_in import find_account, typed_login


class AddKeyForm(AddWebAuthnForm):
    """The library's, whose first field has no label that could be translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")


class LoginForm(AllauthLoginForm):
    """One field for an e-mail address or a number; nothing tells whether an account exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail address or NIP")
        login.help_text = _("A NIP or NI PPPK has 18 digits; spaces do not matter.")
        login.max_length = 150
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": "150"}
        )
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)

    def user_credentials(self) -> dict[str, Any]:
        return {"username": typed_login(self.cleaned_data), "password": self.cleaned_data.get("password")}


class ResetPasswordForm(forms.Form):
    """Asks for the mail that sets a new password. The answer is the same whether or not an account was found."""

    email = forms.CharField(
        label=_("E-mail address or NIP"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def save(self, request: HttpRequest, **_options: Any) -> str:
        typed: str = self.cleaned_data["email"]
        account = find_account(request, typed_login({"login": typed}))
        if account is not None:
            send_password_reset(member=account)
        return typed


class ResetTokenForm(UserTokenForm):
    """Django's own token: spent by a new password, a log-in or a change of address."""

    token_generator = PasswordResetTokenGenerator()


class ProfileForm(forms.ModelForm[User]):
    """What members correct by themselves."""

    current_password = forms.CharField(
        label=_("Current password"),
        required=False,
        strip=False,
        help_text=_("Only to change the e-mail address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["email", "current_password"]

    class Meta:
        model = User
        fields = ["email", "phone", "zone", "language"]
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        }

    def save(self, commit: bool = True) -> User:
        data = self.cleaned_data
        return correct_own_data(
            member=self.instance,
            email=data["email"] or "",
            phone=data["phone"],
            zone=data["zone"],
            language=data["language"],
            current_password=data["current_password"],
        )


class DeliveryForm(forms.Form):
    """For each category of messages, how its mails come."""

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        chosen = dict(member.message_preferences.values_list("category", "delivery"))
        for category in choosable_categories():
            self.fields[category] = forms.ChoiceField(
                label=category.label,
                choices=Delivery.choices,
                initial=chosen.get(category, Delivery.AT_ONCE),
                widget=forms.RadioSelect,
            )

    def save(self) -> None:
        choices = {MessageCategory(name): Delivery(way) for name, way in self.cleaned_data.items()}
        choose_delivery(member=self.member, choices=choices)
