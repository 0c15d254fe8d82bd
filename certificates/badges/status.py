"""The status list as a signed credential: one bit for each badge, set once its certificate is not in force any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from certificates.badges.credential import VC_CONTEXT, stamp, status_list_url
from certificates.badges.keys import issuer_did
from certificates.badges.places import encoded_list

VALID_FOR = timedelta(days=1)


def status_list_claims(number: int, withdrawn: Iterable[int], moment: datetime) -> dict[str, Any]:
    """Within an hour the same list gives the same bytes, so that whoever has them is told so."""
    url = status_list_url(number)
    starts = moment.replace(minute=0, second=0, microsecond=0)
    ends = starts + VALID_FOR
    return {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": stamp(starts),
        "validUntil": stamp(ends),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(withdrawn),
        },
        "iss": issuer_did(),
        "jti": url,
        "sub": f"{url}#list",
        "nbf": int(starts.timestamp()),
        "exp": int(ends.timestamp()),
    }
