"""Lets a job begin at once when its worker is a thread of the same process, instead of at the next look."""

import threading

_news = threading.Condition()


def one_worker() -> None:
    with _news:
        _news.notify()


def all_workers() -> None:
    with _news:
        _news.notify_all()


def wait(seconds: float) -> None:
    with _news:
        _news.wait(seconds)
