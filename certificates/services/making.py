"""From a reserved number to an issued paper: render and sign, note the address, store once, then T2."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateKind, CertificateState, Seal
from certificates.compiled.reasons import Reason
from certificates.conformance import conformance_findings
from certificates.mailing import TEMPLATE, letter_about
from certificates.models import Certificate, SigningChain, TemplateRevision
from certificates.production import Order, Product, produce_many
from certificates.services.answering import close_replaced
from certificates.services.badges import sign_credentials
from certificates.services.proving import proof_of
from certificates.services.visibility import forget_pictures
from certificates.signing import PublicChain, configured_seal, forget_sealed
from certificates.sql import Made, write_issued, write_made
from certificates.storage import content_address, is_intact, size_of, store_once
from core import audit, clock
from core.jobs.errors import ChildDied, JobOnHold
from core.jobs.processes import run_alone, run_in_process
from core.kill_points import kill_point
from members.services import send_messages

logger = logging.getLogger(__name__)

HANDFUL, COMPILED_HANDFUL = 5, 25
FEWEST_COMPILED = 20  # a run of fewer is done before compiling has paid


class UnfinishedError(Exception):
    """Some files are neither there nor refused, because another worker was stopped: the job begins again."""


def make_files(ids: Iterable[int], progress: Callable[[int, int], None]) -> None:
    """Every reserved certificate among these has its one signed file stored afterwards, or its problem noted.

    The address is noted before the file is stored: a run that was killed in between finds either a file, which stays,
    or none, and makes it anew. Put on hold, it begins no more, but keeps what is being drawn before it lets go.
    """
    waiting = list(
        Certificate.objects.filter(pk__in=list(ids), state=CertificateState.RESERVED)
        .select_related("revision", "run")
        .order_by("pk")
    )
    missing = [row for row in waiting if not is_intact(row.file)]
    done = len(waiting) - len(missing)
    progress(done, len(waiting))
    sign_credentials(missing)
    stored: set[int] = set()
    enough, on_hold = threading.Event(), None
    for rows, products in _made(missing, enough):
        kill_point("certificates.signed")
        stored |= _keep(rows, products)
        done += len(rows)
        try:
            progress(done, len(waiting))
        except JobOnHold as hold:
            on_hold = hold
            enough.set()
    if on_hold is not None and done < len(waiting):
        raise on_hold
    others = [row.pk for row in missing if row.pk not in stored]
    left = Certificate.objects.filter(pk__in=others, state=CertificateState.RESERVED, problem="")
    if not all(is_intact(file) for file in left.values_list("file", flat=True)):
        raise UnfinishedError


def mark_issued(ids: Iterable[int]) -> None:
    """T2: whoever has a stored file is issued, the edition before is replaced, the message lies in the outbox."""
    chains = {chain.key_id: chain for chain in SigningChain.objects.all()}
    reserved = (
        Certificate.objects.select_for_update(of=("self",))
        .filter(pk__in=list(ids), state=CertificateState.RESERVED)
        .exclude(file="")
        .select_related("holder", "batch__course", "batch__certificate_setup")
        .order_by("pk")
    )
    made = [row for row in reserved if row.versions.get("key", "") in chains and is_intact(row.file)]
    for certificate in made:
        if certificate.edition > 1:
            _replace_predecessor(certificate)
        certificate.state = CertificateState.ISSUED
        certificate.issued_at = clock.now()
        certificate.chain = chains[certificate.versions["key"]]
        certificate.size = size_of(certificate.file)
        certificate.problem = ""
    write_issued(made)
    audit.record_many(
        action="certificate.issued",
        actor=None,
        entries=[
            (
                f"certificate:{certificate.uid}",
                {"number": certificate.number, "sha256": certificate.sha256, "edition": certificate.edition},
            )
            for certificate in made
        ],
    )
    kill_point("certificates.marked")
    send_messages(
        template=TEMPLATE,
        letters=[letter_about(certificate, certificate.holder) for certificate in made if certificate.holder],
    )


def _made(rows: list[Certificate], enough: threading.Event) -> Iterator[tuple[list[Certificate], list[Product]]]:
    """A handful at a time to each process, so that all are busy; what is ready first comes first. Once it is `enough`,
    only what has been begun still comes."""
    reasons = _reasons_for_slowness(rows)
    # The state's seal takes seconds each, and the job's lease is renewed between handfuls.
    quick = COMPILED_HANDFUL if not any(reasons.values()) else HANDFUL
    size = 1 if configured_seal() == Seal.BSRE else quick
    handfuls = [rows[start : start + size] for start in range(0, len(rows), size)]
    with ThreadPoolExecutor(max(1, settings.JOB_PROCESSES), thread_name_prefix="papers") as threads:
        waiting = {
            threads.submit(_products, [_order(row, reasons) for row in handful]): handful for handful in handfuls
        }
        try:
            failure: BaseException | None = None
            for ready in as_completed(waiting):
                if ready.cancelled():
                    continue
                if (failed := ready.exception()) is None:
                    yield waiting[ready], ready.result()
                elif failure is None:
                    failure = failed
                if failure is not None or enough.is_set():  # no more is begun; what is being made is kept
                    for future in waiting:
                        future.cancel()
            if failure is not None:
                raise failure
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _products(orders: list[Order]) -> list[Product]:
    """Whoever's paper kills the process that draws it is found by halves, and spoils it for nobody else."""
    try:
        return run_in_process(produce_many, orders)
    except ChildDied:
        return _products_apart(orders)


