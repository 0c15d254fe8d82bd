from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import uuid7
from courses.choices import AskedAs, LinkAnswer


class BatchQuota(models.Model):
    """How many places of a batch an office or the offices of a province may take together; with neither named, each
    office that has no row of its own. What no row speaks of is bounded by the batch's places alone."""

    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="quotas")
    office = models.ForeignKey(
        "members.Office", verbose_name=_("office"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    province = models.ForeignKey(
        "members.Province",
        verbose_name=_("province"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    places = models.PositiveIntegerField(_("places"))

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["batch", "province__code", "office__name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office=None) | models.Q(province=None), name="courses_quota_office_or_province"
            ),
            models.UniqueConstraint(
                fields=["batch", "office"], condition=models.Q(office__isnull=False), name="courses_quota_office"
            ),
            models.UniqueConstraint(
                fields=["batch", "province"], condition=models.Q(province__isnull=False), name="courses_quota_province"
            ),
            models.UniqueConstraint(
                fields=["batch"],
                condition=models.Q(office=None, province=None),
                name="courses_quota_each_office",
            ),
        ]

    def __str__(self) -> str:
        return str(self.office or self.province or text("Each other office"))


class PlaceLink(models.Model):
    """A link by which somebody accepts or declines a place, once: the participant, or the superior. Only the hash of
    its token is kept.

    Personal data: who was asked and what they answered. Those of an account that is erased
    are removed.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="links")
    asked = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    asked_as = models.CharField(max_length=10, choices=AskedAs.choices)
    token_hash = models.CharField(max_length=64, unique=True)

    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    answer = models.CharField(
        _("answer"), max_length=10, choices=LinkAnswer.choices, default=LinkAnswer.NONE, blank=True
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("link about a place")
        verbose_name_plural = _("links about places")
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return f"{self.asked} · {self.enrolment_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.expires_at > clock.now()

    @property
    def message_key(self) -> str:
        return f"place-link:{self.uid}"
