"""The order of questions and options. Pure: a seed and names in, an order out, the same in every version of Python."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A question in its slot as the paper lists it; `last` names the options that stay at the end."""

    slot: int
    name: str
    options: tuple[str, ...]
    last: frozenset[str] = frozenset()
    shuffle: bool = True


@dataclass(frozen=True)
class Place:
    """A question's place in one attempt, with its options in the order in which they are shown."""

    slot: int
    item: str
    options: tuple[str, ...]


def new_seed() -> str:
    """64 random bits as 16 hexadecimal digits."""
    return secrets.token_hex(8)


def ordered(seed: str, domain: str, names: Iterable[str]) -> list[str]:
    """Sorted by HMAC-SHA256(seed, name): every order is as likely, and nothing rests on a library's shuffle."""
    key = bytes.fromhex(seed)
    return sorted(names, key=lambda name: hmac.new(key, f"{domain}\x00{name}".encode(), hashlib.sha256).digest())


def lay_out(seed: str, items: Sequence[Item], *, shuffle_questions: bool, shuffle_options: bool) -> list[Place]:
    """The whole layout of an attempt, to be stored with it; options marked as last keep their places at the end."""
    by_name = {item.name: item for item in items}
    names = ordered(seed, "questions", by_name) if shuffle_questions else list(by_name)
    return [_place(seed, by_name[name], shuffle_options) for name in names]


def _place(seed: str, item: Item, shuffle_options: bool) -> Place:
    options = item.options
    if shuffle_options and item.shuffle:
        first = ordered(seed, f"options of {item.name}", (option for option in options if option not in item.last))
        options = (*first, *(option for option in options if option in item.last))
    return Place(item.slot, item.name, options)
