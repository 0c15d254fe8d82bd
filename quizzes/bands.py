"""What is said about a score: of several sentences the one whose share was reached. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.grading import passes
from quizzes.items.fractions import plain


@dataclass(frozen=True)
class Band:
    """`text` is said from this percentage on, up to the next band."""

    from_percent: Decimal
    text: str

    def to_json(self) -> dict[str, str]:
        return {"from": plain(self.from_percent), "text": self.text}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Band":
        return cls(Decimal(data["from"]), data["text"])


def bands_to_json(bands: Iterable[Band]) -> list[dict[str, str]]:
    return [band.to_json() for band in sorted(bands, key=lambda band: band.from_percent)]


def said_about(bands: Sequence[Mapping[str, Any]], points: Decimal | None, maximum: Decimal | None) -> str:
    """Compared without rounding, like the pass mark; empty where no band reaches that low, or nothing is marked."""
    if points is None or maximum is None:
        return ""
    reached = [band for band in map(Band.from_json, bands) if passes(points, maximum, band.from_percent)]
    return max(reached, key=lambda band: band.from_percent).text if reached else ""
