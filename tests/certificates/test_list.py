"""One's own certificates cost the same whatever their number, and show nobody else's."""

from typing import Any

import pytest
from django.test import Client

from certificates.models import Certificate
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_the_rows(
    count: int, issued: Any, client: Client, django_assert_num_queries: Any
) -> None:
    rows = issued(make_certifiable_batch("Ani Satu", "Budi Dua", "Citra Tiga", "Dewi Lain"))
    holder = make_member("Grace Rumagit")
    Certificate.objects.filter(pk__in=[row.pk for row in rows[:count]]).update(holder=holder)
    client.cookies["django_language"] = "en"
    client.force_login(holder, backend="members.backends.EmailOrNumberBackend")
    client.get("/certificates/")

    with django_assert_num_queries(3):  # session, user, certificates
        page = client.get("/certificates/").content.decode()

    assert [row.number in page for row in rows] == [number < count for number in range(4)]
