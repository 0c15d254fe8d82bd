from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.languages import remember_language
from members.models import User

_WRONG = _("The name and the password do not go together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "too_many_login_attempts": _("Too many attempts from this network. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from an organiser's invitation or import, never from a stranger's form."""
        return False

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """The member's saved language becomes the browser's at log-in, so that no later request has to ask for it."""
        response: HttpResponse = super().post_login(request, user, **details)
        remember_language(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: User) -> str:
        """Stands in the person's authenticator app; the opaque user name would mean nothing there."""
        return user.email or user.full_name

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.full_name, "name": user.email or user.full_name}
