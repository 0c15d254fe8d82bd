"""The reader is copied beside a `.env` of the test's own, for it reads the one of its project folder."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lms.settings import env

READER = Path(env.__file__)
CODE = """
from lms.settings import env
env.prefer(DEMO="1")
print(env.flag("DEMO", help=""), env.settings_module("lms.settings.dev"))
"""


def read(folder: Path, dotenv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    settings = folder / "lms" / "settings"
    settings.mkdir(parents=True)
    (folder / "lms" / "__init__.py").touch()
    (settings / "__init__.py").touch()
    shutil.copy(READER, settings / "env.py")
    (folder / ".env").write_text(dotenv, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=folder,
        env={"PATH": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("dotenv", "environ", "printed"),
    [
        ("", {}, "True lms.settings.dev"),
        ("DEMO=0\n", {}, "False lms.settings.dev"),
        ("# demo\nDEMO='0'\nDJANGO_SETTINGS_MODULE=lms.settings.production", {}, "False lms.settings.production"),
        ("DEMO=0\n", {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "lms.settings.test"}, "True lms.settings.test"),
    ],
)
def test_the_environment_wins_over_the_file_and_the_file_over_defaults(
    tmp_path: Path, dotenv: str, environ: dict[str, str], printed: str
) -> None:
    assert read(tmp_path, dotenv, **environ).stdout.strip() == printed


def test_what_cannot_be_read_names_the_line_and_the_variable(tmp_path: Path) -> None:
    assert ".env, line 2: expected NAME=value, found 'DEMO'" in read(tmp_path / "a", "A=1\nDEMO\n").stderr
    assert "DEMO must be 1 or 0, not 'perhaps'" in read(tmp_path / "b", "DEMO=perhaps\n").stderr
