"""Which way of signing the settings name, and whether it fits what a paper says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.choices import Seal
from certificates.signing.backend import SigningBackend
from certificates.signing.chains import (
    PublicChain,
    check_fitness,
    check_order,
    check_validity,
    public_chain,
    read_chain,
)
from certificates.signing.completeness import check_seal_settings, check_token_settings
from certificates.signing.errors import OtherSealError, SigningUnavailableError
from certificates.signing.local import local_key, missing_key


def configured_seal() -> Seal:
    """What new papers will say of how they are signed."""
    return Seal.BSRE if settings.CERTIFICATE_SIGNING_BACKEND == "bsre" else Seal.INTERNAL


def signing_backend() -> SigningBackend:
    """The configured backend, ready; fails closed."""
    if settings.CERTIFICATE_SIGNING_BACKEND == "bsre":
        from certificates.signing.bsre import state_seal  # sites without it never load its client

        seal = state_seal()
        seal.check_ready()
        return seal
    if settings.CERTIFICATE_SIGNING_BACKEND == "pkcs11":
        try:
            from certificates.signing.token import token_key  # an extra package
        except ImportError:
            raise SigningUnavailableError(
                _("The package for tokens is missing. Install it with: pip install python-pkcs11")
            ) from None
        return token_key()
    return local_key(Path(settings.CERTIFICATE_KEY_FILE))


def check_seal(seal: str) -> None:
    """A paper says how it was signed, and its facts are frozen: it is signed that way or not at all."""
    if seal != configured_seal():
        raise OtherSealError(
            _(
                "This paper was prepared for: %(wanted)s. The site now signs with: %(now)s. "
                "Set CERTIFICATE_SIGNING_BACKEND back and issue again, "
                "or void this number and issue again under a new one."
            )
            % {"wanted": Seal(seal).label, "now": configured_seal().label}
        )


def forget_sealed(tokens: Iterable[str]) -> None:
    """These papers are stored: what was kept of them against a second seal goes."""
    if settings.CERTIFICATE_SIGNING_BACKEND == "bsre":
        from certificates.signing.bsre import forget  # as above

        forget(Path(settings.BSRE_FOLDER), tokens)


def not_set_up_because() -> str:
    """What stands in the way by the settings and the public chain alone; empty when nothing does.

    For whoever reserves a number: that machine needs no private key, token or service, and asks for none.
    """
    try:
        if settings.CERTIFICATE_SIGNING_BACKEND == "bsre":
            check_seal_settings()
        elif settings.CERTIFICATE_SIGNING_BACKEND == "pkcs11":
            check_token_settings()
            _check_chain_file(Path(settings.PKCS11_CHAIN_FILE))
        else:
            _check_chain_file(Path(settings.CERTIFICATE_KEY_FILE))
    except SigningUnavailableError as error:
        return str(error)
    return ""


def _check_chain_file(path: Path) -> None:
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    if not changed and settings.CERTIFICATE_SIGNING_BACKEND == "local":
        raise SigningUnavailableError(missing_key(path))
    check_validity(_read_fit_chain(path, changed), path)


@lru_cache(maxsize=4)
def _read_fit_chain(path: Path, _changed: int) -> PublicChain:
    certificates = read_chain(path)
    check_fitness(certificates[0].public_key(), path)
    check_order(certificates, path)
    return public_chain(certificates)


def signing_unavailable_because() -> str:
    """Why nothing can be signed on this machine; empty when it can. Opens the token: for whoever is about to sign."""
    try:
        signing_backend()
    except SigningUnavailableError as error:
        return str(error)
    return ""


def chain_in_use() -> PublicChain | None:
    """Of the configured key, without touching a token or a service; None while it cannot be read."""
    files = {
        "local": settings.CERTIFICATE_KEY_FILE,
        "pkcs11": settings.PKCS11_CHAIN_FILE,
        "bsre": str(Path(settings.BSRE_FOLDER) / "chain.pem"),
    }
    try:
        return public_chain(read_chain(Path(files[settings.CERTIFICATE_SIGNING_BACKEND])))
    except SigningUnavailableError:
        return None
