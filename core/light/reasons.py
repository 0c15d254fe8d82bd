from __future__ import annotations

from core.choices import LightReason


class LeftAlone(Exception):  # noqa: N818  a course of events, not an error
    """No light variant is made of this file. Crosses from one process to another, so it holds a plain word."""

    def __init__(self, reason: str) -> None:
        super().__init__(str(reason))

    @property
    def reason(self) -> LightReason:
        return LightReason(self.args[0])
