from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.jobs import schedule
from core.models import Job

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_our_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_turns", {})
    monkeypatch.setattr(schedule, "_fired", {})


def keys() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


def test_each_slot_has_one_job_however_many_processes_tick() -> None:
    schedule.scheduled("core.tidy_up", every=timedelta(minutes=5))

    with time_machine.travel(NOON, tick=False) as clock:
        schedule.fire_due()
        schedule._fired.clear()  # as in another process
        schedule.fire_due()
        clock.shift(300)
        schedule.fire_due()

    slot = int(NOON.timestamp()) // 300
    assert keys() == [f"scheduled:core.tidy_up:{slot}", f"scheduled:core.tidy_up:{slot + 1}"]


def test_turn_that_is_not_needed_leaves_no_row() -> None:
    schedule.scheduled("core.tidy_up", every=timedelta(minutes=5), is_needed=lambda: False)

    schedule.fire_due()

    assert keys() == []
