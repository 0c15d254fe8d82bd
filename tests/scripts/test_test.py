import pytest

from scripts.test import NAME_THE_SLOW, pytest_arguments


@pytest.mark.parametrize(
    ("given", "e2e", "expected"),
    [
        ([], False, ["-n", "2", "--dist", "worksteal", *NAME_THE_SLOW]),
        (["-k", "name"], False, ["-n", "2", "--dist", "worksteal", *NAME_THE_SLOW, "-k", "name"]),
        (["-n", "0"], False, ["-n", "0"]),
        (["--pdb"], False, ["--pdb"]),
        (
            ["-k", "name"],
            True,
            ["-m", "e2e", "tests/e2e", "-n", "2", "--dist", "loadfile", *NAME_THE_SLOW, "-k", "name"],
        ),
        (["-n0"], True, ["-m", "e2e", "tests/e2e", "-n0"]),
    ],
)
def test_arguments_are_passed_on(given: list[str], e2e: bool, expected: list[str]) -> None:
    assert pytest_arguments(given, e2e=e2e) == expected
