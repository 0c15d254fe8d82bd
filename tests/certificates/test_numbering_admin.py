import re
from typing import Any

import pytest

from certificates import numbering_viewsets
from certificates.models import CertificateSeries, NumberingScheme
from certificates.numbering_preview import tokens_for
from certificates.services import issue_for_batch, start_series
from core import clock
from tests.certificates.test_admin import as_user
from tests.factories.certificates import make_certifiable_batch, make_numbering
from tests.factories.members import make_administrator, make_organiser

pytestmark = pytest.mark.django_db

FORM = {"name": "SMRT", "code": "smrt", "unit": "SMRT", "classification": "KL.301", "pattern": "{year}"}


def test_a_bad_pattern_is_refused_in_the_form() -> None:
    scheme = make_numbering()

    page = as_user(make_administrator()).post(f"/admin/certificate_numberings/edit/{scheme.pk}/", FORM)

    assert "must stand in the pattern exactly once" in page.content.decode()
    assert NumberingScheme.objects.get().pattern == "{seq:03}/{class}/{series}/{month:roman}/{year}"


def test_a_numbering_is_saved_and_says_what_it_makes() -> None:
    client, year = as_user(make_administrator()), clock.site_day().year
    start_series(numbering=make_numbering(), year=year, last=41, reason="Buku nomor", actor=None)
    address = f"/admin/certificate_numberings/edit/{make_numbering().pk}/"

    saved = client.post(address, {**FORM, "pattern": "{seq:04}/{series}/{year}"})
    page = client.get(address).content.decode()

    assert saved.status_code == 302
    assert "The next numbers of this year, after 41" in page
    assert f"<li>0042/SMRT/{year}</li><li>0043/SMRT/{year}</li><li>0044/SMRT/{year}</li>" in page
    assert f"<li>0001/SMRT/{year + 1}</li>" in page


def test_the_preview_follows_what_is_typed() -> None:
    client, year = as_user(make_administrator()), clock.site_day().year
    address = "/admin/certificate_numberings/preview/"

    made = client.get(address, {"pattern": "{seq}/{series}/{year}", "unit": "<b>&", "scheme": "x"}).content.decode()
    refused = client.get(address, {"pattern": "{seq}"}).content.decode()

    assert f"<li>1/&lt;b&gt;&amp;/{year}</li>" in made
    assert "{year} is missing" in refused
    assert as_user(make_organiser()).get(address, {"pattern": "{seq}/{year}"}).status_code == 302


def test_each_token_is_shown_with_what_it_gives() -> None:
    day = clock.site_day()

    examples = {token.text: token.example for token in tokens_for(make_numbering())}

    assert {name: examples[name] for name in ("{seq:03}", "{seq}", "{series}", "{class}", "{month}", "{year}")} == {
        "{seq:03}": "007",
        "{seq}": "7",
        "{series}": "SMRT",
        "{class}": "KL.301",
        "{month}": f"{day.month:02d}",
        "{year}": str(day.year),
    }


def test_a_series_is_begun_and_moved_on_in_the_forms_after_a_look() -> None:
    client, numbering = as_user(make_administrator()), make_numbering(pattern="{seq:03}/{series}/{year}")
    new = "/admin/certificate_series/new/"
    form = {"scope": numbering.pk, "year": 2026, "last": 1200, "reason": "Buku nomor"}

    look = client.post(new, form).content.decode()
    other = client.post(new, {**form, "last": 12, "sure": "1200"}).content.decode()
    begun = client.post(new, {**form, "last": 12, "sure": "12"})
    series = CertificateSeries.objects.get()
    edit = f"/admin/certificate_series/edit/{series.pk}/"
    on = client.post(edit, {"last": 15, "reason": "Tiga ditulis tangan", "sure": "15"})
    back = client.post(edit, {"last": 14, "reason": "Hanya dua"}).content.decode()
    too_far = client.post(edit, {"last": 3, "reason": "Salah", "sure": "3"}).content.decode()
    page = client.get(f"/admin/certificate_series/inspect/{series.pk}/").content.decode()

    assert "The next certificate gets number 1201/SMRT/2026, and 1200 numbers are passed over for good." in look
    assert '<input type="checkbox" name="sure" value="1200"' in look
    assert '<input type="checkbox" name="sure" value="12"' in other
    assert "checked" not in other.partition('name="sure"')[2].partition(">")[0]
    assert (begun.status_code, on.status_code) == (302, 302)
    assert "gets number 015/SMRT/2026: 1 number that was passed over comes back." in back
    assert "Number 12 is used already" in too_far
    assert CertificateSeries.objects.get().last == 15
    assert "<td>1–12</td>" in page
    assert "<td>13–15</td>" in page
    assert "there is no gap and no double" in page


def test_gaps_come_in_pages_and_what_was_used_before_is_counted_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numbering_viewsets, "GAPS_PER_PAGE", 2)
    for last in (12, 15, 40):
        series = start_series(numbering=make_numbering(), year=2026, last=last, reason="Buku nomor", actor=None)
    CertificateSeries.objects.update(last=41)  # a number that nothing accounts for
    client = as_user(make_administrator())
    address = f"/admin/certificate_series/inspect/{series.pk}/"

    first, second = client.get(address).content.decode(), client.get(f"{address}?p=2").content.decode()
    listed = client.get("/admin/certificate_series/").content.decode()

    assert ["<td>16–40</td>" in page for page in (first, second)] == [False, True]
    assert "Page 1 of 2" in first
    assert "40 used before Dermaga" in first
    assert re.search(r"<td[^>]*>\s*40\s*</td>", listed)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("certificate_numberings", 9), ("certificate_series", 10)])
def test_the_lists_cost_the_same_whatever_the_rows(
    count: int, page: str, queries: int, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    for code in ("smrt-a", "smrt-b", "smrt-c")[:count]:
        issue_for_batch(batch=make_certifiable_batch("Budi", numbering=make_numbering(code)), actor=None)
    client = as_user(make_administrator())
    client.get(f"/admin/{page}/")

    with django_assert_num_queries(queries):
        assert client.get(f"/admin/{page}/").content.decode().count("SMRT-") >= count
