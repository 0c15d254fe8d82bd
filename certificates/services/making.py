"""From a reserved number to an issued paper: render and sign, note the address, store once, then T2."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateState
from certificates.models import Certificate, SigningChain
from certificates.production import Product, produce_many
from certificates.signing import PublicChain
from certificates.storage import content_address, is_intact, size_of, store_once
from core import audit, clock
from core.jobs.processes import run_in_process
from core.kill_points import kill_point
from members.services import send_message

HANDFUL = 5


def make_files(ids: Iterable[int], progress: Callable[[int, int], None]) -> None:
    """Every reserved certificate among these has its one signed file stored afterwards, or its problem noted.

    The address is noted before the file is stored: a run that was killed in between finds either a file, which stays,
    or none, and makes it anew.
    """
    waiting = list(
        Certificate.objects.filter(pk__in=list(ids), state=CertificateState.RESERVED)
        .select_related("revision")
        .order_by("pk")
    )
    for start in range(0, len(waiting), HANDFUL):
        progress(start, len(waiting))
        _make_handful([row for row in waiting[start : start + HANDFUL] if not is_intact(row.file)])
    progress(len(waiting), len(waiting))


def mark_issued(ids: Iterable[int]) -> None:
    """T2: whoever has a stored file is issued, the edition before is replaced, the message lies in the outbox."""
    chains = {chain.key_id: chain for chain in SigningChain.objects.all()}
    reserved = (
        Certificate.objects.select_for_update(of=("self",))
        .filter(pk__in=list(ids), state=CertificateState.RESERVED)
        .exclude(file="")
        .select_related("holder", "batch__course")
        .order_by("pk")
    )
    for certificate in reserved:
        key_id = certificate.versions.get("key", "")
        if key_id not in chains or not is_intact(certificate.file):
            continue
        _replace_predecessor(certificate)
        certificate.state = CertificateState.ISSUED
        certificate.issued_at = clock.now()
        certificate.chain = chains[key_id]
        certificate.size = size_of(certificate.file)
        certificate.problem = ""
        certificate.save(update_fields=["state", "issued_at", "chain", "size", "problem"])
        audit.record(
            action="certificate.issued",
            actor=None,
            subject=f"certificate:{certificate.uid}",
            data={"number": certificate.number, "sha256": certificate.sha256, "edition": certificate.edition},
        )
        kill_point("certificates.marked")
        _tell_holder(certificate)


def _make_handful(rows: list[Certificate]) -> None:
    if not rows:
        return
    products: list[Product] = run_in_process(produce_many, [(row.facts_data, row.revision.content) for row in rows])
    kill_point("certificates.signed")
    with transaction.atomic():
        for row, product in zip(rows, products, strict=True):
            _note(row, product)
    kill_point("certificates.noted")
    for product in products:
        if product.pdf:
            store_once(content_address(product.sha256), product.pdf)
            kill_point("certificates.stored")


def _note(row: Certificate, product: Product) -> None:
    """Guarded by the address seen before: of two workers, the second keeps the first one's file."""
    same = Certificate.objects.filter(pk=row.pk, state=CertificateState.RESERVED, file=row.file)
    if product.chain is None:
        same.update(problem=product.problem[:500])
        return
    _keep_chain(product.chain)
    same.update(
        file=content_address(product.sha256),
        sha256=product.sha256,
        problem="",
        versions={
            "key": product.chain.key_id,
            "weasyprint": version("weasyprint"),
            "pyhanko": version("pyhanko"),
            "facts": row.facts_data["version"],
        },
    )


def _keep_chain(chain: PublicChain) -> None:
    SigningChain.objects.get_or_create(
        key_id=chain.key_id,
        defaults={
            "algorithm": chain.algorithm,
            "subject": chain.subject[:300],
            "pem": chain.pem,
            "not_before": chain.not_before,
            "not_after": chain.not_after,
        },
    )


def _replace_predecessor(certificate: Certificate) -> None:
    """First the old one makes room, then the new one takes it: one issued certificate per recipient at any moment."""
    Certificate.objects.filter(
        recipient_key=certificate.recipient_key, kind=certificate.kind, state=CertificateState.ISSUED
    ).update(
        state=CertificateState.REPLACED,
        replaced_by=certificate,
        reason=certificate.reason or _("A newer edition was issued."),
        changed_at=clock.now(),
        changed_by=certificate.changed_by_id,
    )


def _tell_holder(certificate: Certificate) -> None:
    if certificate.holder is None:
        return
    send_message(
        key=f"certificate.issued:{certificate.uid}",
        recipient=certificate.holder,
        template="certificate_issued",
        context={
            "name": certificate.holder_name,
            "course": certificate.batch.course.title,
            "number": certificate.number,
            "edition": certificate.edition,
            "url": f"{settings.SITE_URL}/certificates/{certificate.uid}/",
            "verify_url": f"{settings.SITE_URL}/v/{certificate.token}",
        },
    )
