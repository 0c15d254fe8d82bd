"""Where a series begins, and that every number of it is accounted for."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from certificates.errors import NotAllowedError, ReasonMissingError, WrongStateError
from certificates.models import (
    BatchCertificateSetup,
    Certificate,
    CertificateSeries,
    NumberingScheme,
    NumbersUsedBefore,
)
from certificates.numbering import PatternError
from certificates.series_page import series_page
from certificates.services import issue_for_batch, save_numbering, start_series, void_certificate
from certificates.services.numbering import locked_series
from core import clock
from core.models import AuditEntry
from tests.factories.certificates import make_certifiable_batch, make_numbering
from tests.factories.members import make_administrator, make_organiser

pytestmark = pytest.mark.django_db


def test_an_office_goes_on_after_the_number_it_used_last() -> None:
    administrator = make_administrator()
    batch = make_certifiable_batch("Budi", "Citra")

    series = start_series(
        numbering=make_numbering(), year=2020, last=41, reason="Buku nomor sampai Agustus", actor=administrator
    )
    start_series(numbering=make_numbering(), year=2020, last=41, reason="Sekali lagi", actor=administrator)
    issue_for_batch(batch=batch, actor=None)

    assert list(Certificate.objects.order_by("sequence").values_list("number", flat=True)) == [
        "042/KL.301/SMRT/IX/2020",
        "043/KL.301/SMRT/IX/2020",
    ]
    passed = NumbersUsedBefore.objects.get()
    assert (passed.series, passed.first, passed.last, passed.noted_by) == (series, 1, 41, administrator)
    assert AuditEntry.objects.get(action="series.moved_on").data == {
        "first": 1,
        "last": 41,
        "reason": "Buku nomor sampai Agustus",
    }


def test_a_series_moves_on_past_paper_numbers_and_never_back_over_papers() -> None:
    issue_for_batch(batch=make_certifiable_batch("Budi", "Citra"), actor=None)
    numbering = make_numbering()

    start_series(numbering=numbering, year=2020, last=5, reason="Tiga nomor ditulis tangan", actor=None)
    with pytest.raises(WrongStateError, match="Number 2 is used already"):
        start_series(numbering=numbering, year=2020, last=1, reason="Salah", actor=None)

    assert CertificateSeries.objects.get().last == 5
    assert list(NumbersUsedBefore.objects.values_list("first", "last")) == [(3, 5)]


def test_a_slip_of_the_pen_is_taken_back_while_nothing_was_drawn_after_it() -> None:
    administrator, numbering = make_administrator(), make_numbering()
    for last in (12, 1230):
        start_series(numbering=numbering, year=2020, last=last, reason="Buku nomor", actor=administrator)

    start_series(numbering=numbering, year=2020, last=123, reason="Satu nol terlalu banyak", actor=administrator)
    assert list(NumbersUsedBefore.objects.values_list("first", "last")) == [(1, 12), (13, 123)]
    start_series(numbering=numbering, year=2020, last=12, reason="Ternyata tidak ada", actor=administrator)
    assert list(NumbersUsedBefore.objects.values_list("first", "last")) == [(1, 12)]

    issue_for_batch(batch=make_certifiable_batch("Budi"), actor=None)
    with pytest.raises(WrongStateError, match="Number 13 is used already"):
        start_series(numbering=numbering, year=2020, last=11, reason="Terlambat", actor=administrator)
    assert Certificate.objects.get().sequence == 13
    back = AuditEntry.objects.filter(action="series.moved_back").order_by("pk")
    assert list(back.values_list("actor", "data")) == [
        (administrator.pk, {"first": 124, "last": 1230, "reason": "Satu nol terlalu banyak"}),
        (administrator.pk, {"first": 13, "last": 123, "reason": "Ternyata tidak ada"}),
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": "  "}, ReasonMissingError),
        ({"year": 20}, WrongStateError),
        ({"last": 1_000_000}, WrongStateError),
        ({"actor": "organiser"}, NotAllowedError),
    ],
)
def test_what_is_refused_leaves_no_series(change: dict[str, Any], refusal: type[Exception]) -> None:
    asked = {"numbering": make_numbering(), "year": 2026, "last": 7, "reason": "Buku nomor", "actor": None, **change}
    if asked["actor"] == "organiser":
        asked["actor"] = make_organiser()

    with pytest.raises(refusal):
        start_series(**asked)

    assert not CertificateSeries.objects.exists()
    assert not NumbersUsedBefore.objects.exists()


def test_every_number_is_accounted_for(django_assert_num_queries: Any) -> None:
    organiser = make_organiser()
    start_series(numbering=make_numbering(), year=2020, last=2, reason="Buku nomor", actor=None)
    mine, other = make_certifiable_batch("Budi", "Citra", organiser=organiser), make_certifiable_batch("Dewi")
    planned, next_year, today = (make_certifiable_batch(organiser=organiser) for _number in range(3))
    BatchCertificateSetup.objects.filter(batch=next_year).update(issued_on=date(2021, 1, 5))
    BatchCertificateSetup.objects.filter(batch=today).update(issued_on=None)
    beside = make_certifiable_batch("Eko", organiser=organiser, numbering=make_numbering("beside"))
    issue_for_batch(batch=beside, actor=None)
    BatchCertificateSetup.objects.filter(batch=beside).update(numbering=make_numbering())
    for batch in (mine, other):
        issue_for_batch(batch=batch, actor=None)
    for name in ("Budi", "Dewi"):
        void_certificate(certificate=Certificate.objects.get(holder_name=name), reason=f"Batal {name}", actor=None)

    with django_assert_num_queries(10):
        page = series_page(CertificateSeries.objects.select_related("scope").get(scope__code="smrt"), organiser)

    assert (page.papers, page.void, page.before, page.series.last, page.adds_up) == (1, 2, 2, 5, True)
    assert [(gap.span, gap.why, gap.reason) for gap in page.gaps] == [
        ("1–2", "used before Dermaga", "Buku nomor"),
        ("3", "void", "Batal Budi"),
        ("5", "void", "Belongs to a course that you do not run."),
    ]
    assert [(use.batch, use.papers) for use in page.batches] == [(mine, 2)]
    assert (page.elsewhere, page.planned) == (1, [planned])  # not those of another year, not those of another series
    assert series_page(page.series, make_administrator()).elsewhere == 0


def test_a_new_pattern_holds_for_numbers_drawn_from_now_on() -> None:
    issue_for_batch(batch=make_certifiable_batch("Budi"), actor=None)
    scheme = make_numbering()

    scheme.pattern = "{seq:04}/{series}/{year}"
    save_numbering(scheme=scheme, actor=make_administrator())
    issue_for_batch(batch=make_certifiable_batch("Citra"), actor=None)

    numbers = Certificate.objects.order_by("sequence").values_list("number", flat=True)
    assert list(numbers) == ["001/KL.301/SMRT/IX/2020", "0002/SMRT/2020"]
    assert AuditEntry.objects.get(action="numbering.changed").data == {
        "pattern": ["{seq:03}/{class}/{series}/{month:roman}/{year}", "{seq:04}/{series}/{year}"]
    }


def test_a_run_that_waited_for_the_series_uses_the_pattern_saved_meanwhile() -> None:
    stale = make_numbering()
    NumberingScheme.objects.update(pattern="{seq:04}/{series}/{year}")

    with transaction.atomic():
        locked_series(stale, 2020)

    assert stale.pattern == "{seq:04}/{series}/{year}"


def test_a_pattern_that_would_make_numbers_of_another_is_refused() -> None:
    year = clock.site_day().year
    batch = make_certifiable_batch("Budi", numbering=make_numbering(pattern="{seq:03}/{series}/{year}"))
    batch.certificate_setup.issued_on = clock.site_day()
    batch.certificate_setup.save()
    issue_for_batch(batch=batch, actor=None)

    with pytest.raises(PatternError, match=f"Number 001/SMRT/{year}, which this pattern makes next"):
        save_numbering(
            scheme=NumberingScheme(
                name="Other", code="other", classification="SMRT", pattern="{seq:03}/{class}/{year}"
            ),
            actor=None,
        )

    assert not NumberingScheme.objects.filter(code="other").exists()


def test_only_administrators_change_numberings() -> None:
    scheme = make_numbering()
    scheme.pattern = "{seq}/{year}"

    with pytest.raises(NotAllowedError):
        save_numbering(scheme=scheme, actor=make_organiser())

    assert NumberingScheme.objects.get().pattern == "{seq:03}/{class}/{series}/{month:roman}/{year}"
