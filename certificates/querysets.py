"""Who sees which certificate, defined once: pages, downloads, lists and counts ask these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Q, When

from certificates.choices import PUBLIC_STATES, CertificateState, CorrectionState
from core import clock
from courses.models import Batch
from members.rules import is_administrator, is_auditor

if TYPE_CHECKING:
    from certificates.models import BatchCertificateSetup, Certificate, CorrectionRequest, PaperPack  # noqa: F401  named in strings
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


class CorrectionQuerySet(models.QuerySet["CorrectionRequest"]):
    def open(self) -> Self:
        return self.filter(state=CorrectionState.OPEN)

    def in_turn(self) -> Self:
        """Those that wait first, the longest first; then the answered ones, the latest first."""
        waits = Case(When(state=CorrectionState.OPEN, then="asked_at"), output_field=models.DateTimeField())
        return self.order_by(waits.asc(nulls_last=True), "-answered_at", "pk")

    def answerable_by(self, user: User | AnonymousUser) -> Self:
        """About papers that `user` may replace."""
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user):
            return self
        return self.filter(certificate__batch__course__organisers__member=user)

    def overseen_by(self, user: User | AnonymousUser) -> Self:
        return self if is_auditor(user) else self.answerable_by(user)

    def search(self, text: str) -> Self:
        """Each word in the printed name, the number or the batch."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(certificate__holder_name__icontains=word)
                | Q(certificate__number__icontains=word)
                | Q(certificate__batch__name__icontains=word)
            )
        return found


class PackQuerySet(models.QuerySet["PaperPack"]):
    def of_person(self, user: User | AnonymousUser) -> Self:
        """An archive is for whoever asked for it, and for nobody else."""
        return self.filter(asked_by=user.pk) if user.is_authenticated else self.none()

    def fresh(self) -> Self:
        from certificates.models.pack import KEPT  # models import this module

        return self.filter(asked_at__gte=clock.now() - KEPT)


class SetupQuerySet(models.QuerySet["BatchCertificateSetup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(batch__in=Batch.objects.overseen_by(user).values("pk"))
