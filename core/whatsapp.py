"""Prepared words that one tap puts into WhatsApp: to a number where one is known, else to whom the sender chooses."""

from __future__ import annotations

import re
from urllib.parse import quote

INDONESIA = "62"


def whatsapp_link(text: str, phone: str = "") -> str:
    return f"https://wa.me/{whatsapp_number(phone)}?text={quote(text)}"


def whatsapp_number(phone: str) -> str:
    """As WhatsApp wants it, digits with the country: `0812-3456-7890` is 6281234567890; empty for what is none."""
    written = re.sub(r"\(0\)|[^\d+]", "", phone)
    is_abroad = written.startswith(("+", "00"))
    digits = re.sub(r"\D", "", written)
    digits = digits[2:] if digits.startswith("00") else digits
    if digits.startswith("0"):
        digits = INDONESIA + digits.lstrip("0")
    elif not is_abroad and not digits.startswith(INDONESIA):
        digits = INDONESIA + digits if digits.startswith("8") else ""
    if digits.startswith(f"{INDONESIA}0"):  # people write the zero after the country, too
        digits = INDONESIA + digits.removeprefix(INDONESIA).lstrip("0")
    return digits if 9 <= len(digits) <= 15 else ""
