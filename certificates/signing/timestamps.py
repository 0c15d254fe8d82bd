"""A time stamp (RFC 3161) says when a signature was made, so that it holds after its key has run out."""

from __future__ import annotations

from typing import Any

import requests
from asn1crypto import cms, tsp
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper

from certificates.signing.errors import SigningUnavailableError, shown

ANSWER = "application/timestamp-reply"


class AuthorityTimeStamper(TimeStamper):
    """Asks the configured authority; a silent or wrong one stops the signature rather than leave it without."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = requests.post(
                settings.TIMESTAMP_URL,
                data=req.dump(),
                headers={"Content-Type": "application/timestamp-query", "Accept": ANSWER},
                timeout=settings.TIMESTAMP_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s does not answer.") % {"url": shown(settings.TIMESTAMP_URL)}
            ) from error
        if answer.status_code != 200 or answer.headers.get("Content-Type", "").partition(";")[0] != ANSWER:
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s answers with no time stamp (HTTP %(status)d).")
                % {"url": shown(settings.TIMESTAMP_URL), "status": answer.status_code}
            )
        return tsp.TimeStampResp.load(answer.content)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token: Any = await super().async_timestamp(message_digest, md_algorithm)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            right = stamped["hashed_message"].native == message_digest
        except SigningUnavailableError:
            raise
        except Exception as error:  # what a stranger answers breaks its reader in ways without number
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s gave no time stamp: %(error)s")
                % {"url": shown(settings.TIMESTAMP_URL), "error": error}
            ) from error
        if not right:
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s has stamped something else.")
                % {"url": shown(settings.TIMESTAMP_URL)}
            )
        return token
