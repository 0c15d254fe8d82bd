"""The seal of the state: the office's e-sign client service asks BSrE for it. One request at a time on each machine."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.choices import Seal
from certificates.signing.backend import Sealed
from certificates.signing.chains import PublicChain, public_chain, read_chain
from certificates.signing.errors import SigningUnavailableError
from certificates.signing.seal_service import ActivationCode, SealService, moment_of

KEEP_SECONDS = 7 * 24 * 3600
EARLY = timedelta(minutes=1)
VISIBLE_PLACE = {"page": 1, "originX": 36.0, "originY": 36.0, "width": 72.0, "height": 72.0}


class StateSeal:
    """Each sealed file is kept until it was stored, a week at most: a repeat finds it and costs no seal."""

    seal = Seal.BSRE

    def __init__(self, service: SealService, folder: Path, roots: list[x509.Certificate]) -> None:
        self._service, self._folder, self._roots = service, folder, roots

    @property
    def chain(self) -> PublicChain | None:
        """Of the seal that was given last."""
        path = self._folder / "chain.pem"
        return public_chain(read_chain(path)) if path.exists() else None

    def sign(self, pdf: bytes, token: str = "") -> Sealed:
        from certificates.signing.returned import checked_chain  # slow to import: workers only

        name = _name(token.encode() or pdf)
        with self._alone():
            if (found := self._kept(name)) is not None:
                return found
            code = self._service.one_time_code(self._activation())
            repeat_key = hashlib.sha256(name.encode() + pdf).hexdigest()
            sealed = self._service.seal(pdf, code=code, properties=_properties(), repeat_key=repeat_key)
            chain = checked_chain(sealed, pdf, self._roots)
            self._write(self._folder / "sealed" / f"{name}-{len(pdf)}.pdf", sealed)
            self._write(self._folder / "chain.pem", chain.pem.encode())
            self._tidy()
        return Sealed(sealed, chain)

    def _kept(self, name: str) -> Sealed | None:
        """What was sealed for this token, however it was drawn then: the facts under a token never change."""
        from certificates.signing.returned import checked_chain  # as above

        for path in (self._folder / "sealed").glob(f"{name}-*.pdf"):
            sealed, length = path.read_bytes(), int(path.stem.rpartition("-")[2])
            try:
                return Sealed(sealed, checked_chain(sealed, sealed[:length], self._roots))
            except SigningUnavailableError:
                path.unlink()  # half a file, left by a power cut
        return None

    def check_ready(self) -> None:
        """Without asking the service anything."""
        if self._kept_code() is None:
            raise SigningUnavailableError(_("The seal of BSrE is not activated: run manage.py activate_seal."))

    def activate(self, code: str = "") -> bool:
        """Keep this code, or ask for one; False when the service sends it to the subscriber by another way."""
        with self._alone():
            found = ActivationCode(code) if code else self._service.activation()
            if found is not None:
                self._keep_code(found)
        return found is not None

    def _activation(self) -> str:
        code = self._kept_code()
        if code is None:
            raise SigningUnavailableError(_("The seal of BSrE is not activated: run manage.py activate_seal."))
        if code.expires is not None and code.expires <= timezone.now() + EARLY:
            successor = self._service.activation(code.code)
            if successor is not None:
                self._keep_code(successor)
                return successor.code
        return code.code

    def _kept_code(self) -> ActivationCode | None:
        try:
            data = json.loads((self._folder / "activation.json").read_bytes())
            return ActivationCode(str(data["code"]), moment_of(data["expires"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep_code(self, code: ActivationCode) -> None:
        expires = code.expires.isoformat() if code.expires else ""
        self._write(self._folder / "activation.json", json.dumps({"code": code.code, "expires": expires}).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Codes are good once, and a paper asked for by two workers is to cost one seal."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SigningUnavailableError(
                _("The folder %(path)s cannot be written: look at BSRE_FOLDER.") % {"path": self._folder}
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(data)
        unfinished.rename(path)

    def _tidy(self) -> None:
        for path in (self._folder / "sealed").iterdir():
            if path.stat().st_mtime < time.time() - KEEP_SECONDS:
                path.unlink(missing_ok=True)


def forget(folder: Path, tokens: Iterable[str]) -> None:
    for token in tokens:
        for path in (folder / "sealed").glob(f"{_name(token.encode())}-*.pdf"):
            path.unlink(missing_ok=True)


def _name(of: bytes) -> str:
    return hashlib.sha256(of).hexdigest()


def state_seal() -> StateSeal:
    """The configured one."""
    missing = [name for name in ("BSRE_URL", "BSRE_USERNAME", "BSRE_PASSWORD", "BSRE_SUBSCRIBER") if not _set(name)]
    if missing:
        raise SigningUnavailableError(_("The seal of BSrE needs %(settings)s.") % {"settings": ", ".join(missing)})
    service = SealService(
        url=settings.BSRE_URL,
        username=settings.BSRE_USERNAME,
        password=settings.BSRE_PASSWORD,
        subscriber=settings.BSRE_SUBSCRIBER,
        timeout=settings.BSRE_TIMEOUT_SECONDS,
    )
    return StateSeal(service, Path(settings.BSRE_FOLDER), read_chain(Path(settings.BSRE_ROOT_FILE)))


def _set(name: str) -> bool:
    return bool(getattr(settings, name))


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
