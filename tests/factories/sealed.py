"""Files of answers, locked as static/js/attempt/sealed.js does."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quizzes.models import Attempt
from quizzes.sealing import FORMAT, public_key


def lock(contents: Any) -> bytes:
    key = public_key()
    assert key is not None
    site = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key.point))
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    made = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=f"{FORMAT}:{key.key_id}".encode())
    iv = os.urandom(12)
    data = AESGCM(made.derive(own.exchange(ec.ECDH(), site))).encrypt(
        iv, json.dumps(contents).encode(), key.key_id.encode()
    )
    parts = {"point": point, "iv": iv, "data": data}
    texts = {name: base64.b64encode(value).decode() for name, value in parts.items()}
    return json.dumps({"format": FORMAT, "key": key.key_id} | texts).encode()


def answers_file(attempt: Attempt, answers: dict[int, tuple[int, list[str]]], /, **changes: Any) -> bytes:
    """As the page of this attempt would save it."""
    rows = {str(slot): {"rev": rev, "value": value, "at": ""} for slot, (rev, value) in answers.items()}
    own = {"attempt": str(attempt.uid), "person": str(attempt.enrolment.member.uid), "at": "", "answers": rows}
    return lock(own | changes)
