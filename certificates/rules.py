"""Who may do what with certificates. Each predicate asks the queryset that also makes the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from courses.rules import may_run_batch
from members.choices import SiteRole
from members.rules import has_role, is_administrator, is_auditor

if TYPE_CHECKING:
    from certificates.models import BatchCertificateSetup, Certificate
    from courses.models import Batch
    from members.models import User


def may_change_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Replace, revoke, void: organisers of its course and administrators."""
    return type(certificate).objects.run_by(user).filter(pk=certificate.pk).exists()


def is_without_holder(certificate: Certificate) -> bool:
    """Nobody can log in and decide about it: a guest, an office, an erased account."""
    return certificate.holder is None or certificate.holder.erased_at is not None


def may_issue_for_batch(user: User | AnonymousUser, batch: Batch) -> bool:
    return may_run_batch(user, batch)


def may_pack_certificates(user: User | AnonymousUser, batch: Batch) -> bool:
    """Take a whole batch's papers along: whoever may open each of them."""
    return is_auditor(user) or may_run_batch(user, batch)


def may_open_setups(user: User | AnonymousUser) -> bool:
    """See how certificates are set up and read the register; which rows, the querysets say."""
    return is_administrator(user) or is_auditor(user) or has_role(user, SiteRole.ORGANISER)


def may_write_setups(user: User | AnonymousUser) -> bool:
    return is_administrator(user) or has_role(user, SiteRole.ORGANISER)


def may_change_numberings(user: User | AnonymousUser) -> bool:
    """How numbers look, and where a series begins: administrators."""
    return is_administrator(user)


def may_open_templates(user: User | AnonymousUser) -> bool:
    return may_open_setups(user)


def may_write_templates(user: User | AnonymousUser) -> bool:
    """Write drafts, publish and lock them: all courses share them, and what is pinned stays as it was."""
    return may_write_setups(user)


def may_unlock_templates(user: User | AnonymousUser) -> bool:
    """What somebody else locked; one's own lock everybody opens again, which Wagtail sees to."""
    return is_administrator(user)


def may_edit_setup(user: User | AnonymousUser, setup: BatchCertificateSetup) -> bool:
    return may_run_batch(user, setup.batch)
