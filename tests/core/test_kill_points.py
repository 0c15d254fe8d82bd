import pytest
from django.contrib.auth import get_user_model

from core.kill_points import kill_point
from tests.processes import run_together


def add_user(name: str) -> int:
    """Runs in a child process."""
    user = get_user_model().objects.create(username=name)
    kill_point("test.after_user")
    return int(user.pk)


def test_does_nothing_unless_named() -> None:
    kill_point("test.after_user")


@pytest.mark.django_db(transaction=True)
def test_kills_only_the_process_that_names_it() -> None:
    people = [{"name": f"member-{number}"} for number in range(3)]

    outcomes = run_together("tests.core.test_kill_points:add_user", people, kill_at={1: "test.after_user"})

    assert [outcome.killed for outcome in outcomes] == [False, True, False]
    assert [outcome.error for outcome in outcomes] == ["", "", ""]
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names >= {"member-0", "member-1", "member-2"}


@pytest.mark.django_db(transaction=True)
def test_a_child_tells_its_error() -> None:
    get_user_model().objects.create(username="taken")

    (outcome,) = run_together("tests.core.test_kill_points:add_user", [{"name": "taken"}])

    assert outcome.result is None
    assert "IntegrityError" in outcome.error


@pytest.mark.django_db(transaction=True)
def test_the_next_test_begins_with_the_migrated_rows_only() -> None:
    assert not get_user_model().objects.exists()
