"""Pages of prepared lists hold what slices of the list itself hold, and whatever is looked at, few are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import QuerySet

from core.listing import Listing
from core.prepared_pages import KEPT, STEP, prepared_pages
from members.models import User
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@prepared_pages
def _by_name(ending: str, descending: bool) -> QuerySet[User, str]:
    rows = User.objects.filter(name__endswith=ending)
    return rows.order_by("-name" if descending else "name", "pk").values_list("name", flat=True)


def test_each_page_holds_its_slice(django_assert_num_queries: Any) -> None:
    names = sorted(f"{number:02} Adi" for number in range(7))
    for name in names:
        make_member(name)
    make_member("08 Budi")

    pages = {
        page: list(Listing({"page": page}, rows_per_page=3).page_of(_by_name("Adi", True), count=7))
        for page in ("1", "2", "3", "99")
    }

    assert pages == {
        "1": names[:3:-1], "2": names[3:0:-1], "3": names[:1], "99": names[:1],
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert _by_name("Budi", False)[0:3] == ["08 Budi"]
    assert _by_name("Adi", False)[2:4] == names[2:4]
    assert _by_name("Citra", False)[0:3] == []


def test_few_pages_are_kept() -> None:
    make_member("01 Adi")

    found = [_by_name("Adi", False)[start : start + 1] for start in range(KEPT + 3)]
    slices = _by_name("Adi", False)._slices

    assert found == [["01 Adi"], *([[]] * (KEPT + 2))]
    assert len(slices) == KEPT
    assert (0, STEP) not in slices


def test_too_many_of_threads_at_once_are_not_kept() -> None:
    """Two threads that find room for one add both; the next page makes up for it."""
    pages = prepared_pages(lambda ending: User.objects.filter(name__endswith=ending).order_by("pk"))
    slices = pages("Adi")._slices
    slices |= {(number * STEP, (number + 1) * STEP): None for number in range(1, KEPT + 4)}

    assert pages("Adi")[0:1] == []

    assert len(slices) == KEPT
    assert (0, STEP) in slices
