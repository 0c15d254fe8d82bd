"""A form names a picture that was just sent and stands nowhere yet: the token says that this person sent it."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner

from members.models import User

SALT = "quizzes.media"
VALID_SECONDS = 24 * 3600


def token_of(user: User, sha256: str) -> str:
    return TimestampSigner(salt=SALT).sign(f"{user.pk}-{sha256}")


def is_own_upload(user: User, sha256: str, token: str) -> bool:
    try:
        return TimestampSigner(salt=SALT).unsign(token, max_age=VALID_SECONDS) == f"{user.pk}-{sha256}"
    except BadSignature:
        return False
