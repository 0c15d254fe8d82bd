from typing import Any

import pytest

from certificates.models import Certificate
from certificates.personal_data import certificate_data
from certificates.services import replace_certificate
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_organiser

pytestmark = pytest.mark.django_db


def test_the_copy_holds_every_edition_with_number_dates_and_state(
    issued: Any, django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    organiser = make_organiser()
    old, other = issued(make_certifiable_batch("Budi Santoso", "Sari", organiser=organiser))
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=old, reason="The name was misspelt", actor=organiser)
    new.refresh_from_db()

    holder = old.holder
    with django_assert_num_queries(1):
        first, second = certificate_data(holder)

    assert (first["number"], first["state"], first["reason"]) == (old.number, "replaced", "The name was misspelt")
    assert (first["replaced_by"], second["replaced_by"]) == (new.number, None)
    assert (second["number"], second["edition"], second["state"]) == (new.number, 2, "issued")
    assert (second["issued_on"], second["issued_at"]) == (new.facts.issued_on, new.issued_at)
    assert (second["holder"]["name"], second["verified_at"]) == ("Budi Santoso", new.facts.verify_url)
    assert [row["number"] for row in certificate_data(other.holder)] == [other.number]


def test_a_number_that_was_never_handed_out_is_in_nobodys_copy(issued: Any) -> None:
    (row,) = issued(make_certifiable_batch("Budi"))
    Certificate.objects.filter(pk=row.pk).update(state="reserved")

    assert certificate_data(row.holder) == []
