"""The one function from facts to a signed file. Runs in spawned processes; needs no database."""

import gc
import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from certificates.compiled.press import press
from certificates.compiled.reasons import NeedsFullRendererError, Reason
from certificates.facts import Facts
from certificates.rendering import RenderingUnavailableError, render
from certificates.signing import (
    PublicChain,
    Sealed,
    SigningBackend,
    SigningUnavailableError,
    check_seal,
    signing_backend,
)
from core.errors import DomainError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What one paper is made of: frozen facts and the pinned content of a revision, both as JSON, and the credential
    that goes with it as a file, when there is one. `slowly_because` asks for the full renderer, for that Reason."""

    facts: dict[str, Any]
    content: dict[str, Any]
    credential: str = ""
    slowly_because: str = Reason.FEW


@dataclass(frozen=True)
class Product:
    """A signed file with its hash and key, or the reason why there is none.

    `slowly_because` is the Reason why the full renderer drew it; empty when it took the compiled path.
    """

    pdf: bytes = b""
    sha256: str = ""
    chain: PublicChain | None = None
    problem: str = ""
    slowly_because: str = ""


def render_and_sign(facts: Facts, content: dict[str, Any], credential: str = "") -> Sealed:
    """The finished certificate by the full renderer, sealed as it says of itself."""
    check_seal(facts.seal)
    return signing_backend().sign(render(facts, content, credential=credential.encode()), token=facts.token)


def produce_many(orders: list[Order]) -> list[Product]:
    """One product per order. A person who cannot be printed does not stop the others.

    What stops everybody (no key, no Pango) is raised.
    """
    backend = signing_backend()
    products = []
    for order in orders:
        try:
            sealed, slowly_because = _produce(order, backend)
        except (RenderingUnavailableError, SigningUnavailableError):
            raise
        except DomainError as error:
            products.append(Product(problem=str(error)))
        except Exception as error:  # a letter or a shape that a library stumbles over: one person's, not everybody's
            logger.exception("certificate %s could not be made", order.facts.get("number", ""))
            reason = _("Unexpected error: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
            products.append(Product(problem=reason))
        else:
            digest = hashlib.sha256(sealed.pdf).hexdigest()
            products.append(Product(sealed.pdf, digest, sealed.chain, slowly_because=slowly_because))
    _freeze_what_is_loaded()
    return products


def _produce(order: Order, backend: SigningBackend) -> tuple[Sealed, str]:
    facts, reason = Facts.from_json(order.facts), order.slowly_because
    check_seal(facts.seal)
    if not reason:
        try:
            return press().print_and_seal(facts, order.content, backend, order.credential.encode()), ""
        except NeedsFullRendererError as need:
            reason = need.reason
        except DomainError:
            raise
        except Exception:  # the slow way is there for whatever the fast one was not made for
            logger.exception("certificate %s could not take the compiled path", facts.number)
            reason = Reason.TEMPLATE
    return backend.sign(render(facts, order.content, credential=order.credential.encode()), token=facts.token), reason


@lru_cache(maxsize=1)
def _freeze_what_is_loaded() -> None:
    """Once per process, after its first papers: the collector need not look again at libraries, fonts and forms."""
    gc.collect()
    gc.freeze()
