"""The QR code: upper-case address, so that the alphanumeric mode holds it, and a fixed mask. Pure."""

import base64
import io
import re
import secrets
from typing import Any

TOKEN_LENGTH = 26
BORDER = 4
LONGEST_TYPED = 300
DARK = re.compile(rb"\x01+")
TOKEN = re.compile(r"[A-Z2-7]{26}")
# Base32 has none of these digits, so whoever reads one has mistaken a letter.
MISREAD = str.maketrans("018", "OIB")


def new_token() -> str:
    """128 random bits in Base32: an address that nobody can guess or count."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=")


def read_token(typed: str) -> str:
    """A code as people type it, or the address that it stands in: spaces, dashes and the case do not matter, and
    digits that no code has are read as the letters they look like. Not every answer is a token."""
    last = typed.strip().rstrip("/")[-LONGEST_TYPED:].rpartition("/")[2]
    return re.sub(r"[\s.\-\u2010-\u2015_]+", "", last).upper().translate(MISREAD)


def is_token(code: str) -> bool:
    return TOKEN.fullmatch(code) is not None


def verify_url(site_url: str, token: str) -> str:
    """Upper case throughout: scheme and host are case-insensitive, and the path is `/V/`."""
    return f"{site_url}/V/{token}".upper()


def qr_png(url: str, scale: int = 5) -> bytes:
    """Quiet zone of four modules, one bit deep."""
    out = io.BytesIO()
    _code(url).save(out, kind="png", scale=scale, border=BORDER)
    return out.getvalue()


def qr_path(url: str) -> bytes:
    """The same as PDF operators, in the unit square where a picture would be drawn: one path, so that no viewer shows
    seams between its modules."""
    rows = [bytes(row) for row in _code(url).matrix]
    side = len(rows) + 2 * BORDER
    module = f"{1 / side:.9f}"
    runs = [
        f"{run.start() + BORDER} {line} {run.end() - run.start()} 1 re"
        for line, row in enumerate(rows, start=BORDER)
        for run in DARK.finditer(row)
    ]
    head = f"q 1 1 1 rg 0 0 1 1 re f 0 0 0 rg {module} 0 0 -{module} 0 1 cm"
    return "\n".join((head, *runs, "f Q")).encode("ascii")


def _code(url: str) -> Any:
    """Level M. Scoring all eight masks would cost 14 of 17 ms."""
    import segno  # here, so that the site starts without it

    return segno.make(url, error="m", mask=3, micro=False, boost_error=False)


def qr_data_url(url: str) -> str:
    return "data:image/png;base64," + base64.b64encode(qr_png(url)).decode("ascii")
