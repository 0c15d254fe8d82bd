"""The one function from facts to a signed file. Runs in spawned processes; needs no database."""

import hashlib
from dataclasses import dataclass
from typing import Any

from certificates.facts import Facts
from certificates.rendering import RenderingUnavailableError, render
from certificates.signing import PublicChain, SigningUnavailableError, signing_backend
from core.errors import DomainError


@dataclass(frozen=True)
class Product:
    """A signed file with its hash and key, or the reason why there is none."""

    pdf: bytes = b""
    sha256: str = ""
    chain: PublicChain | None = None
    problem: str = ""


def render_and_sign(facts: Facts, revision: dict[str, Any]) -> bytes:
    """The finished certificate. `revision` is the pinned content of a template revision: `{"preset": "formal"}`."""
    return signing_backend().sign(render(facts, revision["preset"]))


def produce_many(orders: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[Product]:
    """One product per (facts, revision). A person who cannot be printed does not stop the others.

    What stops everybody (no key, no Pango) is raised.
    """
    chain = signing_backend().chain
    products = []
    for facts, revision in orders:
        try:
            pdf = render_and_sign(Facts.from_json(facts), revision)
        except (RenderingUnavailableError, SigningUnavailableError):
            raise
        except DomainError as error:
            products.append(Product(problem=str(error)))
        else:
            products.append(Product(pdf, hashlib.sha256(pdf).hexdigest(), chain))
    return products
