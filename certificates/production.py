"""The one function from facts to a signed file. Runs in spawned processes; needs no database."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certificates.facts import Facts
from certificates.rendering import RenderingUnavailableError, render
from certificates.signing import PublicChain, Sealed, SigningUnavailableError, check_seal, signing_backend
from core.errors import DomainError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What one paper is made of: frozen facts and the pinned content of a revision, both as JSON, and the credential
    that goes with it as a file, when there is one."""

    facts: dict[str, Any]
    content: dict[str, Any]
    credential: str = ""


@dataclass(frozen=True)
class Product:
    """A signed file with its hash and key, or the reason why there is none."""

    pdf: bytes = b""
    sha256: str = ""
    chain: PublicChain | None = None
    problem: str = ""


def render_and_sign(facts: Facts, content: dict[str, Any], credential: str = "") -> Sealed:
    """The finished certificate, sealed as it says of itself."""
    check_seal(facts.seal)
    return signing_backend().sign(render(facts, content, credential=credential.encode()), token=facts.token)


def produce_many(orders: list[Order]) -> list[Product]:
    """One product per order. A person who cannot be printed does not stop the others.

    What stops everybody (no key, no Pango) is raised.
    """
    signing_backend()
    products = []
    for order in orders:
        try:
            sealed = render_and_sign(Facts.from_json(order.facts), order.content, order.credential)
        except (RenderingUnavailableError, SigningUnavailableError):
            raise
        except DomainError as error:
            products.append(Product(problem=str(error)))
        except Exception as error:  # a letter or a shape that a library stumbles over: one person's, not everybody's
            logger.exception("certificate %s could not be made", order.facts.get("number", ""))
            reason = _("Unexpected error: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
            products.append(Product(problem=reason))
        else:
            products.append(Product(sealed.pdf, hashlib.sha256(sealed.pdf).hexdigest(), sealed.chain))
    return products
