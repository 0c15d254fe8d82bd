"""Which PIN a token has refused: tokens lock themselves after a few, and every process would offer it once more."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from certificates.signing.errors import SigningUnavailableError


class RefusedPins:
    """What was refused stands in the file by a fingerprint that says nothing without SECRET_KEY."""

    def __init__(self, file: int) -> None:
        self._file = file

    def holds(self, *names: str) -> bool:
        return fingerprint(*names) in os.pread(self._file, os.fstat(self._file).st_size, 0).split()

    def add(self, *names: str) -> None:
        os.write(self._file, fingerprint(*names) + b"\n")
        os.fsync(self._file)


@contextmanager
def refused_pins() -> Iterator[RefusedPins]:
    """Held by one process at a time, so that two never offer the same PIN; no PIN is offered that cannot be noted."""
    path = Path(settings.PKCS11_REFUSED_FILE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise SigningUnavailableError(
            _("Refused PINs cannot be noted, so none is offered to the token: look at PKCS11_REFUSED_FILE.")
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield RefusedPins(file)
    finally:
        os.close(file)


def fingerprint(*names: str) -> bytes:
    return salted_hmac("certificates.refused_pins", "\0".join(names), algorithm="sha256").hexdigest().encode()
