"""The e-sign client service of BSrE, version 2: what is sent, and each way in which the answer can fail to come."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.signing.answers import Answer, TooLateError, TooLongError, UnreachableError, ask
from certificates.signing.errors import RefusedCodeError, SigningError, SigningUnavailableError, shown

MOST_BYTES = 2 * 1024 * 1024
# What a service may hold against a document; everything else it refuses is about us, or about all documents.
ABOUT_THE_DOCUMENT = {400, 413, 415, 422}
ABOUT_ALL = re.compile(r"\b(?:t?otp|kode|code|token|subscriber|kuota|quota|aktivasi|activation)\b", re.IGNORECASE)
LIFE_UNTOLD = timedelta(days=1)


@dataclass(frozen=True)
class ActivationCode:
    """Opens the way to one-time codes until it runs out, and buys its successor. `expires` is None when not told."""

    code: str = field(repr=False)
    expires: datetime | None = None
    since: datetime = field(default_factory=timezone.now)

    @property
    def is_due(self) -> bool:
        """Half of its life is over: time enough to try again, should its change fail."""
        return timezone.now() >= self.since + ((self.expires - self.since) if self.expires else LIFE_UNTOLD) / 2


@dataclass(frozen=True)
class SealService:
    url: str
    username: str = field(repr=False)
    password: str = field(repr=False)
    subscriber: str = field(repr=False)
    timeout: float

    def activation(self, previous: str = "") -> ActivationCode | None:
        """The next activation code; None when the service sends it to the subscriber by another way."""
        asked = {"totp": previous} if previous else {}
        answer = self._ask("/api/v2/seal/get/activation", asked)
        inner = answer.get("data")
        found = inner if isinstance(inner, dict) else answer
        if answer.get("success") is False or found.get("result") is False:
            raise self._refused_code(answer, previous)
        return ActivationCode(str(found["totp"]), moment_of(found.get("expires"))) if found.get("totp") else None

    def one_time_code(self, activation: str, files: int = 1) -> str:
        """Good for one request of that many files."""
        answer = self._ask("/api/v2/seal/get/totp", {"totp": activation, "data": files})
        if answer.get("result") is False or not answer.get("totp"):
            raise self._refused_code(answer, activation)
        return str(answer["totp"])

    def seal(self, pdf: bytes, *, code: str, properties: Mapping[str, Any], repeat_key: str) -> bytes:
        """The file that came back, unseen. What the service holds against this document is a plain SigningError."""
        answer = self._ask(
            "/api/v2/seal/pdf",
            {
                "totp": code,
                "signatureProperties": [dict(properties)],
                "file": [base64.b64encode(pdf).decode("ascii")],
            },
            # Not in the published API: a service that knows it gives the same file again instead of a second seal.
            {"Idempotency-Key": repeat_key} if repeat_key else {},
            most_bytes=MOST_BYTES + 2 * len(pdf),
        )
        files = answer.get("file")
        try:
            if not isinstance(files, list) or len(files) != 1:
                raise ValueError
            return base64.b64decode(files[0], validate=True)
        except (ValueError, TypeError, binascii.Error):
            said = self._said(answer, code)
            raise _kind_of(said)(_("The seal service gave no sealed file: %(message)s") % {"message": said}) from None

    def _ask(
        self,
        path: str,
        data: dict[str, Any],
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> dict[str, Any]:
        host = {"url": shown(self.url)}
        try:
            answer = ask(
                self.url.rstrip("/") + path,
                seconds=self.timeout,
                most_bytes=most_bytes,
                json={"idSubscriber": self.subscriber, **data},
                auth=(self.username, self.password),
                headers=dict(headers or {}),
            )
        except TooLateError:
            raise SigningUnavailableError(_("The seal service %(url)s did not answer in time.") % host) from None
        except UnreachableError:
            raise SigningUnavailableError(_("The seal service %(url)s cannot be reached.") % host) from None
        except TooLongError:
            raise SigningUnavailableError(
                _("The seal service %(url)s answers with more than a document can be.") % host
            ) from None
        found = _read(answer)
        if answer.status != 200:
            said = self._said(found, str(data.get("totp", "")))
            if "file" not in data and answer.status in ABOUT_THE_DOCUMENT and "totp" in data:
                raise self._refused_code(found, data["totp"])
            raise self._refusal(answer.status, said, is_seal="file" in data)
        if not isinstance(found, dict):
            raise SigningUnavailableError(_("The seal service %(url)s answers, but not as a seal service does.") % host)
        return found

    def _refusal(self, status: int, said: str, *, is_seal: bool) -> SigningError:
        if status in (401, 403):
            return SigningUnavailableError(
                _("The seal service does not know the user: look at BSRE_USERNAME and BSRE_PASSWORD.")
            )
        if status == 429:
            return SigningUnavailableError(_("The seal service asks for a pause: it had too many requests."))
        if status >= 500:
            return SigningUnavailableError(
                _("The seal service is out of order (HTTP %(status)d).") % {"status": status}
            )
        kind = _kind_of(said) if is_seal and status in ABOUT_THE_DOCUMENT else SigningUnavailableError
        return kind(_("The seal service refuses (HTTP %(status)d): %(message)s") % {"status": status, "message": said})

    def _refused_code(self, answer: Any, code: str) -> RefusedCodeError:
        return RefusedCodeError(
            _("The seal service refuses the activation code. Activate it anew: manage.py activate_seal. %(message)s")
            % {"message": self._said(answer, code)}
        )

    def _said(self, answer: Any, *codes: str) -> str:
        """Its own words, without what nobody else is to read."""
        said = message_of(answer)
        for secret in (*codes, self.password, self.subscriber):
            said = said.replace(secret, "…") if secret else said
        return said[:200]


def _read(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _kind_of(said: str) -> type[SigningError]:
    return SigningUnavailableError if ABOUT_ALL.search(said) else SigningError


def message_of(answer: Any) -> str:
    """What the service says about it, in whichever of its fields it says it."""
    inner = answer.get("data") if isinstance(answer, dict) else None
    for part in (answer, inner):
        if isinstance(part, dict):
            for key in ("message", "error", "msg"):
                if said := str(part.get(key) or "").strip():
                    return said
    return ""


def moment_of(text: Any) -> datetime | None:
    """One without a zone is local."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)
