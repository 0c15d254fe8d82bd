"""The e-sign client service of BSrE, version 2: what is sent, and each way in which the answer can fail to come."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from django.utils.translation import gettext as _

from certificates.signing.errors import SigningUnavailableError, shown

CONNECT_SECONDS = 5


@dataclass(frozen=True)
class ActivationCode:
    """Opens the way to one-time codes until it runs out, and buys its successor. `expires` is None when not told."""

    code: str
    expires: datetime | None = None


@dataclass(frozen=True)
class SealService:
    url: str
    username: str
    password: str
    subscriber: str
    timeout: int

    def activation(self, previous: str = "") -> ActivationCode | None:
        """The next activation code; None when the service sends it to the subscriber by another way."""
        asked = {"totp": previous} if previous else {}
        answer = self._ask("/api/v2/seal/get/activation", asked)
        inner = answer.get("data")
        found = inner if isinstance(inner, dict) else answer
        if answer.get("success") is False or found.get("result") is False:
            raise _refused_code(answer)
        return ActivationCode(str(found["totp"]), moment_of(found.get("expires"))) if found.get("totp") else None

    def one_time_code(self, activation: str, files: int = 1) -> str:
        """Good for one request of that many files."""
        answer = self._ask("/api/v2/seal/get/totp", {"totp": activation, "data": files})
        if answer.get("result") is False or not answer.get("totp"):
            raise _refused_code(answer)
        return str(answer["totp"])

    def seal(self, pdf: bytes, *, code: str, properties: Mapping[str, Any], repeat_key: str) -> bytes:
        answer = self._ask(
            "/api/v2/seal/pdf",
            {
                "totp": code,
                "signatureProperties": [dict(properties)],
                "file": [base64.b64encode(pdf).decode("ascii")],
            },
            # Not in the published API: a service that knows it gives the same file again instead of a second seal.
            {"Idempotency-Key": repeat_key} if repeat_key else {},
        )
        files = answer.get("file")
        try:
            if not isinstance(files, list) or len(files) != 1:
                raise ValueError
            return base64.b64decode(files[0], validate=True)
        except (ValueError, TypeError, binascii.Error):
            raise SigningUnavailableError(
                _("The seal service gave no sealed file: %(message)s") % {"message": message_of(answer)}
            ) from None

    def _ask(self, path: str, data: dict[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            answer = requests.post(
                self.url.rstrip("/") + path,
                json={"idSubscriber": self.subscriber, **data},
                auth=(self.username, self.password),
                headers=dict(headers or {}),
                timeout=(CONNECT_SECONDS, self.timeout),
                allow_redirects=False,
            )
        except requests.Timeout:
            raise SigningUnavailableError(
                _("The seal service %(url)s did not answer in time.") % {"url": shown(self.url)}
            ) from None
        except requests.RequestException:
            raise SigningUnavailableError(
                _("The seal service %(url)s cannot be reached.") % {"url": shown(self.url)}
            ) from None
        self._refuse(answer)
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise SigningUnavailableError(
                _("The seal service %(url)s answers, but not as a seal service does.") % {"url": shown(self.url)}
            )
        return found

    def _refuse(self, answer: requests.Response) -> None:
        status = answer.status_code
        if status == 200:
            return
        if status in (401, 403):
            sentence = _("The seal service does not know the user: look at BSRE_USERNAME and BSRE_PASSWORD.")
        elif status == 429:
            sentence = _("The seal service asks for a pause: it had too many requests.")
        elif status >= 500:
            sentence = _("The seal service is out of order (HTTP %(status)d).") % {"status": status}
        else:
            try:
                message = message_of(answer.json())
            except ValueError:
                message = ""
            sentence = _("The seal service refuses (HTTP %(status)d): %(message)s") % {
                "status": status,
                "message": message,
            }
        raise SigningUnavailableError(sentence)


def _refused_code(answer: dict[str, Any]) -> SigningUnavailableError:
    return SigningUnavailableError(
        _("The seal service refuses the activation code. Activate it anew: manage.py activate_seal. %(message)s")
        % {"message": message_of(answer)}
    )


def message_of(answer: Any) -> str:
    """What the service says about it, shortened; in whichever of its fields it says it."""
    inner = answer.get("data") if isinstance(answer, dict) else None
    for part in (answer, inner):
        if isinstance(part, dict):
            for key in ("message", "error", "msg"):
                if said := str(part.get(key) or "").strip():
                    return said[:200]
    return ""


def moment_of(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
