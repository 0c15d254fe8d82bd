"""The second part of `make run`, in the virtual environment: translations, static files, tables, data, server."""

import hashlib
import os
import sys
from pathlib import Path

from scripts.catalogues import compile_catalogues
from scripts.console import fail, step

BASE_DIR = Path(__file__).resolve().parents[1]


def main(port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    if compile_catalogues():
        print("· Translations compiled", flush=True)

    import django  # after the catalogues are compiled, which it reads

    try:
        django.setup()
    except Exception as error:
        if type(error).__name__ == "SettingError":
            fail(str(error))
        raise
    from django.core.management import call_command, get_commands

    collect_static_files()
    migrate()
    if "load_demo" in get_commands():
        with step("Demo data"):
            call_command("load_demo")
    call_command("serve", port=port)


def collect_static_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.VAR_DIR) / "static-files.stamp"
    key = _static_key()
    if stamp.exists() and stamp.read_text() == key and Path(settings.STATIC_ROOT).is_dir():
        return
    with step("Static files"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(key)


def _static_key() -> str:
    """Changes with any of our static files, and with the installed packages, which bring the others."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for file in sorted((BASE_DIR / "static").rglob("*")):
        if file.is_file():
            digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(f"Database: {len(plan)} migrations"):
            call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