def _products_apart(orders: list[Order]) -> list[Product]:
    try:
        return run_alone(produce_many, orders)
    except ChildDied:
        if len(orders) > 1:
            middle = len(orders) // 2
            return _products_apart(orders[:middle]) + _products_apart(orders[middle:])
        logger.error("certificate %s kills the process that draws it", orders[0].facts.get("number", ""))
        problem = _("The program that draws it broke off: over its letters, or for lack of memory.")
        return [Product(problem=problem)]


def _order(row: Certificate, reasons: dict[int, str]) -> Order:
    return Order(row.facts_data, row.revision.content, row.credential, slowly_because=reasons[row.pk])


def _reasons_for_slowness(rows: list[Certificate]) -> dict[int, str]:
    """Per certificate why it is not to take the compiled path; empty where it may. Tries revisions that nobody has."""
    large = [
        row
        for row in rows
        if row.run is not None
        and row.run.reserved + row.run.resumed >= FEWEST_COMPILED
        and row.kind != CertificateKind.SPEAKER  # whose sessions are their own: few papers share one shape
    ]
    proofs = {pk: _is_proven(revision) for pk, revision in {row.revision_id: row.revision for row in large}.items()}
    reasons = {row.pk: "" if proofs[row.revision_id] else str(Reason.UNPROVEN.value) for row in large}
    return {row.pk: reasons.get(row.pk, str(Reason.FEW.value)) for row in rows}


def _is_proven(revision: TemplateRevision) -> bool:
    try:
        return proof_of(revision).holds
    except ChildDied:  # not kept: the next run tries again, this one is drawn in full
        logger.warning("the proof of template revision %s broke off", revision.pk)
        return False


def _keep(rows: list[Certificate], products: list[Product]) -> set[int]:
    """Those whose file lies in the storage afterwards, put there now."""
    pairs = list(zip(rows, products, strict=True))
    with transaction.atomic():
        for chain in {product.chain.key_id: product.chain for product in products if product.chain}.values():
            _keep_chain(chain)
        noted = _note([(row, product) for row, product in pairs if product.chain is not None])
        for row, product in pairs:
            if product.chain is None:
                same = Certificate.objects.filter(pk=row.pk, state=CertificateState.RESERVED, file=row.file)
                same.update(problem=product.problem[:500])
    kill_point("certificates.noted")
    for row, product in pairs:
        if row.pk in noted:
            store_once(content_address(product.sha256), product.pdf)
            kill_point("certificates.stored")
    forget_sealed(row.token for row in rows if row.pk in noted)
    return noted


def _note(pairs: list[tuple[Certificate, Product]]) -> set[int]:
    """Whose file is the one to keep. Guarded by the address seen before: the first worker's file stays."""
    addresses = {row.pk: content_address(product.sha256) for row, product in pairs}
    write_made(
        [
            Made(row.pk, row.file, addresses[row.pk], product.sha256, row.credential, _versions(row, product))
            for row, product in pairs
        ]
    )
    kept = Certificate.objects.filter(pk__in=addresses).values_list("pk", "file")
    return {pk for pk, file in kept if file == addresses[pk]}


def _versions(row: Certificate, product: Product) -> dict[str, Any]:
    return {
        "key": product.chain.key_id if product.chain else "",
        **_programs(),
        "facts": row.facts_data["version"],
        "slowly_because": product.slowly_because,
        # Whoever seals elsewhere may break what our own signature leaves whole; it is noted, and stops nothing.
        **({"breaks": conformance_findings(product.pdf)} if configured_seal() == Seal.BSRE else {}),
    }


@lru_cache(maxsize=1)
def _programs() -> dict[str, str]:
    return {name: version(name) for name in ("weasyprint", "pyhanko")}


def _keep_chain(chain: PublicChain) -> None:
    """A key that got a new certificate keeps the old one behind it: papers carry either."""
    kept, fresh = SigningChain.objects.get_or_create(
        key_id=chain.key_id,
        defaults={
            "algorithm": chain.algorithm,
            "subject": chain.subject[:300],
            "pem": chain.pem,
            "not_before": chain.not_before,
            "not_after": chain.not_after,
        },
    )
    if not fresh and chain.pem not in kept.pem:
        kept.pem, kept.not_after = chain.pem + kept.pem, max(chain.not_after, kept.not_after)
        kept.save(update_fields=["pem", "not_after"])


def _replace_predecessor(certificate: Certificate) -> None:
    """First the old one makes room, then the new one takes it: one issued certificate per recipient at any moment."""
    before = Certificate.objects.filter(
        recipient_key=certificate.recipient_key, kind=certificate.kind, state=CertificateState.ISSUED
    ).first()
    if before is None:
        return
    forget_pictures(Certificate.objects.filter(pk=before.pk))
    Certificate.objects.filter(pk=before.pk).update(
        state=CertificateState.REPLACED,
        replaced_by=certificate,
        reason=certificate.reason or _("A newer edition was issued."),
        changed_at=clock.now(),
        changed_by=certificate.changed_by_id,
    )
    close_replaced(before, certificate)
