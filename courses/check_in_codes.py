"""The codes that a room's screen shows, made from the session and the half minute; pure, so that nothing is kept.

Each session has a key of its own, made from the server's secret: a code of one session means nothing to another. It is
good in its half minute and in the next, so a shared picture of it is worth a minute at most; this server's clock alone
is asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from courses.choices import AttendanceMethod

STEP_SECONDS = 30
GOOD_STEPS = 2
CODE_LENGTH = 12  # 60 bits
DIGITS = 6
# How long somebody may take to log in after scanning, or to tap the button.
HELD_FOR = timedelta(minutes=10)
SALT = "courses.check_in"


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def seconds_left(moment: datetime) -> int:
    """Until the next code is shown."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def code_at(session: UUID, moment: datetime) -> str:
    return _code(session, step_at(moment))


def digits_at(session: UUID, moment: datetime) -> str:
    return _digits(session, step_at(moment))


def is_code_good(session: UUID, code: str, moment: datetime) -> bool:
    return any(constant_time_compare(code, _code(session, step)) for step in _good_steps(moment))


def are_digits_good(session: UUID, digits: str, moment: datetime) -> bool:
    return any(constant_time_compare(digits, _digits(session, step)) for step in _good_steps(moment))


def _good_steps(moment: datetime) -> range:
    now = step_at(moment)
    return range(now - GOOD_STEPS + 1, now + 1)


def _code(session: UUID, step: int) -> str:
    return base64.b32encode(_mac(session, f"code:{step}")).decode("ascii")[:CODE_LENGTH].lower()


def _digits(session: UUID, step: int) -> str:
    return str(int.from_bytes(_mac(session, f"digits:{step}")[:8]) % 10**DIGITS).zfill(DIGITS)


def _mac(session: UUID, text: str) -> bytes:
    key = salted_hmac("courses.check_in.session", session.hex, algorithm="sha256").digest()
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def browser_mark(token: str, session: UUID) -> str:
    """Of a browser's own token, what matches in one session and nowhere else."""
    return salted_hmac("courses.check_in.browser", f"{session}:{token}", algorithm="sha256").hexdigest()[:32]


@dataclass(frozen=True)
class Held:
    """That a good code of `session` came at `at`, kept through the log-in and until the button is tapped."""

    session: UUID
    at: datetime
    method: AttendanceMethod = AttendanceMethod.QR


def hold(held: Held, *, bearer: str) -> str:
    """`bearer` is who may use it: a member, or before anybody logged in a browser, by its mark in this session."""
    return signing.Signer(salt=SALT).sign_object([held.session.hex, held.at.timestamp(), held.method.value, bearer])


def held_in(value: str, *, session: UUID, bearer: str, now: datetime) -> Held | None:
    """None for a forged value, one for another session or bearer, and one that is too old."""
    try:
        of, at, method, whose = signing.Signer(salt=SALT).unsign_object(value)
        held = Held(UUID(of), datetime.fromtimestamp(at, tz=UTC), AttendanceMethod(method))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_fresh = timedelta(0) <= now - held.at <= HELD_FOR
    return held if held.session == session and whose == bearer and is_fresh else None
