from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs.errors import ChildDied
from core.jobs.processes import run_alone, run_in_process, shut_down_processes
from tests.core.children import die, die_unless, double, refuse

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module")
def _pool() -> Iterator[None]:
    yield
    shut_down_processes()


def test_result_comes_back() -> None:
    assert run_in_process(double, 21) == 42


def test_error_comes_back_as_itself() -> None:
    with pytest.raises(ValueError, match="not this one"):
        run_in_process(refuse, "not this one")


def test_killed_child_is_replaced_and_its_work_begun_again(tmp_path: Path) -> None:
    assert run_in_process(die_unless, str(tmp_path / "marker")) == "alive"


def test_work_that_always_kills_its_process_is_given_up_and_others_go_on() -> None:
    with pytest.raises(ChildDied, match="die"):
        run_in_process(die)

    assert run_in_process(double, 2) == 4


def test_pool_begins_anew_after_it_was_shut_down() -> None:
    shut_down_processes()

    assert run_in_process(double, 3) == 6


def test_what_dies_alone_is_begun_once_and_takes_nobody_with_it(tmp_path: Path) -> None:
    with pytest.raises(ChildDied, match="die"):
        run_alone(die_unless, str(tmp_path / "marker"))

    assert run_alone(die_unless, str(tmp_path / "marker")) == "alive"
