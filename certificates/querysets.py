"""Who sees which certificate, defined once: pages, downloads, lists and counts ask these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from certificates.choices import PUBLIC_STATES, CertificateState
from courses.models import Batch
from members.rules import is_administrator, is_auditor

if TYPE_CHECKING:
    from certificates.models import BatchCertificateSetup, Certificate  # noqa: F401  named in strings
    from members.models import User


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def public(self) -> Self:
        """Was handed out once: its verification page exists for ever."""
        return self.filter(state__in=PUBLIC_STATES)

    def current(self) -> Self:
        """Holds its recipient's place: being made, or valid."""
        return self.filter(state__in=[CertificateState.RESERVED, CertificateState.ISSUED])

    def for_holder(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(holder=user)

    def run_by(self, user: User | AnonymousUser) -> Self:
        """What `user` may issue, replace and revoke: of own courses; all, for an administrator."""
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user):
            return self
        return self.filter(batch__course__organisers__member=user)

    def search(self, text: str) -> Self:
        """Each word in what is printed: name, office or number."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(holder_name__icontains=word) | Q(office_name__icontains=word) | Q(number__icontains=word)
            )
        return found

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Own ones that were handed out, those of courses one organises, all for auditor and administrator."""
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user) or is_auditor(user):
            return self
        return self.filter(
            Q(holder=user, state__in=PUBLIC_STATES)
            | Q(pk__in=self.model._default_manager.filter(batch__course__organisers__member=user).values("pk"))
        )


class SetupQuerySet(models.QuerySet["BatchCertificateSetup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(batch__in=Batch.objects.overseen_by(user).values("pk"))
