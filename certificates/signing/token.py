"""A key on a PKCS#11 token: it never leaves the token, and the token may be pulled and put back."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pkcs11  # an extra: who imports this module minds its absence
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.conf import settings
from django.utils.translation import gettext as _
from pkcs11 import exceptions

from certificates.signing.backend import KeySigner
from certificates.signing.chains import check_fitness, check_order, check_validity, public_chain, read_chain
from certificates.signing.completeness import check_token_settings
from certificates.signing.errors import SigningUnavailableError
from certificates.signing.refused_pins import refused_pins

PROBE = b"Does this key belong to that certificate?"
WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange, exceptions.PinLocked)
GONE = (exceptions.NoSuchToken, exceptions.TokenNotPresent, exceptions.DeviceRemoved)
# What a token pulled, put back, or restarted looks like: the library has to look again.
STALE = (
    *GONE,
    exceptions.DeviceError,
    exceptions.FunctionFailed,
    exceptions.GeneralError,
    exceptions.KeyHandleInvalid,
    exceptions.ObjectHandleInvalid,
    exceptions.SessionClosed,
    exceptions.SessionHandleInvalid,
    exceptions.SlotIDInvalid,
    exceptions.TokenNotRecognised,
    exceptions.UserNotLoggedIn,
)
REMEMBER_SECONDS = 10


@dataclass(frozen=True)
class TokenName:
    """Where the key is found."""

    module: str
    token: str
    key: str
    pin: str = field(repr=False)


# Of the whole process: looking again for tokens pulls the library from under whoever is inside it.
_library_lock = threading.RLock()
# Why a token could not be opened, and until when that is believed unasked: whoever waits in line need not ask again.
_failures: dict[tuple[Any, ...], tuple[float, str]] = {}


class TokenKey(KeySigner):
    """Keeps one session; one that broke is opened anew, once for each signature."""

    def __init__(self, name: TokenName, chain_file: Path) -> None:
        self.certificates = read_chain(chain_file)
        check_fitness(self.certificates[0].public_key(), chain_file)
        check_order(self.certificates, chain_file)
        self.chain = public_chain(self.certificates)
        self._name = name
        self._session: Any = None
        self._key: Any = None
        self._check_pair()

    def sign_raw(self, data: bytes) -> bytes:
        with _library_lock:
            try:
                try:
                    return self._signature(data)
                except STALE:
                    self.close()
                    return self._signature(data, anew=True)
            except pkcs11.PKCS11Error as error:
                self.close()
                raise SigningUnavailableError(self._trouble(error)) from error

    def close(self) -> None:
        with _library_lock:
            session, self._session, self._key = self._session, None, None
            try:
                if session is not None:
                    session.close()
            except pkcs11.PKCS11Error:
                pass  # gone already, together with its token

    def _signature(self, data: bytes, *, anew: bool = False) -> bytes:
        if self._key is None:
            self._open(anew=anew)
        is_rsa = isinstance(self.certificates[0].public_key(), rsa.RSAPublicKey)
        if self._key.key_type != (pkcs11.KeyType.RSA if is_rsa else pkcs11.KeyType.EC):
            raise exceptions.KeyTypeInconsistent
        if is_rsa:
            return bytes(self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        pair = bytes(self._key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
        half = len(pair) // 2
        return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))

    def _open(self, *, anew: bool) -> None:
        """`anew` has the library look for tokens again: what it saw at its start may be gone, or back."""
        name = self._name
        with refused_pins() as refused:
            if refused.holds(name.module, name.token, name.pin):
                raise exceptions.PinIncorrect
            library = _library(name.module)
            if anew:
                library.reinitialize()
            token = library.get_token(token_label=name.token)
            try:
                self._session = token.open(user_pin=name.pin)
            except exceptions.UserAlreadyLoggedIn:  # by another session of this process
                self._session = token.open()
            except WRONG_PIN:
                refused.add(name.module, name.token, name.pin)
                raise
        self._key = self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._name.key)

    def _check_pair(self) -> None:
        signature, public = self.sign_raw(PROBE), self.certificates[0].public_key()
        try:
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, PROBE, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, PROBE, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise SigningUnavailableError(self._trouble(exceptions.KeyTypeInconsistent())) from None

    def _trouble(self, error: Exception) -> str:
        name = {"token": self._name.token, "key": self._name.key}
        if isinstance(error, GONE):
            return _("The token %(token)s is not there. Plug it in, or look at PKCS11_TOKEN.") % name
        if isinstance(error, exceptions.PinLocked):
            return (
                _(
                    "The token %(token)s has locked itself after too many wrong PINs. Unlock it, "
                    "then remove the file that PKCS11_REFUSED_FILE names."
                )
                % name
            )
        if isinstance(error, WRONG_PIN):
            return (
                _(
                    "The token %(token)s refuses the PIN: set PKCS11_PIN right and restart. It is not offered again; "
                    "if it was right, remove the file that PKCS11_REFUSED_FILE names."
                )
                % name
            )
        if isinstance(error, exceptions.NoSuchKey | exceptions.MultipleObjectsReturned):
            return _("The token %(token)s does not hold exactly one private key named %(key)s.") % name
        if isinstance(error, exceptions.KeyTypeInconsistent):
            return _("The chain in PKCS11_CHAIN_FILE does not belong to the key %(key)s on the token %(token)s.") % name
        return _("The token %(token)s does not sign: %(error)s") % {**name, "error": type(error).__name__}


def token_key() -> TokenKey:
    """The configured one, kept between calls and renewed when its chain file changes; a failure is kept for seconds."""
    check_token_settings()
    chain_file = Path(settings.PKCS11_CHAIN_FILE)
    name = TokenName(settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_KEY, settings.PKCS11_PIN)
    wanted = (name, chain_file, chain_file.stat().st_mtime_ns if chain_file.exists() else 0)
    with _library_lock:
        until, reason = _failures.get(wanted, (0.0, ""))
        if time.monotonic() < until:
            raise SigningUnavailableError(reason)
        try:
            backend = _opened(*wanted)
        except SigningUnavailableError as error:
            _failures.clear()
            _failures[wanted] = (time.monotonic() + REMEMBER_SECONDS, str(error))
            raise
    check_validity(backend.chain, chain_file)
    return backend


@lru_cache(maxsize=2)
def _opened(name: TokenName, chain_file: Path, _changed: int) -> TokenKey:
    return TokenKey(name, chain_file)


def _library(module: str) -> Any:
    try:
        return pkcs11.lib(module)
    except (OSError, RuntimeError):
        raise SigningUnavailableError(
            _("The library %(module)s cannot be loaded: look at PKCS11_MODULE.") % {"module": module}
        ) from None
