"""Numbering, signatory and setups; the certificates of the first batch, one of them replaced, one revoked, and one
whose holder asks for a correction.

Where the machine cannot make a PDF yet, the numbers are drawn, the jobs wait with that reason, and a later run of
`load_demo` does what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from certificates.choices import CertificateKind, CertificateState, CorrectionSubject
from certificates.demo_ca import make_demo_badge_key, make_demo_ca
from certificates.dry_run import Verdict, dry_run_for
from certificates.models import (
    BatchCertificateSetup,
    Certificate,
    CertificateTemplate,
    CorrectionRequest,
    IssueRun,
    NumberingScheme,
    PaperPart,
    SetupSignatory,
    Signatory,
)
from certificates.runs import ISSUE_JOB
from certificates.services import (
    ask_correction,
    fill_parts,
    hide_certificate,
    issue_for_batch,
    replace_certificate,
    revoke_certificate,
    share_certificate,
    switch_kind,
)
from certificates.services.visibility import PICTURE_JOB
from core.errors import DomainError
from core.services import work_jobs
from courses.models import Batch, Completion
from home.demo import sources
from home.demo.load_batches import RUNNING
from members.models import User
from members.services import change_member

Say = Callable[[str], None]
CERTIFIED = "smrt-2020-yogyakarta"
ISSUED_ON = date(2020, 9, 30)
MINISTRY = "Kementerian Perhubungan Republik Indonesia"
CORRECTED = ("dewi.anggraini@contoh.dermaga.test", "S.I.P., M.I.Kom.")
REVOKED = "suwarno@contoh.dermaga.test"
HIDDEN = "yulia.rahmadani@contoh.dermaga.test"
REPLACE_REASON = "Gelar pemegang belum lengkap pada edisi pertama."
CORRECTION_NOTE = "Ijazah S-2 sudah dilaporkan ke kepegawaian pada 2019; gelarnya belum tercantum."
REVOKE_REASON = "Terbit karena salah pendataan: pemegang tidak mengikuti seluruh sesi."


def load_setups() -> None:
    """Who signs and how numbers look, for all batches of the demo; one that somebody changed stays."""
    make_demo_ca(Path(settings.CERTIFICATE_KEY_FILE))
    make_demo_badge_key(Path(settings.BADGE_KEY_FILE))
    numbering, _made = NumberingScheme.objects.get_or_create(
        code="smrt", defaults={"name": "SMRT", "unit": "SMRT", "classification": "KL.301"}
    )
    signatory, _made = Signatory.objects.get_or_create(
        name="Dra. Laksmi Purwaningtyas, M.M.",
        defaults={
            "on_behalf": "a.n. Direktur Jenderal Perhubungan Laut",
            "function": "Sekretaris Direktorat Jenderal",
            "number": "196805141993032986",
            "rank": "Pembina Utama Madya (IV/d)",
        },
    )
    codes = [facts["code"] for facts in sources.course()["batch"]]
    for batch in Batch.objects.filter(code__in=codes, certificate_setup__isnull=True):
        add_setup(batch, numbering, signatory, issued_on=None if batch.code == RUNNING else ISSUED_ON)


def add_setup(batch: Batch, numbering: NumberingScheme, signatory: Signatory, *, issued_on: date | None) -> None:
    setup = BatchCertificateSetup(
        batch=batch,
        numbering=numbering,
        template=CertificateTemplate.objects.get(name="Formal"),
        organiser_above=MINISTRY,
        issued_at_place="Jakarta",
        issued_on=issued_on,
    )
    setup.signatories = [SetupSignatory(signatory=signatory)]
    setup.save()


def load_certificates(people: dict[str, User], say: Say) -> None:
    """Issue for the first batch, once; finish what waits; then replace one and revoke one."""
    batch = Batch.objects.get(code=CERTIFIED)
    if not IssueRun.objects.filter(batch=batch).exists():
        try:
            issue_for_batch(batch=batch, actor=people["organiser"])
        except DomainError as error:
            say(f"no certificates yet: {error}")
            return
    _work(batch)
    _give_others(batch, people["organiser"])
    if _change(people):
        _work(batch)
        _choose()
        _tell(batch, say)
    elif Certificate.objects.filter(batch=batch, state=CertificateState.RESERVED).exists():
        _tell(batch, say)
    _ask_for_a_correction(batch)


def address_to_verify() -> str:
    """The public page of the certificate of the one who logs in with one; empty until it is made."""
    found = Certificate.objects.filter(
        holder__email=sources.address_of("certified"), state=CertificateState.ISSUED
    ).first()
    return f"{settings.SITE_URL}{reverse('certificates:verify', args=[found.token])}" if found else ""


def _work(batch: Batch) -> None:
    for run in IssueRun.objects.filter(batch=batch):
        work_jobs(kinds=[ISSUE_JOB], key_prefix=run.job_prefix)


def _ask_for_a_correction(batch: Batch) -> None:
    """One holder finds a title missing; the organiser finds the request on the desk."""
    if CorrectionRequest.objects.filter(certificate__batch=batch).exists():
        return
    valid = Certificate.objects.filter(batch=batch, state=CertificateState.ISSUED, kind=CertificateKind.PARTICIPANT)
    first_editions = valid.filter(edition=1).exclude(holder__email=sources.address_of("certified"))
    paper = first_editions.select_related("holder").order_by("sequence").first()
    if paper is not None and paper.holder is not None:
        ask_correction(
            certificate=paper,
            subject=CorrectionSubject.NAME,
            wanted=f"{paper.holder_name}, M.M.",
            note=CORRECTION_NOTE,
            actor=paper.holder,
        )


def _give_others(batch: Batch, organiser: User) -> None:
    """The speakers their papers for what they taught, and one office its award; committee is left to try out."""
    if PaperPart.objects.filter(batch=batch).exists():
        return
    fill_parts(batch=batch, actor=organiser)
    for kind, chosen in ((CertificateKind.SPEAKER, None), (CertificateKind.AWARD, {_first_office(batch)})):
        own = switch_kind(batch=batch, kind=kind, on=True, actor=organiser)
        if kind == CertificateKind.AWARD:
            own.template = CertificateTemplate.objects.get(name="Piagam")
            own.save(update_fields=["template"])
        issue_for_batch(batch=batch, actor=organiser, kind=kind, chosen=chosen)
    _work(batch)


def _first_office(batch: Batch) -> str:
    return next(row.recipient.key for row in dry_run_for(batch, CertificateKind.AWARD).with_verdict(Verdict.READY))


def _choose() -> None:
    """What holders have chosen: one shows her badge to everybody, one the status only."""
    valid = Certificate.objects.filter(state=CertificateState.ISSUED).select_related("holder")
    for certificate in valid.filter(holder__email=sources.address_of("certified"))[:1]:
        share_certificate(certificate=certificate, shared=True, actor=_holder_of(certificate))
        work_jobs(kinds=[PICTURE_JOB])
    for certificate in valid.filter(holder__email=HIDDEN)[:1]:
        hide_certificate(certificate=certificate, hidden=True, actor=_holder_of(certificate))


def _holder_of(certificate: Certificate) -> User:
    assert certificate.holder is not None  # noqa: S101  found by their addresses
    return certificate.holder


def _change(people: dict[str, User]) -> bool:
    """Whether anything was changed: the valid first edition of each of the two is there and untouched."""
    changed = False
    address, titles = CORRECTED
    if (certificate := _first_edition(people[address])) is not None:
        member = people[address]
        member.title_after = titles
        change_member(member=member, actor=people["organiser"])
        replace_certificate(certificate=certificate, reason=REPLACE_REASON, actor=people["organiser"])
        changed = True
    if (revoked := _first_edition(people[REVOKED])) is not None:
        revoke_certificate(certificate=revoked, reason=REVOKE_REASON, actor=people["organiser"])
        changed = True
    return changed


def _first_edition(member: User) -> Certificate | None:
    return Certificate.objects.filter(holder=member, edition=1, state=CertificateState.ISSUED).first()


def _tell(batch: Batch, say: Say) -> None:
    states = dict(Certificate.objects.filter(batch=batch).order_by().values_list("state").annotate(number=Count("pk")))
    words = ", ".join(f"{number} {CertificateState(state).label}" for state, number in sorted(states.items()))
    complete = Completion.objects.filter(enrolment__batch=batch).count()
    say(f"certificates of {batch.name}: {words} (of {complete} complete)")
    waiting = Certificate.objects.filter(batch=batch, state=CertificateState.RESERVED).exclude(problem="").first()
    if waiting is not None:
        say(f"they wait: {waiting.problem}")
