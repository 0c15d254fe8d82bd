"""Asking another machine over HTTP: the whole answer by a deadline, and not more of it than fits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

CONNECT_SECONDS = 5
PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    body: bytes


class TooLateError(Exception):
    pass


class TooLongError(Exception):
    pass


class UnreachableError(Exception):
    pass


def ask(url: str, *, seconds: float, most_bytes: int, **how: Any) -> Answer:
    """One POST, following nowhere. A server that drips its answer is given up like one that is silent."""
    deadline = time.monotonic() + seconds
    try:
        with requests.post(
            url, timeout=(min(CONNECT_SECONDS, seconds), seconds), allow_redirects=False, stream=True, **how
        ) as answer:
            body = bytearray()
            while piece := answer.raw.read1(PIECE, decode_content=True):
                body += piece
                if len(body) > most_bytes:
                    raise TooLongError
                if time.monotonic() > deadline:
                    raise TooLateError
            return Answer(answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0], bytes(body))
    except (requests.Timeout, TimeoutError, ReadTimeoutError):
        raise TooLateError from None
    except (requests.RequestException, HTTPError, OSError):
        raise UnreachableError from None
