"""The test database: a copy of a template that was migrated once, so that a test starts in a second or two.

Migrating from nothing takes some 20 seconds. The template is kept under a manifest of all migration files, ours and
the installed packages'; where a kept template's migrations are a part of today's, only the new ones are run on it.
"""

import fcntl
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

KEPT_TEMPLATES = 4


def migration_manifest() -> dict[str, str]:
    """Every migration file that `migrate` would run, with a digest of its text, and the version of what runs them."""
    manifest = {name: version(name) for name in ("django", "wagtail")}
    for app in apps.get_app_configs():
        module_name, _explicit = MigrationLoader.migrations_module(app.label)
        try:
            module = import_module(module_name or "")
        except ImportError:
            continue
        for folder in module.__path__:
            for file in Path(folder).glob("[!_]*.py"):
                manifest[f"{app.label}.{file.stem}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return manifest


class TestDatabase:
    """One worker's database. `restore` brings it back to the template, migrated rows included."""

    __test__ = False

    def __init__(self, folder: Path, worker: str, *, rebuild: bool) -> None:
        self.folder = folder
        self.worker = worker
        self.manifest = migration_manifest()
        self.key = hashlib.sha256(json.dumps(self.manifest, sort_keys=True).encode()).hexdigest()[:16]
        with self._lock():
            if rebuild or not self._template_exists():
                self._build_template()
        self.restore()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def restore(self) -> None:
        self._copy_template()
        # Both remember primary keys of rows that the copy replaced.
        ContentType.objects.clear_cache()
        cache.clear()

    def drop(self) -> None:
        raise NotImplementedError

    def _template_exists(self) -> bool:
        raise NotImplementedError

    def _build_template(self) -> None:
        raise NotImplementedError

    def _copy_template(self) -> None:
        raise NotImplementedError

    def _migrate(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()


class SqliteTestDatabase(TestDatabase):
    def __init__(self, folder: Path, worker: str, *, rebuild: bool, path: Path) -> None:
        self.path = path
        super().__init__(folder, worker, rebuild=rebuild)

    @property
    def template(self) -> Path:
        return self.folder / f"{self.key}.sqlite3"

    def _template_exists(self) -> bool:
        return self.template.exists()

    def _build_template(self) -> None:
        unfinished = self.template.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        if start := self._nearest_template():
            shutil.copyfile(start, unfinished)
        _point_connection_at(str(unfinished))
        self._migrate()
        with sqlite3.connect(unfinished) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.template.with_suffix(".json").write_text(json.dumps(self.manifest))
        unfinished.replace(self.template)
        kept = sorted(self.folder.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[KEPT_TEMPLATES:]:
            old.unlink()
            old.with_suffix(".json").unlink(missing_ok=True)

    def _nearest_template(self) -> Path | None:
        """The kept template with the most migrations of today's, none of them changed or gone since."""
        best: tuple[int, Path] | None = None
        for file in self.folder.glob("*.json"):
            old: dict[str, str] = json.loads(file.read_text())
            template = file.with_suffix(".sqlite3")
            if old.items() <= self.manifest.items() and template.exists() and (best is None or len(old) > best[0]):
                best = (len(old), template)
        return best[1] if best else None

    def _copy_template(self) -> None:
        _point_connection_at(str(self.path))
        # Through SQLite rather than as a file: a live server's thread may have the database open.
        source, target = sqlite3.connect(self.template), sqlite3.connect(self.path)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()

    def drop(self) -> None:
        connection.close()
        for file in self.path.parent.glob(self.path.name + "*"):
            file.unlink()


class PostgresTestDatabase(TestDatabase):
    def __init__(self, folder: Path, worker: str, *, rebuild: bool) -> None:
        base = re.sub(r"\W", "_", connection.settings_dict["NAME"])
        self.name = f"test_{base}_{worker}"
        self.prefix = f"template_{base}"
        super().__init__(folder, worker, rebuild=rebuild)

    @property
    def template(self) -> str:
        return f"{self.prefix}_{self.key}"

    def _execute(self, *statements: str) -> None:
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _databases(self) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return [name for (name,) in cursor.fetchall()]

    def _template_exists(self) -> bool:
        return self.template in self._databases()

    def _build_template(self) -> None:
        unfinished = f"{self.prefix}_unfinished"
        old = [name for name in self._databases() if name.startswith(self.prefix)]
        self._execute(*[f'DROP DATABASE "{name}" WITH (FORCE)' for name in old], f'CREATE DATABASE "{unfinished}"')
        _point_connection_at(unfinished)
        self._migrate()
        self._execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{self.template}"')

    def _copy_template(self) -> None:
        connection.close()
        with self._lock():  # a database that is being copied accepts no second copy
            self._execute(
                f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
                f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"',
            )
        _point_connection_at(self.name)

    def drop(self) -> None:
        connection.close()
        self._execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def copy_migrated(folder: Path, path: Path) -> None:
    """A migrated SQLite database at `path`, for a site that a test serves; this process keeps the one that it has."""
    name = connection.settings_dict["NAME"]
    try:
        SqliteTestDatabase(folder, "", rebuild=False, path=path)
    finally:
        _point_connection_at(name)


def _point_connection_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def database_url() -> str:
    """The address of the test database, for processes that a test starts."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
    return f"postgresql://{login}@{place}/{settings['NAME']}"
