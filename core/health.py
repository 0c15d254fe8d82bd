"""Whether this process can do its work: each check says what fails, in words without addresses or secrets."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from core import clock
from core.models import Job

logger = logging.getLogger(__name__)


class Unhealthy(Exception):  # noqa: N818  names the state
    """A check found something wrong and can say what."""


def readiness() -> dict[str, str]:
    """`ok` or what fails, by the name of the check."""
    return {name: _outcome(name, check) for name, check in CHECKS.items()}


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Unhealthy as trouble:
        return str(trouble)
    except Exception:
        logger.exception("readiness: %s", name)
        return "unreachable"
    return "ok"


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_cache() -> None:
    key, value = "readiness", uuid.uuid4().hex
    cache.set(f"{key}:{value}", value, timeout=10)
    if cache.get(f"{key}:{value}") != value:
        raise Unhealthy("does not keep what it is given")
    cache.delete(f"{key}:{value}")


def check_storage() -> None:
    storage = storages["private"]
    name = storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"ok"))
    try:
        with storage.open(name) as file:
            if file.read() != b"ok":
                raise Unhealthy("does not keep what it is given")
    finally:
        storage.delete(name)


def check_jobs() -> None:
    now = clock.now()
    oldest = Job.objects.due(now).order_by("run_after").values_list("run_after", flat=True).first()
    if oldest is not None and (lag := (now - oldest).total_seconds()) > settings.JOB_LAG_LIMIT_SECONDS:
        raise Unhealthy(f"a due job has waited for {int(lag)} seconds")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "storage": check_storage,
    "jobs": check_jobs,
}
