"""The Ed25519 key that signs badges, and the address under which anybody finds its public half: did:web."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError


class BadgesUnavailableError(DomainError):
    """The key is missing or unfit; the message names the file and the cure. Certificates are issued all the same."""


@dataclass(frozen=True)
class PublicBadgeKey:
    """`key_id` is the key's own thumbprint (RFC 7638), so that two sites never give one name to two keys."""

    key_id: str
    x: str


class BadgeSigner:
    """Keeps the loaded key. Ed25519 has no random part: the same claims give the same token."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        x = _base64url(raw)
        self.public = PublicBadgeKey(thumbprint(x), x)

    def sign(self, claims: dict[str, Any]) -> str:
        """A compact JWS whose payload is the credential itself; `kid` leads to the key through the issuer's DID."""
        headers = {"kid": f"{issuer_did()}#{self.public.key_id}"}
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers=headers)


def badge_signer() -> BadgeSigner:
    """Loaded once per key file and renewed when the file changes; fails closed."""
    path = Path(settings.BADGE_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise BadgesUnavailableError(_missing(path)) from None
    return _signer(path, changed)


def badges_unavailable_because() -> str:
    """Why no badge can be signed on this machine; empty when it can."""
    try:
        badge_signer()
    except BadgesUnavailableError as error:
        return str(error)
    return ""


def issuer_did() -> str:
    """`did:web:` and the host; a port is written with %3A, as the method asks."""
    return "did:web:" + urlsplit(settings.SITE_URL).netloc.replace(":", "%3A")


def thumbprint(x: str) -> str:
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(members.encode()).digest())


def did_document(keys: list[PublicBadgeKey]) -> dict[str, Any]:
    """Every key that ever signed, so that badges from before a rotation stay checkable."""
    did = issuer_did()
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{key.key_id}",
                "type": "JsonWebKey",
                "controller": did,
                "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": key.x, "kid": key.key_id, "alg": "EdDSA"},
            }
            for key in keys
        ],
        "assertionMethod": [f"{did}#{key.key_id}" for key in keys],
    }


@lru_cache(maxsize=4)
def _signer(path: Path, _changed: int) -> BadgeSigner:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError:
        raise BadgesUnavailableError(_missing(path)) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadgesUnavailableError(
            _("%(path)s must hold an unencrypted Ed25519 private key in PEM.") % {"path": path}
        ) from None
    return BadgeSigner(key)


def _missing(path: Path) -> str:
    return _(
        "The badge key %(path)s is missing or unreadable, so certificates are issued without an Open Badge. "
        "Point BADGE_KEY_FILE at a PEM file with an Ed25519 private key; for a demo, run manage.py make_demo_ca."
    ) % {"path": path}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
