"""Looking at a PDF that somebody sent, in a process of its own: a small file may unfold to gigabytes, or never end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.base import File
from django.utils import translation
from django.utils.translation import gettext as _

from core.jobs.errors import ChildDied
from core.jobs.limits import limited
from core.jobs.processes import run_in_process
from courses.errors import SlidesRefusedError
from courses.slides.check import look_at

MEMORY_BYTES = 250 * 1024 * 1024
CPU_SECONDS = 20


def pages_of(file: File[Any], *, most_pages: int) -> int:
    """As `look_at`, whatever the file holds."""
    with path_of(file) as path:
        try:
            found = run_in_process(_look_from_apart, path, most_pages, translation.get_language() or "id")
        except ChildDied as death:
            raise SlidesRefusedError(too_heavy()) from death
    if isinstance(found, str):
        raise SlidesRefusedError(found)
    return found


def too_heavy() -> str:
    return _("This PDF takes too much memory or time to open. Export it again from the program that made it.")


@contextmanager
def path_of(file: File[Any]) -> Iterator[str]:
    """Where another process can open it: where it lies, or a copy for the time being."""
    try:
        lies_at = file.temporary_file_path() if hasattr(file, "temporary_file_path") else getattr(file, "path", None)
    except NotImplementedError:
        lies_at = None
    if lies_at:
        yield str(lies_at)
        return
    with NamedTemporaryFile(suffix=".pdf") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        file.seek(0)
        yield copy.name


def _look_from_apart(path: str, most_pages: int, language: str) -> int | str:
    """How many pages, or the sentence that says why none."""
    with translation.override(language), limited(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS):
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                return look_at(file, most_pages=most_pages)
        except SlidesRefusedError as refusal:
            return str(refusal)
        except MemoryError:
            return too_heavy()
