"""The one function from facts to a signed file. Runs in spawned processes; needs no database."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certificates.facts import Facts
from certificates.rendering import RenderingUnavailableError, render
from certificates.signing import PublicChain, Sealed, SigningUnavailableError, signing_backend
from core.errors import DomainError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Product:
    """A signed file with its hash and key, or the reason why there is none."""

    pdf: bytes = b""
    sha256: str = ""
    chain: PublicChain | None = None
    problem: str = ""


def render_and_sign(facts: Facts, revision: dict[str, Any]) -> Sealed:
    """The finished certificate. `revision` is the pinned content of a template revision: `{"preset": "formal"}`."""
    return signing_backend().sign(render(facts, revision), token=facts.token)


def produce_many(orders: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[Product]:
    """One product per (facts, revision). A person who cannot be printed does not stop the others.

    What stops everybody (no key, no Pango) is raised.
    """
    signing_backend()
    products = []
    for facts, revision in orders:
        try:
            sealed = render_and_sign(Facts.from_json(facts), revision)
        except (RenderingUnavailableError, SigningUnavailableError):
            raise
        except DomainError as error:
            products.append(Product(problem=str(error)))
        except Exception as error:  # a letter or a shape that a library stumbles over: one person's, not everybody's
            logger.exception("certificate %s could not be made", facts.get("number", ""))
            reason = _("Unexpected error: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
            products.append(Product(problem=reason))
        else:
            products.append(Product(sealed.pdf, hashlib.sha256(sealed.pdf).hexdigest(), sealed.chain))
    return products
