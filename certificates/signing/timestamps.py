"""A time stamp (RFC 3161) says when a signature was made, so that it holds after its key has run out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asn1crypto import cms, tsp
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from certificates.signing.answers import TooLateError, TooLongError, UnreachableError, ask
from certificates.signing.chains import asn1_chain, read_chain
from certificates.signing.errors import SigningUnavailableError, shown

ANSWER = "application/timestamp-reply"
MOST_BYTES = 256 * 1024


class AuthorityTimeStamper(TimeStamper):
    """Asks the configured authority; a silent or wrong one stops the signature rather than leave it without."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = ask(
                settings.TIMESTAMP_URL,
                seconds=settings.TIMESTAMP_TIMEOUT_SECONDS,
                most_bytes=MOST_BYTES,
                data=req.dump(),
                headers={"Content-Type": "application/timestamp-query", "Accept": ANSWER},
            )
        except (TooLateError, TooLongError, UnreachableError) as error:
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s does not answer.") % {"url": shown(settings.TIMESTAMP_URL)}
            ) from error
        if answer.status != 200 or answer.kind != ANSWER:
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s answers with no time stamp (HTTP %(status)d).")
                % {"url": shown(settings.TIMESTAMP_URL), "status": answer.status}
            )
        return tsp.TimeStampResp.load(answer.body)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        roots = read_chain(Path(settings.TIMESTAMP_ROOT_FILE)) if settings.TIMESTAMP_ROOT_FILE else []
        url = {"url": shown(settings.TIMESTAMP_URL)}
        try:
            token: Any = await super().async_timestamp(message_digest, md_algorithm)
            imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            right = imprint["hashed_message"].native == message_digest
            found = TimestampSignatureStatus(
                **await validate_tst_signed_data(
                    token["content"],
                    _context(asn1_chain(roots) or _embedded(token)),
                    lambda algorithm: message_digest if algorithm == md_algorithm else b"",
                )
            )
        except SigningUnavailableError:
            raise
        except Exception as error:  # what a stranger answers breaks its reader in ways without number
            raise SigningUnavailableError(
                _("The time-stamp authority %(url)s gave no time stamp: %(error)s") % {**url, "error": error}
            ) from error
        if not right:
            raise SigningUnavailableError(_("The time-stamp authority %(url)s has stamped something else.") % url)
        if not (found.intact and found.valid):
            raise SigningUnavailableError(
                _("The time stamp of %(url)s carries a signature that does not fit it.") % url
            )
        if roots and not found.trusted:
            raise SigningUnavailableError(
                _("The time stamp of %(url)s is of nobody whom TIMESTAMP_ROOT_FILE names.") % url
            )
        return token


def _embedded(token: Any) -> list[Any]:
    """Without roots there is nobody to trust, and only the stamp's own signature is looked at."""
    return [item.chosen for item in token["content"]["certificates"] if item.name == "certificate"]


def _context(roots: list[Any]) -> ValidationContext:
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
