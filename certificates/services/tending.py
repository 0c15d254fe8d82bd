"""What the seal of BSrE needs between papers."""

from __future__ import annotations

import logging

from certificates.signing import SigningUnavailableError

logger = logging.getLogger(__name__)


def tend_seal() -> None:
    """Throw away kept files that nobody came for, and renew the activation; what fails waits for the next turn."""
    from certificates.signing.bsre import state_seal  # sites without it never load its client

    try:
        seal = state_seal()
        seal.tidy()
        seal.renew()
    except SigningUnavailableError as error:
        logger.warning("the seal could not be looked after: %s", error)
