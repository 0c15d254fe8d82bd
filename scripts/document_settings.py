"""Writes .env.example and docs/configuration.md from the settings reader; --check only compares, and exits 1."""

import os
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]

# The declared defaults must be those of a fresh clone, not of the machine that writes the documentation.
os.environ.pop("VAR_DIR", None)

from lms.settings import env  # noqa: E402  reads the environment on import

env.ignore_dotenv()

from lms.settings import base  # noqa: E402, F401  declares every variable

PAGE_HEAD = """\
# Configuration

Every setting that a machine may need is an environment variable. This page and `.env.example` are written by
`make settings-docs` from the declarations in `lms/settings/`; `make check` refuses them when they are out of date.

A value is taken from the first of these that has one:

1. the environment variable `NAME`;
2. the file that `NAME_FILE` names, for secrets that a container or systemd hands over as files;
3. the line `NAME=value` of `.env` in the project's folder;
4. the default below.

A value that cannot be read, or one that production needs and does not find, stops the start with a sentence that names
the variable and the cure. The settings module is `lms.settings.dev` for `manage.py` and `make run`, and
`lms.settings.production` for `lms.wsgi` and `lms.asgi`; production refuses `DEBUG` and `DEMO`, an address without
https, and a missing `SECRET_KEY`.

| variable | kind | default | meaning |
| --- | --- | --- | --- |
"""

EXAMPLE_HEAD = """\
# Written by `make settings-docs`. Copy to .env and take the # away from the lines you change; docs/configuration.md
# says where else a value may come from. Secrets are better given as files: NAME_FILE=/path.
"""


def default_of(variable: env.Variable) -> str:
    """As a reader would write it: without the path of this clone."""
    return (variable.default or "").replace(str(BASE_DIR), ".")


def page() -> str:
    rows = []
    for variable in env.DECLARED.values():
        default = default_of(variable)
        kind = variable.kind.replace("|", "\\|") + (", secret" if variable.secret else "")
        rows.append(f"| `{variable.name}` | {kind} | {f'`{default}`' if default else ''} | {variable.help} |\n")
    return PAGE_HEAD + "".join(rows)


def example() -> str:
    parts = [EXAMPLE_HEAD]
    parts += [f"\n# {item.help} ({item.kind})\n# {item.name}={default_of(item)}\n" for item in env.DECLARED.values()]
    return "".join(parts)


def main(words: list[str]) -> int:
    texts = {BASE_DIR / ".env.example": example(), BASE_DIR / "docs" / "configuration.md": page()}
    if "--check" in words:
        stale = [file.name for file, text in texts.items() if not file.exists() or file.read_text() != text]
        if stale:
            print(f"Out of date: {', '.join(stale)}. Run: make settings-docs")
        return 1 if stale else 0
    for file, text in texts.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
