"""Which way of signing the settings name."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from certificates.signing.backend import SigningBackend
from certificates.signing.errors import SigningUnavailableError
from certificates.signing.local import local_key


def signing_backend() -> SigningBackend:
    """The configured backend, kept between calls; fails closed."""
    return local_key(Path(settings.CERTIFICATE_KEY_FILE))


def signing_unavailable_because() -> str:
    """Why nothing can be signed on this machine; empty when it can."""
    try:
        signing_backend()
    except SigningUnavailableError as error:
        return str(error)
    return ""
