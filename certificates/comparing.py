"""A paper beside what its next edition would say: every frozen fact that would change, before anything is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.choices import Seal
from certificates.facts import Facts, SessionFacts, SignatoryFacts
from certificates.freezing import freeze_batch, freeze_facts
from certificates.kind_setups import setup_of
from certificates.models import Certificate
from certificates.recipients import recipient_of
from certificates.wording import jp_words


@dataclass(frozen=True)
class ChangedFact:
    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """`digest` names what the next edition would say, whatever number and token it draws."""

    changes: list[ChangedFact]
    digest: str

    @property
    def is_same(self) -> bool:
        return not self.changes


def compare_with_today(certificate: Certificate) -> Comparison | None:
    """None where nobody stands behind the paper any more, or its batch is not set up."""
    today = facts_today(certificate)
    if today is None:
        return None
    return Comparison(changes_between(certificate.facts, today), digest_of(today))


def facts_today(certificate: Certificate) -> Facts | None:
    """What an edition made now would say, under the number of this one."""
    setup, recipient = setup_of(certificate.batch), recipient_of(certificate)
    if setup is None or recipient is None:
        return None
    return freeze_facts(
        batch=freeze_batch(certificate.batch, setup),
        recipient=recipient,
        number=certificate.number,
        edition=certificate.edition,
        token=certificate.token,
    )


def digest_of(facts: Facts) -> str:
    """Of all that is printed about the training and the person; number, token and edition are drawn in the doing."""
    hours = tuple(replace(row, jp=row.jp.normalize()) for row in facts.sessions)
    said = replace(
        facts, number="", edition=0, verify_url="", replaces="", sessions=hours, total_jp=facts.total_jp.normalize()
    )
    return hashlib.sha256(json.dumps(said.to_json(), sort_keys=True).encode()).hexdigest()[:32]


def changes_between(before: Facts, after: Facts) -> list[ChangedFact]:
    """In the order of the paper. What no label names is compared all the same, and told by the name of its field."""
    changes = [ChangedFact(label, read(before), read(after)) for label, read in READINGS if read(before) != read(after)]
    if not changes and digest_of(before) != digest_of(replace(after, version=before.version)):
        changes.append(ChangedFact(_("Other details"), _("as printed"), _("as they are now")))
    return changes


def _signatory(row: SignatoryFacts) -> str:
    return ", ".join(part for part in (row.on_behalf, row.function, row.name, row.rank, row.number) if part)


def _session(row: SessionFacts) -> str:
    day = formats.date_format(row.day, "SHORT_DATE_FORMAT")
    return f"{day} {row.subject} ({row.speaker}, {jp_words(row.jp)} JP)"


def _day(value: date) -> str:
    return formats.date_format(value, "DATE_FORMAT")


def _hours(value: Decimal) -> str:
    return f"{jp_words(value)} JP"


READINGS: tuple[tuple[str | Promise, Callable[[Facts], str]], ...] = (
    (gettext_lazy("Name"), lambda facts: facts.holder.full_name),
    (gettext_lazy("NIP or NI PPPK"), lambda facts: facts.holder.number),
    (gettext_lazy("Rank and grade"), lambda facts: facts.holder.rank),
    (gettext_lazy("Position"), lambda facts: facts.holder.position),
    (gettext_lazy("Office"), lambda facts: facts.holder.office),
    (gettext_lazy("Result"), lambda facts: _("took part and passed") if facts.passed else _("took part")),
    (gettext_lazy("Role"), lambda facts: facts.role),
    (gettext_lazy("Participants who completed"), lambda facts: str(facts.completed or "")),
    (gettext_lazy("Course"), lambda facts: facts.course),
    (gettext_lazy("Batch"), lambda facts: facts.batch),
    (gettext_lazy("Organiser"), lambda facts: facts.organiser),
    (gettext_lazy("Line above the organiser"), lambda facts: facts.organiser_above),
    (gettext_lazy("Place"), lambda facts: facts.venue),
    (gettext_lazy("First day"), lambda facts: _day(facts.starts_on)),
    (gettext_lazy("Last day"), lambda facts: _day(facts.ends_on)),
    (gettext_lazy("Teaching hours"), lambda facts: _hours(facts.total_jp)),
    (gettext_lazy("Place of issue"), lambda facts: facts.issued_at_place),
    (gettext_lazy("Date of issue"), lambda facts: _day(facts.issued_on)),
    (gettext_lazy("Signatories"), lambda facts: "; ".join(map(_signatory, facts.signatories))),
    (gettext_lazy("Sessions"), lambda facts: "; ".join(map(_session, facts.sessions))),
    (gettext_lazy("Wording of the signature"), lambda facts: str(Seal(facts.seal).label)),
)
