"""Whichever door a process serves by, it says from its first request on that it lives."""

import pytest

from core.models import Uptime
from tests.processes import run_together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
def test_a_process_that_serves_says_that_it_lives(door):
    (outcome,) = run_together("tests.core.children:served_by", [{"door": door}])

    assert (outcome.error, outcome.result) == ("", [200, 1])
    assert Uptime.objects.count() == 1
