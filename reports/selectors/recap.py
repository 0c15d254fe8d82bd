"""One row for each participant of a batch, as officials expect it, and the means over all who fit what was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate
from core.prepared import prepared
from courses.models import Batch, Enrolment, MaterialProgress, RecordingProgress
from courses.rules import may_see_batch
from members import nip
from members.models import OfficeName
from members.models.user import with_titles
from reports.selectors.attendance import attendance_of
from reports.selectors.having_words import having_words
from reports.selectors.recap_means import hundredths
from reports.selectors.recap_people import everybody_of
from reports.selectors.recap_queries import BatchMeasures, results_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

COMPLETE, INCOMPLETE = "yes", "no"
CHUNK = 500


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: empty means all."""

    text: str = ""
    office: str = ""
    province: str = ""
    complete: str = ""
    sort: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.office or self.province or self.complete)


@dataclass(frozen=True)
class RecapRow:
    """Percentages have two decimals; None where nothing is on record."""

    name: str
    number: str
    office: str
    province: str
    attendance: Decimal | None
    jp_attended: Decimal | None
    materials_opened: int
    activity: Decimal | None
    watched: Decimal | None
    before: Decimal | None
    after: Decimal | None
    final: Decimal | None
    completed_on: date | None
    certificate: str

    @property
    def gain(self) -> Decimal | None:
        """In points: what the post-test is above the pre-test."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def is_complete(self) -> bool:
        return self.completed_on is not None


def recap_of(user: User | AnonymousUser, batch: Batch, asked: Asked) -> QuerySet[Enrolment]:
    """Who takes part and is looked after by `user`: of a coordinator the offices of the own province as they were."""
    return narrowed(participants_of(user, batch), asked)


def participants_of(user: User | AnonymousUser, batch: Batch) -> QuerySet[Enrolment]:
    return everybody_of(None if may_see_batch(user, batch) else user, batch.pk)


def narrowed(found: QuerySet[Enrolment], asked: Asked) -> QuerySet[Enrolment]:
    found = found.filter(having_words(asked.text, "member__number", "member__name", "office__name"))
    if asked.office.isdecimal():
        found = found.filter(office=int(asked.office))
    if asked.province.isdecimal():
        found = found.filter(office__province__code=asked.province)
    if asked.complete:
        found = found.filter(completion__isnull=asked.complete == INCOMPLETE)
    return found


COLUMNS = (
    "pk", "member__title_before", "member__name", "member__title_after", "member__number", "office",
    "office__name", "office__province__name", "completion__completed_at", "completion__score",
)  # fmt: skip


def recap_rows(
    pks: Sequence[int], measures: BatchMeasures, *, whole_numbers: bool = False, for_file: bool = True
) -> list[RecapRow]:
    """Of these enrolments in their order, each figure of all of them by a fixed number of queries: a page, or a piece
    of the whole. `whole_numbers` is for who may see them whole (`may_see_whole_numbers`); what was watched, and the
    numbers of certificates, stand in files alone."""
    numbers = tuple(pks)
    people = {row[0]: row for row in _people(numbers)}
    offices = _office_names({row[5] for row in people.values()}, measures.batch.starts_on)
    marks = _marks(numbers, measures)
    hours = attendance_of(numbers, measures.hours)
    opened = dict(_opened(numbers, measures.materials))
    recordings = measures.recordings if for_file else ()
    watched = dict(_watched(numbers, recordings)) if recordings else {}
    papers = dict(_papers(numbers)) if for_file else {}
    zone = ZoneInfo(measures.batch.zone)
    rows = []
    for pk in pks:
        _pk, before, name, after, number, office, called, province, complete, score = people[pk]
        attended = hours.get(pk)
        rows.append(
            RecapRow(
                name=with_titles(name, before, after),
                number=number if whole_numbers else nip.mask(number),
                office=offices.get(office, called or ""),
                province=province or "",
                attendance=hundredths(attended.share) if attended else None,
                jp_attended=attended.attended if attended else None,
                materials_opened=opened.get(pk, 0),
                activity=_share(opened.get(pk, 0), len(measures.materials)),
                watched=_share_watched(watched.get(pk, 0), len(recordings)),
                before=_mean(marks[pk], measures.pre_tests),
                after=_mean(marks[pk], measures.post_tests),
                final=_final(score, marks[pk], measures.scored),
                completed_on=_day(complete, zone),
                certificate=papers.get(pk, ""),
            )
        )
    return rows


def all_recap_rows(
    enrolments: QuerySet[Enrolment], measures: BatchMeasures, *, whole_numbers: bool = False
) -> Iterator[RecapRow]:
    """Piece by piece, so that thousands never stand in one query."""
    pks = list(enrolments.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        yield from recap_rows(pks[start : start + CHUNK], measures, whole_numbers=whole_numbers)


def _office_names(offices: Collection[int | None], day: date) -> dict[int | None, str]:
    """As they were called on the day, where a dated name covers it."""
    return dict(_names_of(tuple(pk for pk in offices if pk), day))


@prepared
def _names_of(offices: tuple[int, ...], day: date) -> QuerySet[OfficeName, tuple[int, str]]:
    return OfficeName.objects.in_force(day).filter(office__in=offices).order_by().values_list("office", "name")


@prepared
def _people(pks: tuple[int, ...]) -> QuerySet[Enrolment, tuple[Any, ...]]:
    return Enrolment.objects.filter(pk__in=pks).order_by().values_list(*COLUMNS)


def _marks(pks: tuple[int, ...], measures: BatchMeasures) -> dict[int, dict[str, Decimal]]:
    marks: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for pk, key, value in results_of(pks, measures.tests):
        marks[pk][key] = value
    return marks


def _final(score: Decimal | None, marks: Mapping[str, Decimal], scored: Sequence[str]) -> Decimal | None:
    """As `final_score` has it."""
    if score is None and all(key in marks for key in scored):
        return _mean(marks, scored)
    final: Decimal | None = hundredths(score)
    return final


def _mean(marks: Mapping[str, Decimal], keys: Sequence[str]) -> Decimal | None:
    known = [marks[key] for key in keys if key in marks]
    return hundredths(sum(known, Decimal(0)) / len(known)) if known else None


@prepared
def _opened(pks: tuple[int, ...], materials: tuple[int, ...]) -> QuerySet[MaterialProgress, tuple[int, int]]:
    rows = MaterialProgress.objects.filter(enrolment__in=pks, material__in=materials).order_by()
    return rows.values_list("enrolment").annotate(number=Count("pk"))


@prepared
def _watched(pks: tuple[int, ...], recordings: tuple[int, ...]) -> QuerySet[RecordingProgress, tuple[int, int]]:
    """The sum of what was played of each recording, in percent of one."""
    rows = RecordingProgress.objects.filter(enrolment__in=pks, recording__in=recordings).order_by()
    return rows.values_list("enrolment").annotate(played=Coalesce(Sum("watched_share"), 0))


@prepared
def _papers(pks: tuple[int, ...]) -> QuerySet[Certificate, tuple[int, str]]:
    """The number of the edition that is valid, of each who has one."""
    valid = Certificate.objects.filter(
        enrolment__in=pks, kind=CertificateKind.PARTICIPANT, state=CertificateState.ISSUED
    )
    return valid.order_by().values_list("enrolment", "number")


def _share(part: int, whole: int) -> Decimal | None:
    return hundredths(Decimal(100) * part / whole) if whole else None


def _share_watched(played: int, recordings: int) -> Decimal | None:
    return hundredths(Decimal(played) / recordings) if recordings else None


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
