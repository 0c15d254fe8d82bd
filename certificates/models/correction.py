from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.choices import CorrectionState, CorrectionSubject
from certificates.models.certificate import Certificate
from certificates.querysets import CorrectionQuerySet
from core.identifiers import uuid7


class CorrectionRequest(models.Model):
    """A holder says what on the own paper is wrong; an organiser replaces it or says why not.

    Personal data: the words of the holder and of the answer. Kept as the reason of a changed official paper; blanked
    when the account is erased.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("certificate")
    )
    asked_by = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, related_name="certificate_corrections", verbose_name=_("asked by")
    )
    replacement = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("new edition")
    )

    subject = models.CharField(_("what is wrong"), max_length=12, choices=CorrectionSubject.choices)
    wanted = models.CharField(_("how it should be"), max_length=300)
    note = models.CharField(_("note"), max_length=500, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state="open"),
                name="certificates_correction_one_open",
                violation_error_message=_("A correction of this certificate was asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="certificates_correction_answered_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(replacement__isnull=False),
                name="certificates_correction_accepted_by_replacing",
            ),
        ]
        indexes = [models.Index(fields=["state", "-asked_at"], name="certificates_correction_state")]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.get_subject_display()}"
