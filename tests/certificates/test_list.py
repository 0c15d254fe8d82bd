"""One's own certificates cost the same whatever their number, and show nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.dry_run import dry_run_for
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


def test_no_list_reads_signed_badges(issued: Any, client: Client) -> None:
    batch = make_certifiable_batch("Ani Satu", "Budi Dua")
    row, _other = issued(batch)
    client.force_login(row.holder, backend="members.backends.EmailOrNumberBackend")

    with CaptureQueriesContext(connection) as queries:
        dry_run_for(batch)
        client.get("/certificates/")

    asked = [query["sql"] for query in queries if '"certificates_certificate"."number"' in query["sql"]]
    assert len(asked) == 2
    assert not any('"credential"' in sql for sql in asked)
