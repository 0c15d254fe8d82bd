import stat
from pathlib import Path

import pytest

from scripts.packages import command_for_program, install_command, missing_packages, packages_for


def test_a_target_names_its_packages() -> None:
    assert packages_for("run") == [
        "python3-venv",
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "fonts-noto-core",
    ]
    assert packages_for("test", "e2e") == [
        "poppler-utils",
        "qpdf",
        "softhsm2",
        "zbar-tools",
        "nodejs",
        "npm",
        "chromium",
    ]


def test_a_missing_program_comes_with_the_command_that_installs_it() -> None:
    assert command_for_program("pdfsig") == "sudo apt-get install poppler-utils"
    assert install_command(["qpdf", "zbar-tools"]) == "sudo apt-get install qpdf zbar-tools"


def test_a_package_is_not_asked_for_where_its_program_came_in_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Debian on which nothing is installed, at first without any program."""
    _program(tmp_path / "dpkg-query")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_packages("test") == packages_for("test")

    _program(tmp_path / "node")
    _program(tmp_path / "npm")

    assert missing_packages("test") == [name for name in packages_for("test") if name not in ("nodejs", "npm")]


def _program(path: Path) -> None:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
