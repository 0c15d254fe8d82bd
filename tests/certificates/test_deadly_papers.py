"""A paper over which a library kills its process: found by halves, and the others are made."""

from collections.abc import Callable
from typing import Any

import pytest

from certificates.production import Order, Product
from certificates.services import making
from core.jobs.errors import ChildDied


def test_only_the_paper_that_kills_its_process_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def die_of_seven(_function: Callable[..., Any], orders: list[Order]) -> list[Product]:
        begun.append(len(orders))
        if any(order.facts["number"] == "7" for order in orders):
            raise ChildDied
        return [Product(sha256=str(order.facts["number"])) for order in orders]

    monkeypatch.setattr(making, "run_in_process", die_of_seven)
    monkeypatch.setattr(making, "run_alone", die_of_seven)

    products = making._products([Order({"number": str(number)}, {}) for number in range(25)])

    assert [product.sha256 for product in products] == [str(number) if number != 7 else "" for number in range(25)]
    assert [product.problem for product in products if not product.sha256] == [
        "The program that draws it broke off: over its letters, or for lack of memory."
    ]
    assert len(begun) <= 12
