"""Whether two people began the same test on one device: a signal for staff that decides nothing. Pure.

A browser is known by a random token of its own that names nobody. What is kept is made from token and test together, so
that it matches within a test and nowhere else; the token itself is kept nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

# Who took turns at one device began no later than this after the other had ended.
WITHIN = timedelta(hours=2)
# Nobody is taken to have sat there for longer than a working day, whatever is heard of the attempt later.
LONGEST = timedelta(hours=8)


def device_mark(token: str, quiz: UUID) -> str:
    return salted_hmac("quizzes.device", f"{quiz}:{token}", algorithm="sha256").hexdigest()[:32] if token else ""


@dataclass(frozen=True)
class Use:
    """An attempt that a person began on a device, and until when it was written as far as is known."""

    person: UUID
    name: str
    device: str
    begun: datetime
    ended: datetime

    def meets(self, other: "Use") -> bool:
        """Both at once, or one soon after the other."""
        return self.begun <= other.ended + WITHIN and other.begun <= self.ended + WITHIN


def met_by(use: Use, others: Iterable[Use]) -> list[Use]:
    """What other people wrote on the same device at about the same time, in the order in which they began."""
    met = [other for other in others if other.device == use.device and other.person != use.person and use.meets(other)]
    return sorted(met, key=lambda other: (other.begun, other.name))


def sharers(uses: Iterable[Use]) -> dict[UUID, dict[UUID, str]]:
    """By person: the names of the others, by person, too."""
    by_device: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        if use.device:
            by_device[use.device].append(use)
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for together in by_device.values():
        for use in together:
            if met := met_by(use, together):
                found[use.person] |= {other.person: other.name for other in met}
    return dict(found)
