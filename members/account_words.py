"""Words of the log-in's library and of Django's password rules in the words of this site.

Both of their languages are capitalised like English titles, and call a passkey otherwise than the log-in page does; our
catalogues stand ahead of theirs. No other module reads this one.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

ACCOUNT = (
    _("Two-Factor Authentication"),
    _("Authenticator App"),
    _("Authentication using an authenticator app is active."),
    _("An authenticator app is not active."),
    _("Activate Authenticator App"),
    _("Deactivate Authenticator App"),
    _("Security Keys"),
    _("No security keys have been added."),
    ngettext_lazy("You have added %(count)s security key.", "You have added %(count)s security keys."),
    _("Add Security Key"),
    _("Recovery Codes"),
    _("No recovery codes set up."),
    _("Change Password"),
    _("Confirm Access"),
    _("Please reauthenticate to safeguard your account."),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Remember Me"),
    _("Generate"),
    _("Remove Security Key"),
    _("Edit Security Key"),
    _("Your password can’t be too similar to your other personal information."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    _("Your password can’t be a commonly used password."),
    _("This password is too common."),
)
