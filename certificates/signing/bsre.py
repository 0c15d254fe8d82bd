"""The seal of the state: the office's e-sign client service asks BSrE for it. One request at a time on each machine."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _

from certificates.choices import Seal
from certificates.signing.backend import Sealed
from certificates.signing.chains import PublicChain, public_chain, read_chain
from certificates.signing.completeness import check_seal_settings
from certificates.signing.errors import BrokenFileError, RefusedCodeError, SigningError, SigningUnavailableError
from certificates.signing.seal_folder import SealFolder, name_for
from certificates.signing.seal_service import ActivationCode, SealService

if TYPE_CHECKING:
    from certificates.signing.returned import Expected

logger = logging.getLogger(__name__)

# Each cost a seal: when so many files were refused, the fault is not one paper's.
MOST_REFUSED = 3
SIDE = 72.0
VISIBLE_PLACE = {"page": 1, "originX": 36.0, "originY": 36.0, "width": SIDE, "height": SIDE}
PATIENCE = 6


class StateSeal:
    """Whatever the service gave is kept before it is looked at, and not asked for again: each answer may cost."""

    seal = Seal.BSRE

    def __init__(
        self, service: SealService, folder: SealFolder, roots: list[x509.Certificate], subject: x509.Name | None
    ) -> None:
        self._service, self._folder, self._roots, self._subject = service, folder, roots, subject

    @property
    def chain(self) -> PublicChain | None:
        """Of the seal that was given last."""
        path = self._folder.chain_file
        return public_chain(read_chain(path)) if path.exists() else None

    def sign(self, pdf: bytes, token: str = "") -> Sealed:
        with self._folder.alone(PATIENCE * self._service.timeout):
            for name in self._folder.names(token.encode() or pdf):
                if (sealed := self._kept(name)) is not None:
                    return sealed
            return self._asked(name_for(token.encode() or pdf, pdf), pdf)

    def check_ready(self) -> None:
        """Without asking the service anything."""
        if self._folder.code() is None:
            raise _not_activated()

    def activate(self, code: str = "") -> ActivationCode | None:
        """Change this code for its successor and keep that, or ask for a first one; None when the service sends it to
        the subscriber by another way. Files that were refused may be asked for again."""
        with self._folder.alone(PATIENCE * self._service.timeout):
            self._folder.prove_room()
            found = self._service.activation(code)
            if found is None and code:
                found = ActivationCode(code)
            if found is not None:
                self._folder.keep_code(found)
                self._folder.let_ask_again()
        return found

    def renew(self) -> None:
        """Change the code for its successor when half of its life is over."""
        with self._folder.alone(PATIENCE * self._service.timeout):
            code = self._folder.code()
            if code is not None and code.is_due:
                self._folder.prove_room()
                self._successor(code)

    def tidy(self) -> None:
        with self._folder.alone(PATIENCE * self._service.timeout):
            self._folder.tidy()

    def _kept(self, name: str) -> Sealed | None:
        """What was sealed for this token, however it was drawn then: the facts under a token never change."""
        try:
            return self._checked(name, *self._folder.kept(name))
        except BrokenFileError:
            if self._folder.is_refused(name):  # it came back like this
                raise
            self._folder.drop(name)  # half a file, left by a power cut
            return None
        except SigningError as error:
            if self._folder.may_ask_again(name):
                self._folder.drop(name)
                return None
            self._folder.refuse(name, str(error))
            raise

    def _asked(self, name: str, pdf: bytes) -> Sealed:
        if self._folder.refused() >= MOST_REFUSED:
            raise SigningUnavailableError(
                _(
                    "Several files that BSrE sealed were refused, and no more are asked for. Find out why, "
                    "then run manage.py activate_seal."
                )
            )
        properties = _properties()
        self._folder.prove_room(len(pdf))
        code, repeat_key = self._one_time_code(), hashlib.sha256(name.encode()).hexdigest()
        sealed = self._service.seal(pdf, code=code, properties=properties, repeat_key=repeat_key)
        self._folder.keep(name, sealed)
        try:
            return self._checked(name, sealed, pdf)
        except SigningError as error:
            self._folder.refuse(name, str(error))
            raise

    def _checked(self, name: str, sealed: bytes, pdf: bytes) -> Sealed:
        from certificates.signing.returned import checked_chain  # slow to import: workers only

        chain = checked_chain(sealed, pdf, self._expected())
        self._folder.accept(name)
        self._folder.keep_chain(chain.pem)
        return Sealed(sealed, chain)

    def _expected(self) -> Expected:
        from certificates.signing.returned import Expected

        side = SIDE if settings.BSRE_APPEARANCE == "VISIBLE" else 0
        return Expected(self._roots, self._subject, (side, side))

    def _one_time_code(self) -> str:
        """A code that is due is changed first; one that is refused all the same is changed once more."""
        code = self._folder.code()
        if code is None:
            raise _not_activated()
        if code.is_due:
            try:
                code = self._successor(code)
            except SigningUnavailableError as error:
                logger.warning("the activation code of the seal could not be renewed yet: %s", error)
        try:
            return self._service.one_time_code(code.code)
        except RefusedCodeError:
            return self._service.one_time_code(self._successor(code).code)

    def _successor(self, code: ActivationCode) -> ActivationCode:
        found = self._service.activation(code.code)
        if found is None:
            return code
        self._folder.keep_code(found)
        return found


def forget(folder: Path, tokens: Iterable[str]) -> None:
    """These papers are stored elsewhere."""
    kept = SealFolder(folder)
    for token in tokens:
        for name in kept.names(token.encode()):
            kept.drop(name)


def state_seal() -> StateSeal:
    """The configured one."""
    check_seal_settings()
    service = SealService(
        url=settings.BSRE_URL,
        username=settings.BSRE_USERNAME,
        password=settings.BSRE_PASSWORD,
        subscriber=settings.BSRE_SUBSCRIBER,
        timeout=settings.BSRE_TIMEOUT_SECONDS,
    )
    roots = read_chain(Path(settings.BSRE_ROOT_FILE))
    return StateSeal(service, SealFolder(Path(settings.BSRE_FOLDER)), roots, _subject())


def _subject() -> x509.Name | None:
    try:
        text = settings.BSRE_SEAL_SUBJECT
        return x509.Name.from_rfc4514_string(text) if text else None
    except ValueError:
        raise SigningUnavailableError(_("BSRE_SEAL_SUBJECT cannot be read: write it like CN=…,O=….")) from None


def _not_activated() -> SigningUnavailableError:
    return SigningUnavailableError(_("The seal of BSrE is not activated: run manage.py activate_seal."))


def _properties() -> dict[str, Any]:
    """Invisible unless asked otherwise: what the eye sees is on our page already, tagged."""
    if settings.BSRE_APPEARANCE == "INVISIBLE":
        return {"tampilan": "INVISIBLE", "location": "null", "reason": "null", "contactInfo": "null"}
    try:
        picture = Path(settings.BSRE_PICTURE_FILE).read_bytes()
    except OSError:
        raise SigningUnavailableError(_("A visible seal needs a PNG: look at BSRE_PICTURE_FILE.")) from None
    return {
        "tampilan": "VISIBLE",
        "imageBase64": base64.b64encode(picture).decode("ascii"),
        **VISIBLE_PLACE,
        "location": "null",
        "reason": "null",
        "contactInfo": "null",
    }
