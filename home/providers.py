"""What the apps below put on the desks. A provider answers with as many queries for one row as for a thousand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from members.models import User


@dataclass(frozen=True)
class DeskItem:
    """One line on a desk: what it is, where it leads, how it stands. `content` words are Indonesian and say so."""

    label: str
    url: str = ""
    status: StrOrPromise = ""
    tone: str = "neutral"
    detail: StrOrPromise = ""


Provider = Callable[[User], list[DeskItem]]

TESTS_DUE: tuple[Provider, ...] = ()
CERTIFICATES: tuple[Provider, ...] = ()
READY_TO_ISSUE: tuple[Provider, ...] = ()


def items_from(providers: tuple[Provider, ...], user: User) -> list[DeskItem]:
    return [item for provider in providers for item in provider(user)]
