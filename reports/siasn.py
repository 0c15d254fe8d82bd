"""The course history that SIASN takes: its fields, what fills them, and why somebody cannot go. Pure.

The fields are those of the public descriptions of SIASN's service (`/kursus/save`). That they may be handed in as a
table of this form is usual practice which no public rule confirms: the texts and numbers of ours in it are settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.jp import rounded
from members import nip
from members.choices import NumberKind


class Reason(Enum):
    """Why a participant does not stand in the list."""

    INCOMPLETE = "incomplete"
    NO_NUMBER = "no_number"
    CONTRACT = "contract"
    NO_CERTIFICATE = "no_certificate"
    NO_HOURS = "no_hours"

    @property
    def words(self) -> Promise:
        return REASONS[self]


REASONS: dict[Reason, Promise] = {
    Reason.INCOMPLETE: _("has not completed the course"),
    Reason.NO_NUMBER: _("has no NIP"),
    Reason.CONTRACT: _("has an NI PPPK: that SIASN takes it in this form is not confirmed"),
    Reason.NO_CERTIFICATE: _("has no valid certificate yet"),
    Reason.NO_HOURS: _("has less than one whole hour"),
}


@dataclass(frozen=True)
class Candidate:
    """Who might go: the person as of now, the training as the valid certificate has it."""

    name: str
    number_kind: str
    number: str
    office: str
    batch: str
    is_complete: bool
    certificate: str = ""
    course: str = ""
    organiser: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    jp: Decimal = Decimal(0)

    @property
    def reason(self) -> Reason | None:
        """The first thing that stands in the way; None for who goes."""
        if self.number_kind == NumberKind.NI_PPPK:
            return Reason.CONTRACT
        if self.number_kind != NumberKind.NIP or nip.PARTS.fullmatch(self.number) is None:
            return Reason.NO_NUMBER
        if not self.is_complete:
            return Reason.INCOMPLETE
        if not self.certificate:
            return Reason.NO_CERTIFICATE
        return None if self.hours >= 1 else Reason.NO_HOURS

    @property
    def hours(self) -> int:
        return int(rounded(self.jp, settings.SIASN_ROUNDING))


@dataclass(frozen=True)
class Field:
    """`name` as SIASN's service has it, `label` as a person reads it."""

    name: str
    label: str | Promise
    width: int
    value: Callable[[Candidate], str | int]


def day(value: date | None) -> str:
    return value.strftime("%d-%m-%Y") if value else ""


FIELDS = (
    Field("nipBaru", _("NIP"), 22, lambda row: row.number),
    Field("nama", _("Name"), 32, lambda row: row.name),
    Field("jenisDiklatId", _("Kind of training (number)"), 12, lambda row: settings.SIASN_TRAINING_KIND),
    Field("jenisKursus", _("Kind of course"), 20, lambda row: settings.SIASN_COURSE_KIND),
    Field("namaKursus", _("Name of the course"), 48, lambda row: row.course),
    Field("institusiPenyelenggara", _("Organising institution"), 40, lambda row: row.organiser),
    Field("nomorSertipikat", _("Certificate number"), 30, lambda row: row.certificate),
    Field("tanggalKursus", _("First day"), 13, lambda row: day(row.starts_on)),
    Field("tanggalSelesaiKursus", _("Last day"), 13, lambda row: day(row.ends_on)),
    Field("tahunKursus", _("Year"), 8, lambda row: row.ends_on.year if row.ends_on else ""),
    Field("jumlahJam", _("Number of hours"), 10, lambda row: row.hours),
)
