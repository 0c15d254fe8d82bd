from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db.models.fields.files import FieldFile


@contextmanager
def file_on_disk(file: FieldFile) -> Iterator[Path]:
    """The file by a path that another process can open: where it lies, or a copy for the time being."""
    try:
        yield Path(file.path)
    except NotImplementedError:
        with NamedTemporaryFile(suffix=Path(file.name or "").suffix) as copy:
            with file.open("rb") as stored:
                shutil.copyfileobj(stored, copy)
            copy.flush()
            yield Path(copy.name)
