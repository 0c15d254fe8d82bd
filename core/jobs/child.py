"""The first that a spawned process runs; nothing here may import a model, because no app is loaded yet."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Collection

import django

from core.processors import use_every_processor


def begin_child(processors: Collection[int] = ()) -> None:
    """Ctrl-C reaches the whole group of processes, but the parent decides; and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_every_processor(processors)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
