"""Who may do what with certificates. Each predicate asks the queryset that also makes the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from courses.rules import may_run_batch

if TYPE_CHECKING:
    from certificates.models import Certificate
    from courses.models import Batch
    from members.models import User


def may_see_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    return type(certificate).objects.visible_to(user).filter(pk=certificate.pk).exists()


def may_change_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Replace, revoke, void: organisers of its course and administrators."""
    return type(certificate).objects.run_by(user).filter(pk=certificate.pk).exists()


def may_issue_for_batch(user: User | AnonymousUser, batch: Batch) -> bool:
    return may_run_batch(user, batch)
