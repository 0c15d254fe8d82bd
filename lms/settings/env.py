"""The one reader of the environment: every variable is declared here, so that the documentation cannot miss one.

A value comes from the process environment, else from the file that NAME_FILE points at (for secrets), else from
`.env` in the project folder, else from the default. `scripts/document_settings.py` writes `.env.example` and
`docs/configuration.md` from these declarations.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parents[2]
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class SettingError(Exception):
    """An environment variable is missing or unreadable; the message names it and the cure."""


@dataclass(frozen=True)
class Variable:
    name: str
    kind: str
    default: str | None
    help: str
    secret: bool = False


DECLARED: dict[str, Variable] = {}


def read_dotenv(path: Path) -> dict[str, str]:
    """`NAME=value` lines; blank lines and `#` comments are skipped, matching outer quotes are taken off."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, separator, value = text.partition("=")
        if not separator:
            raise SettingError(f"{path.name}, line {number}: expected NAME=value, found {text!r}")
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


_dotenv = read_dotenv(BASE_DIR / ".env")
_preferred: dict[str, str] = {}


def prefer(**defaults: str) -> None:
    """Other defaults for one settings module, called before it reads: the environment and `.env` still win."""
    _preferred.update(defaults)


def settings_module(fallback: str) -> str:
    """The settings that commands run with: DJANGO_SETTINGS_MODULE from the environment, else from `.env`."""
    return os.environ.get("DJANGO_SETTINGS_MODULE") or _dotenv.get("DJANGO_SETTINGS_MODULE") or fallback


def ignore_dotenv() -> None:
    """The test suite must not depend on one developer's `.env`."""
    _dotenv.clear()


def _raw(variable: Variable, environ: Mapping[str, str]) -> str | None:
    if variable.name in environ:
        return environ[variable.name]
    path = environ.get(f"{variable.name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{variable.name}_FILE points at {path}, which cannot be read: {error.strerror}"
            ) from error
    return _dotenv.get(variable.name, _preferred.get(variable.name, variable.default))


def _declare(name: str, kind: str, default: str | None, help: str, secret: bool = False) -> str | None:
    variable = Variable(name, kind, default, help, secret)
    DECLARED[name] = variable
    return _raw(variable, os.environ)


def text(name: str, default: str = "", *, help: str, secret: bool = False) -> str:
    return _declare(name, "text", default, help, secret) or ""


def flag(name: str, default: bool = False, *, help: str) -> bool:
    value = (_declare(name, "flag", "1" if default else "0", help) or "").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise SettingError(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int, *, help: str) -> int:
    value = _declare(name, "number", str(default), help) or str(default)
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "", *, help: str) -> list[str]:
    value = _declare(name, "list, comma-separated", default, help) or ""
    return [word.strip() for word in value.split(",") if word.strip()]


def choice(name: str, options: tuple[str, ...], default: str, *, help: str) -> str:
    value = _declare(name, " | ".join(options), default, help) or default
    if value not in options:
        raise SettingError(f"{name} must be one of {', '.join(options)}, not {value!r}")
    return value


def required(name: str, value: Any, cure: str) -> None:
    """Refuse to start without a value that has no safe default."""
    if not value:
        raise SettingError(f"{name} is not set. {cure}")
