"""Answers that travel as a file: locked on the device to the site's public key, opened here alone.

The device makes a key pair for each file; with the site's public key (P-256) and HKDF-SHA256 it comes to a key that
AES-256-GCM locks the answers with. Private keys stay in one PEM file and in this module, never in the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import logging
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from quizzes.errors import SealedFileError

FORMAT = "dermaga-answers-1"
MOST_BYTES = 512 * 1024
END_OF_KEY = b"-----END PRIVATE KEY-----"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublicKey:
    """What a page gets: the id by which the private half is found again, and the point, in base64."""

    key_id: str
    point: str

    def to_json(self) -> dict[str, str]:
        return {"format": FORMAT, "key": self.key_id, "point": self.point}


def public_key() -> PublicKey | None:
    """The key that new files are locked to; None where this machine has none, and then pages offer no file."""
    keys = _keys()
    return next((_public(key_id, key) for key_id, key in keys.items()), None)


def open_sealed(data: bytes) -> dict[str, Any]:
    """What the device locked in; raises SealedFileError with a sentence for who handed the file in."""
    if len(data) > MOST_BYTES:
        raise SealedFileError(_("The file is too large to be a file of answers."))
    try:
        outer = json.loads(data)
        key_id, parts = str(outer["key"]), [_bytes(outer[name]) for name in ("point", "iv", "data")]
        is_ours = outer["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SealedFileError(_("This is not a file of answers from this site.")) from error
    if not is_ours:
        raise SealedFileError(_("This is not a file of answers from this site."))
    key = _keys().get(key_id)
    if key is None:
        raise SealedFileError(
            _("The file was locked with a key that this site does not have: it is of another site, or its key is gone.")
        )
    point, iv, locked = parts
    try:
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        secret = _derived(key.exchange(ec.ECDH(), other), point, key_id)
        inner = json.loads(AESGCM(secret).decrypt(iv, locked, key_id.encode()))
    except (InvalidTag, ValueError, RecursionError) as error:
        raise SealedFileError(
            _("The file was changed or damaged on its way. Ask the participant to save it again.")
        ) from error
    if not isinstance(inner, dict):
        raise SealedFileError(_("This is not a file of answers from this site."))
    return inner


def make_key(path: Path) -> str:
    """Put a new key in front of those in the file; the older ones still open what was locked to them. Its id."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = _written(path, pem + (path.read_bytes() if path.exists() else b""))
    unfinished.rename(path)
    return _id_of(key)


def _make_first_key(path: Path) -> None:
    """Of many processes that start at once, one makes it."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = _written(path, pem)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def _written(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    return unfinished


def _keys() -> dict[str, ec.EllipticCurvePrivateKey]:
    path = Path(settings.ANSWER_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        if not settings.DEMO:
            return {}
        _make_first_key(path)
        changed = path.stat().st_mtime_ns
    return _loaded(path, changed)


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed: int) -> dict[str, ec.EllipticCurvePrivateKey]:
    """By their ids, the newest first; read anew when the file changes."""
    found: dict[str, ec.EllipticCurvePrivateKey] = {}
    try:
        for block in path.read_bytes().split(END_OF_KEY)[:-1]:
            key = serialization.load_pem_private_key(block + END_OF_KEY + b"\n", password=None)
            if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
                raise ValueError("a key is not P-256")
            found[_id_of(key)] = key
    except (OSError, ValueError, TypeError):
        logger.exception("the key of answer files cannot be read: pages offer no files")
    return found


def _public(key_id: str, key: ec.EllipticCurvePrivateKey) -> PublicKey:
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return PublicKey(key_id, base64.b64encode(point).decode())


def _id_of(key: ec.EllipticCurvePrivateKey) -> str:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:16]


def _derived(shared: bytes, point: bytes, key_id: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=f"{FORMAT}:{key_id}".encode()).derive(shared)


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("not base64")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
