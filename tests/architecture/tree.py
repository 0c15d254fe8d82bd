"""What the tests of the tree look at: our apps and the files that git would keep."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps

BASE_DIR = Path(__file__).resolve().parents[2]


@cache
def files() -> list[Path]:
    """Tracked and new files, without those that .gitignore names."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in sorted(set(names)) if (BASE_DIR / name).is_file()]


def text(file: Path) -> str:
    return (BASE_DIR / file).read_text(encoding="utf-8")


@cache
def module(file: Path) -> ast.Module:
    return ast.parse(text(file))


def our_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if Path(app.path).parent == BASE_DIR]


def app_names() -> set[str]:
    return {app.name for app in our_apps()}


def app_modules() -> list[Path]:
    """Python modules of our apps and the project package, without migrations."""
    names = app_names() | {"lms"}
    return [
        file for file in files() if file.suffix == ".py" and file.parts[0] in names and "migrations" not in file.parts
    ]


@cache
def contract() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads(text(Path("pyproject.toml")))["tool"]["importlinter"]
    return settings


def floors() -> dict[str, int]:
    """The floor of every package in the contract of the apps: the lower, the smaller."""
    layers = contract()["contracts"][0]["layers"]
    return {name.strip(): floor for floor, line in enumerate(reversed(layers)) for name in line.split("|")}
