"""Programs that tests run beside Python: a missing one fails its test with the command that installs it."""

import shutil

import pytest

from scripts.packages import command_for_program


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing. To install it: {command_for_program(name)}", pytrace=False)
    return path
