"""The second part of `make run`, in the virtual environment: translations, static files, tables, data, server."""

import os
import sys

from scripts.catalogues import compile_catalogues
from scripts.console import fail, say, step


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

    from core.static_files import collect_static_files

    collect_static_files(say)
    migrate()
    if "load_demo" in get_commands():
        with step("Demo data"):
            call_command("load_demo")
    call_command("serve", port=port)


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
