"""What is made of frozen content holds for ever, so a process makes it once and keeps some of it."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Kept(Generic[Key, Made]):
    """The newest things that were made. Two threads may make the same; either will do."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._made: dict[Key, Made] = {}

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        found = self._made.get(key)
        if found is None:
            found = make()
            with self._lock:
                while len(self._made) >= self._most:
                    del self._made[next(iter(self._made))]
                self._made[key] = found
        return found

    def keys(self) -> list[Key]:
        with self._lock:
            return list(self._made)
