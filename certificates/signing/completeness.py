"""Whether the settings name all that a way of signing needs. Neither token nor service is asked."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.signing.errors import SigningUnavailableError

OF_THE_SEAL = ("BSRE_URL", "BSRE_USERNAME", "BSRE_PASSWORD", "BSRE_SUBSCRIBER")
OF_THE_TOKEN = ("PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_KEY", "PKCS11_PIN")


def check_seal_settings() -> None:
    if missing := [name for name in OF_THE_SEAL if not getattr(settings, name)]:
        raise SigningUnavailableError(_("The seal of BSrE needs %(settings)s.") % {"settings": ", ".join(missing)})


def check_token_settings() -> None:
    if not all(getattr(settings, name) for name in OF_THE_TOKEN):
        raise SigningUnavailableError(
            _("Signing by a token needs PKCS11_MODULE, PKCS11_TOKEN, PKCS11_KEY and PKCS11_PIN.")
        )
