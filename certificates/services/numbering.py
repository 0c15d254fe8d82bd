"""How numbers look, and where a series begins. What was drawn once is never touched."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.errors import NotAllowedError, ReasonMissingError, WrongStateError
from certificates.models import Certificate, CertificateSeries, NumberingScheme, NumbersUsedBefore
from certificates.numbering import MAX_SEQUENCE, PatternError, preview_numbers
from certificates.rules import may_change_numberings
from core import audit, clock
from core.plain_text import without_control_signs
from members.models import User

FIRST_YEAR, LAST_YEAR = 2000, 2100


def save_numbering(*, scheme: NumberingScheme, actor: User | None) -> NumberingScheme:
    """Keep a numbering as it was filled in. A change holds for numbers drawn from now on; papers keep theirs.

    Refused when one of the next numbers stands on a paper already.
    """
    if actor is not None and not may_change_numberings(actor):
        raise NotAllowedError(_("Only an administrator may change numberings."))
    day = clock.site_day()
    with transaction.atomic():
        before = NumberingScheme.objects.select_for_update().filter(pk=scheme.pk).first()
        # A run that draws is waited for, and one that begins waits for us.
        list(CertificateSeries.objects.select_for_update(of=("self",)).filter(scope=before).order_by("pk"))
        last = last_number_of(scheme, day.year) if scheme.pk else 0
        numbers = preview_numbers(
            scheme.pattern, series=scheme.unit, classification=scheme.classification, day=day, after=last
        )
        if taken := Certificate.objects.filter(number__in=numbers).order_by("pk").first():
            raise PatternError(
                _("Number %(number)s, which this pattern makes next, stands on a certificate of %(batch)s already.")
                % {"number": taken.number, "batch": taken.batch}
            )
        scheme.save()
        audit.record(
            action="numbering.changed" if before else "numbering.added",
            actor=actor,
            subject=f"numbering:{scheme.code}",
            data={name: [getattr(before, name), getattr(scheme, name)] for name in _changed(before, scheme)},
        )
    return scheme


def locked_series(numbering: NumberingScheme, year: int) -> CertificateSeries:
    """The counter of that year, held until the transaction ends: a second run waits and then sees our rows. The
    numbering is read anew: its pattern may have been changed while we waited."""
    CertificateSeries.objects.bulk_create([CertificateSeries(scope=numbering, year=year)], ignore_conflicts=True)
    series = CertificateSeries.objects.select_for_update(of=("self",)).get(scope=numbering, year=year)
    numbering.refresh_from_db()
    return series


def start_series(
    *, numbering: NumberingScheme, year: int, last: int, reason: str, actor: User | None
) -> CertificateSeries:
    """Go on after `last`, which was used elsewhere: before the office began here, or on paper beside it.

    Upwards the numbers passed over are noted with the reason. Downwards it only takes back such a note, while nothing
    was drawn after it: never below a number that was drawn. The same number again changes nothing.
    """
    if actor is not None and not may_change_numberings(actor):
        raise NotAllowedError(_("Only an administrator may change numberings."))
    reason = without_control_signs(reason).strip()[:500]
    if not reason:
        raise ReasonMissingError(_("Give a reason: it stands in the register beside the numbers that are passed over."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise WrongStateError(_("The year lies between 2000 and 2100."))
    if last > MAX_SEQUENCE:
        raise WrongStateError(_("A running number has at most six digits."))
    with transaction.atomic():
        series = locked_series(numbering, year)
        if last == series.last:
            return series
        if last < series.last:
            return _take_back(series, last, reason, actor)
        NumbersUsedBefore.objects.create(series=series, first=series.last + 1, last=last, reason=reason, noted_by=actor)
        first, series.last = series.last + 1, last
        series.save(update_fields=["last"])
        audit.record(
            action="series.moved_on",
            actor=actor,
            subject=f"series:{numbering.code}:{year}",
            data={"first": first, "last": last, "reason": reason},
        )
    return series


def lowest_last_of(series: CertificateSeries) -> int:
    """How far down the last number may be corrected: to where the range that was noted last begins, if nothing was
    drawn after it."""
    noted = NumbersUsedBefore.objects.filter(series=series.pk, last=series.last).values_list("first", flat=True).first()
    return series.last if noted is None else noted - 1


def check_may_go_back(series: CertificateSeries, last: int) -> None:
    lowest = lowest_last_of(series)
    if last < lowest:
        raise WrongStateError(
            _(
                "Number %(last)d is used already. A series goes back only over numbers that were noted as used "
                "before, and only while none was drawn after them."
            )
            % {"last": lowest}
        )


def _take_back(series: CertificateSeries, last: int, reason: str, actor: User | None) -> CertificateSeries:
    check_may_go_back(series, last)
    noted = series.used_before.get(last=series.last)
    audit.record(
        action="series.moved_back",
        actor=actor,
        subject=f"series:{series.scope.code}:{series.year}",
        data={"first": last + 1, "last": series.last, "reason": reason},
    )
    if last < noted.first:
        noted.delete()
    else:
        noted.last = last
        noted.save(update_fields=["last"])
    series.last = last
    series.save(update_fields=["last"])
    return series


def last_number_of(scheme: NumberingScheme, year: int) -> int:
    return CertificateSeries.objects.filter(scope=scheme, year=year).values_list("last", flat=True).first() or 0


def _changed(before: NumberingScheme | None, scheme: NumberingScheme) -> list[str]:
    names = ("code", "unit", "classification", "pattern")
    return [name for name in names if before is None or getattr(before, name) != getattr(scheme, name)]
