"""What the seal of BSrE keeps on its machine: the activation code, and sealed files until they are stored."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from certificates.signing.errors import BrokenFileError, ReturnedFileError, SigningUnavailableError
from certificates.signing.seal_service import ActivationCode, moment_of

logger = logging.getLogger(__name__)

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
KEEP_SECONDS = 7 * 24 * 3600
SEALS_OWN_ROOM = 256 * 1024


class SealFolder:
    """`sealed/NAME.pdf` came back; `NAME.refused` says why it does not count, and `NAME.again` that it may be asked for
    once more all the same."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def chain_file(self) -> Path:
        return self._path / "chain.pem"

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Codes are good once, and a paper asked for by two workers is to cost one seal."""
        try:
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._path / "sealed").mkdir(exist_ok=True, mode=0o700)
            lock = os.open(self._path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise no_room(error) from error
        try:
            _lock(lock, time.monotonic() + seconds)
            yield
        except OSError as error:
            raise no_room(error) from error
        finally:
            os.close(lock)

    def prove_room(self, size: int = 0) -> None:
        """Before anything is asked for that costs: a file of this size can be kept."""
        probe = self._path / "sealed" / "room.new"
        with probe.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size + SEALS_OWN_ROOM)
        probe.unlink()

    def names(self, of: bytes) -> list[str]:
        """Of what came back for this paper."""
        return [path.stem for path in (self._path / "sealed").glob(f"{_paper(of)}-*.pdf")]

    def kept(self, name: str) -> tuple[bytes, bytes]:
        """What came back, and what it was sent for; raises BrokenFileError when that cannot be told any more."""
        _paper_name, digest, length = name.split("-")
        sealed = self._file(name).read_bytes()
        sent = sealed[: int(length)]
        if len(sealed) <= int(length):
            raise BrokenFileError(_("The seal service returned something that is no PDF."))
        if hashlib.sha256(sent).hexdigest() != digest:
            raise ReturnedFileError(
                _("The seal service returned another document than it was sent, or rewrote it before sealing.")
            )
        return sealed, sent

    def keep(self, name: str, sealed: bytes) -> None:
        """A seal that was given is not lost for want of a place to keep it."""
        self._try_write(self._file(name), sealed)

    def drop(self, name: str) -> None:
        for ending in (".pdf", ".refused", ".again"):
            self._file(name, ending).unlink(missing_ok=True)

    def keep_chain(self, pem: str) -> None:
        if not self.chain_file.exists() or self.chain_file.read_text(encoding="ascii") != pem:
            self._try_write(self.chain_file, pem.encode())

    def refuse(self, name: str, reason: str) -> None:
        self._try_write(self._file(name, ".refused"), reason.encode())

    def accept(self, name: str) -> None:
        for ending in (".refused", ".again"):
            self._file(name, ending).unlink(missing_ok=True)

    def is_refused(self, name: str) -> bool:
        return self._file(name, ".refused").exists()

    def may_ask_again(self, name: str) -> bool:
        return self._file(name, ".again").exists()

    def refused(self) -> int:
        return len(list((self._path / "sealed").glob("*.refused")))

    def let_ask_again(self) -> None:
        for path in (self._path / "sealed").glob("*.refused"):
            path.rename(path.with_suffix(".again"))

    def tidy(self) -> None:
        """Throw away what nobody came for in a week; what was refused waits for somebody."""
        for path in (self._path / "sealed").glob("*.pdf"):
            if not self.is_refused(path.stem) and path.stat().st_mtime < time.time() - KEEP_SECONDS:
                self.drop(path.stem)

    def code(self) -> ActivationCode | None:
        try:
            path = self._path / "activation.json"
            data = json.loads(path.read_bytes())
            # One kept before this was noted counts as old: it is changed at the next occasion.
            since = moment_of(data.get("since")) or LONG_AGO
            expires, code = moment_of(data["expires"]), str(data["code"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return ActivationCode(code, expires, since)

    def keep_code(self, code: ActivationCode) -> None:
        expires = code.expires.isoformat() if code.expires else ""
        data = {"code": code.code, "expires": expires, "since": code.since.isoformat()}
        self._write(self._path / "activation.json", json.dumps(data).encode())

    def _file(self, name: str, ending: str = ".pdf") -> Path:
        return self._path / "sealed" / f"{name}{ending}"

    def _try_write(self, path: Path, data: bytes) -> None:
        try:
            self._write(path, data)
        except OSError:
            logger.exception("a sealed file, or what is known of it, could not be kept")

    def _write(self, path: Path, data: bytes) -> None:
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def name_for(of: bytes, pdf: bytes) -> str:
    """Which paper, and the hash and length of what was sent: so the file alone tells whether it begins with that."""
    return f"{_paper(of)}-{hashlib.sha256(pdf).hexdigest()}-{len(pdf)}"


def _paper(of: bytes) -> str:
    return hashlib.sha256(of).hexdigest()


def no_room(error: OSError) -> SigningUnavailableError:
    """Where it is, the log says: the sentence is read by whoever runs a batch."""
    logger.warning("the folder of the seal cannot be used: %s", error)
    return SigningUnavailableError(
        _("What BSrE seals cannot be kept on this machine, so nothing is asked for: look at BSRE_FOLDER and its space.")
    )


def _lock(file: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise SigningUnavailableError(
                    _("Another worker of this machine has been asking for a seal for too long.")
                ) from None
            time.sleep(0.05)
