from typing import Any

import pytest

from certificates.choices import CertificateState
from certificates.dry_run import Verdict, dry_run_for
from certificates.errors import (
    NobodyCompleteError,
    NotAllowedError,
    ReasonMissingError,
    WrongStateError,
)
from certificates.models import Certificate
from certificates.services import (
    issue_for_batch,
    replace_certificate,
    revoke_certificate,
    void_certificate,
)
from core.models import AuditEntry
from members.models import Message
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_organiser

pytestmark = pytest.mark.django_db


def test_a_replacement_is_a_new_edition_with_a_new_number(issued: Any, django_capture_on_commit_callbacks: Any) -> None:
    organiser = make_organiser()
    (old,) = issued(make_certifiable_batch("Budi Santoso", organiser=organiser))
    old.holder.name = "Budi Santosa"
    old.holder.save()

    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=old, reason="The name was misspelt", actor=organiser)
        again = replace_certificate(certificate=old, reason="The name was misspelt", actor=organiser)

    assert again == new
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.reason, old.replaced_by) == (CertificateState.REPLACED, "The name was misspelt", new)
    assert (new.state, new.edition, new.sequence) == (CertificateState.ISSUED, 2, 2)
    assert new.facts.replaces == old.number
    assert new.facts.holder.name == "Budi Santosa"
    assert Message.objects.filter(template="certificate_issued").count() == 2


def test_a_revoked_one_stays_and_is_not_issued_anew(issued: Any) -> None:
    organiser = make_organiser()
    batch = make_certifiable_batch("Budi", organiser=organiser)
    (row,) = issued(batch)

    revoke_certificate(certificate=row, reason="Issued by mistake", actor=organiser)
    revoke_certificate(certificate=row, reason="Again", actor=organiser)

    row.refresh_from_db()
    assert (row.state, row.reason) == (CertificateState.REVOKED, "Issued by mistake")
    assert AuditEntry.objects.filter(action="certificate.revoked").count() == 1
    assert dry_run_for(batch).rows[0].verdict is Verdict.REVOKED


def test_a_reason_is_demanded_and_the_state_must_fit(issued: Any) -> None:
    organiser = make_organiser()
    (row,) = issued(make_certifiable_batch("Budi", organiser=organiser))

    with pytest.raises(ReasonMissingError):
        revoke_certificate(certificate=row, reason="  ", actor=organiser)
    with pytest.raises(WrongStateError):
        void_certificate(certificate=row, reason="why", actor=organiser)
    with pytest.raises(NotAllowedError):
        revoke_certificate(certificate=row, reason="why", actor=make_organiser("Stranger"))


def test_a_voided_number_is_never_used_again(issued: Any) -> None:
    batch = make_certifiable_batch("Budi")
    issue_for_batch(batch=batch, actor=None)
    void_certificate(certificate=Certificate.objects.get(), reason="Drawn too early", actor=None)

    rows = issued(batch)

    assert [(row.sequence, row.state, row.edition) for row in rows] == [
        (1, CertificateState.VOID, 1),
        (2, CertificateState.ISSUED, 2),
    ]


def test_giving_up_a_correction_leaves_the_paper_before_it_in_force(issued: Any) -> None:
    batch = make_certifiable_batch("Budi")
    (old,) = issued(batch)
    void_certificate(
        certificate=replace_certificate(certificate=old, reason="Misspelt", actor=None),
        reason="No, it was right",
        actor=None,
    )

    assert dry_run_for(batch).rows[0].verdict is Verdict.HAS_ONE
    with pytest.raises(NobodyCompleteError, match="has a certificate already"):
        issue_for_batch(batch=batch, actor=None)
    third = replace_certificate(certificate=old, reason="Misspelt after all", actor=None)

    assert (third.edition, third.sequence) == (3, 3)


def test_nothing_is_revoked_while_its_correction_is_being_made(issued: Any) -> None:
    (old,) = issued(make_certifiable_batch("Budi"))
    new = replace_certificate(certificate=old, reason="Misspelt", actor=None)

    with pytest.raises(WrongStateError, match=f"give up its number {new.number} first"):
        revoke_certificate(certificate=old, reason="Issued by mistake", actor=None)
    void_certificate(certificate=new, reason="Not needed", actor=None)

    assert revoke_certificate(certificate=old, reason="Issued by mistake", actor=None).state == "revoked"
