"""Seals a document so that one changed byte shows. The key never leaves this module; without one nothing is issued."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError

SIGNATURE_FIELD = "DermagaSignature"
BYTES_RESERVED = 12 * 1024
SMALLEST_RSA = 3072


class SigningError(DomainError):
    """Nothing was signed, and so nothing may be issued."""


class SigningUnavailableError(SigningError):
    """The key is missing or unfit; the message names the file and the cure."""


@dataclass(frozen=True)
class PublicChain:
    """What anybody needs to check a signature: the signer's certificate and those above it, in PEM."""

    key_id: str
    algorithm: str
    subject: str
    pem: str
    not_before: Any
    not_after: Any


class SigningBackend(Protocol):
    """A way to sign: a key file here; later a PKCS#11 token or the state's seal service."""

    @property
    def chain(self) -> PublicChain: ...

    def sign(self, pdf: bytes) -> bytes:
        """The same document, certified and closed to changes; raises SigningError."""
        ...


class LocalKey:
    """A private key and its chain in one PEM file: P-256, or RSA of 3,072 bits and more. Keeps the loaded key."""

    def __init__(self, path: Path) -> None:
        self._key, self._certificates = _read_pem(path)
        _check_fitness(self._key, path)
        self.chain = _public_chain(self._certificates)
        self._signer: Any = None

    def sign(self, pdf: bytes) -> bytes:
        from pyhanko.sign import fields, signers  # slow to import: workers only

        metadata = signers.PdfSignatureMetadata(
            field_name=SIGNATURE_FIELD,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
            name=settings.SITE_NAME,
        )
        # Outside the page: PDF/UA wants every visible annotation tagged, PDF/A forbids the hidden flag.
        spec = fields.SigFieldSpec(
            SIGNATURE_FIELD,
            invis_sig_settings=fields.InvisSigSettings(
                set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
            ),
        )
        out = io.BytesIO()
        try:
            signers.PdfSigner(metadata, self._own_signer(), new_field_spec=spec).sign_pdf(
                _unchanging_writer(pdf), output=out, bytes_reserved=BYTES_RESERVED
            )
        except (ValueError, OSError) as error:
            raise SigningError(_("Signing failed: %(error)s") % {"error": error}) from error
        return out.getvalue()

    def _own_signer(self) -> Any:
        if self._signer is None:
            self._signer = _loaded_signer(self._key, self._certificates)
        return self._signer


def signing_backend() -> LocalKey:
    """The configured backend, loaded once per key file and renewed when the file changes; fails closed."""
    path = Path(settings.CERTIFICATE_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise SigningUnavailableError(_missing_key(path)) from None
    backend = _local_key(path, changed)
    _check_validity(backend.chain, path)
    return backend


def signing_unavailable_because() -> str:
    """Why nothing can be signed on this machine; empty when it can."""
    try:
        signing_backend()
    except SigningUnavailableError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4)
def _local_key(path: Path, _changed: int) -> LocalKey:
    return LocalKey(path)


def _missing_key(path: Path) -> str:
    return _(
        "The signing key %(path)s is missing or unreadable, so no certificate can be issued. "
        "Point CERTIFICATE_KEY_FILE at a PEM file with the key and its chain; for a demo, run manage.py make_demo_ca."
    ) % {"path": path}


def _read_pem(path: Path) -> tuple[Any, list[x509.Certificate]]:
    try:
        data = path.read_bytes()
    except OSError:
        raise SigningUnavailableError(_missing_key(path)) from None
    try:
        key = serialization.load_pem_private_key(data, password=None)
        certificates = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningUnavailableError(
            _("%(path)s must hold an unencrypted private key and its certificate chain in PEM.") % {"path": path}
        ) from error
    if key.public_key() != certificates[0].public_key():
        raise SigningUnavailableError(
            _("The first certificate in %(path)s does not belong to its private key.") % {"path": path}
        )
    return key, certificates


def _check_fitness(key: Any, path: Path) -> None:
    fit = (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)) or (
        isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST_RSA
    )
    if not fit:
        raise SigningUnavailableError(
            _("The key in %(path)s is of a kind that is not supported: use P-256 or RSA with 3,072 bits or more.")
            % {"path": path}
        )


def _check_validity(chain: PublicChain, path: Path) -> None:
    """Asked before each use, by the machine's own clock: the signature carries that time, whatever a test tells."""
    if not chain.not_before <= timezone.now() <= chain.not_after:
        raise SigningUnavailableError(
            _("The signer's certificate in %(path)s is valid only from %(start)s to %(end)s.")
            % {"path": path, "start": chain.not_before.date(), "end": chain.not_after.date()}
        )


def _public_chain(certificates: list[x509.Certificate]) -> PublicChain:
    signer = certificates[0]
    public = signer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    algorithm = "P-256" if isinstance(signer.public_key(), ec.EllipticCurvePublicKey) else "RSA"
    return PublicChain(
        key_id=hashlib.sha256(public).hexdigest()[:32],
        algorithm=algorithm,
        subject=signer.subject.rfc4514_string(),
        pem="".join(item.public_bytes(serialization.Encoding.PEM).decode("ascii") for item in certificates),
        not_before=signer.not_valid_before_utc,
        not_after=signer.not_valid_after_utc,
    )


def _unchanging_writer(pdf: bytes) -> Any:
    """Without what breaks PDF/A-3: pyHanko would drop the metadata's extension schema and call the file PDF 2.0."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class UnchangingWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

        def ensure_output_version(self, version: tuple[int, int]) -> None:
            pass

    return UnchangingWriter(io.BytesIO(pdf))


def _loaded_signer(key: Any, certificates: list[x509.Certificate]) -> Any:
    """pyHanko's own signer loads the key anew for each signature: three quarters of its time."""
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class LoadedSigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if isinstance(key, rsa.RSAPrivateKey):
                return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            return bytes(key.sign(data, ec.ECDSA(hashes.SHA256())))

    chain = [asn1.Certificate.load(item.public_bytes(serialization.Encoding.DER)) for item in certificates]
    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain)
    return LoadedSigner(signing_cert=chain[0], cert_registry=store)
