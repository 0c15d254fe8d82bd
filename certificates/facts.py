"""The frozen copy of everything that is printed: taken once at issue and stored; the renderer's only source. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

FACTS_VERSION = 2
# Older ones lack fields that were added since; these have defaults that say what was printed then.
READABLE_VERSIONS = (1, 2)


class FactsError(DomainError):
    """The facts contradict each other or lack something that must be printed."""


@dataclass(frozen=True)
class Holder:
    name: str
    title_before: str = ""
    title_after: str = ""
    number_kind: str = "none"
    number: str = ""
    rank: str = ""
    position: str = ""
    office: str = ""

    @property
    def full_name(self) -> str:
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        return f"{before}{self.name}{after}"


@dataclass(frozen=True)
class SignatoryFacts:
    """`on_behalf` is the first line (a.n., u.b., Plt., Plh. and for whom); the name goes with its titles."""

    name: str
    function: str
    on_behalf: str = ""
    number: str = ""
    rank: str = ""


@dataclass(frozen=True)
class SessionFacts:
    """One row of the reverse: a session as it was delivered."""

    day: date
    subject: str
    speaker: str
    jp: Decimal


@dataclass(frozen=True)
class Facts:
    """`seal` names the way of signing that the paper speaks of (certificates.choices.Seal). `role` is what a speaker or
    somebody of the committee did, and `completed` how many of an office's participants completed.
    """

    number: str
    edition: int
    kind: str
    passed: bool
    organiser: str
    organiser_above: str
    holder: Holder
    course: str
    batch: str
    venue: str
    starts_on: date
    ends_on: date
    total_jp: Decimal
    issued_at_place: str
    issued_on: date
    signatories: tuple[SignatoryFacts, ...]
    sessions: tuple[SessionFacts, ...]
    verify_url: str
    replaces: str = ""
    seal: str = "internal"
    version: int = field(default=FACTS_VERSION)
    role: str = ""
    completed: int = 0

    def __post_init__(self) -> None:
        if not self.holder.name.strip():
            raise FactsError(_("The holder has no name."))
        if not self.signatories:
            raise FactsError(_("Nobody is named as signatory."))
        if self.ends_on < self.starts_on:
            raise FactsError(_("The last day lies before the first."))
        total = sum((session.jp for session in self.sessions), Decimal(0))
        if total != self.total_jp:
            raise FactsError(
                _("The sessions add up to %(sum)s JP, but the front says %(total)s JP.")
                % {"sum": total, "total": self.total_jp}
            )

    @property
    def token(self) -> str:
        """Under which the paper is looked up; it ends the address in the QR code."""
        return self.verify_url.rpartition("/")[2]

    def to_json(self) -> dict[str, Any]:
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Facts:
        if data.get("version") not in READABLE_VERSIONS:
            raise FactsError(
                _("These facts have version %(version)s, which is unknown.") % {"version": data.get("version")}
            )
        return cls(
            **{
                **data,
                "holder": Holder(**data["holder"]),
                "starts_on": date.fromisoformat(data["starts_on"]),
                "ends_on": date.fromisoformat(data["ends_on"]),
                "issued_on": date.fromisoformat(data["issued_on"]),
                "total_jp": Decimal(data["total_jp"]),
                "signatories": tuple(SignatoryFacts(**row) for row in data["signatories"]),
                "sessions": tuple(
                    SessionFacts(
                        day=date.fromisoformat(row["day"]),
                        subject=row["subject"],
                        speaker=row["speaker"],
                        jp=Decimal(row["jp"]),
                    )
                    for row in data["sessions"]
                ),
            }
        )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
