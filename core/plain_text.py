"""Texts that people paste from elsewhere."""

from __future__ import annotations

import re

# What no XML can hold, nor anything made of it, such as Excel files: word processors leave \x0b where a line broke.
CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_control_signs(text: str) -> str:
    """Each becomes a space, so that what it parted stays parted."""
    return CONTROL_SIGNS.sub(" ", text)
