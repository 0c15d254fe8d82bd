"""The first that a spawned process runs; nothing here may import a model, because no app is loaded yet."""

import multiprocessing
import os
import signal
import threading

import django


def begin_child() -> None:
    """Ctrl-C reaches the whole group of processes, but the parent decides; and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
