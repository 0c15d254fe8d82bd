from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import uuid7
from members.choices import NoticeState
from members.querysets import NoticeQuerySet, ReceiptQuerySet


class UrgentNotice(models.Model):
    """Words of head office that people must have read. Kept with who read them when, also when taken back."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    to_everybody = models.BooleanField(_("everybody"), default=False)
    provinces = models.ManyToManyField("members.Province", blank=True, related_name="+", verbose_name=_("provinces"))
    offices = models.ManyToManyField("members.Office", blank=True, related_name="+", verbose_name=_("offices"))
    expires_on = models.DateField(_("shown until"), help_text=_("The last day on which it stands on the desks."))

    state = models.CharField(_("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    withdrawn_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    written_by = models.ForeignKey(
        "members.User", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("urgent notice")
        verbose_name_plural = _("urgent notices")
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shown(self) -> bool:
        return self.state == NoticeState.SENT and clock.site_day() <= self.expires_on


class NoticeReceipt(models.Model):
    """Whom a notice was sent to, in the office of then, and when it was read. Personal data: the person and the moment,
    kept as proof of notice under the blanked account."""

    notice = models.ForeignKey(UrgentNotice, on_delete=models.CASCADE, related_name="receipts")
    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="notice_receipts")
    office = models.ForeignKey("members.Office", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a notice")
        verbose_name_plural = _("receipts of notices")
        ordering = ["notice", "id"]
        constraints = [models.UniqueConstraint(fields=["notice", "member"], name="members_noticereceipt_once")]
        indexes = [
            models.Index(
                fields=["member"], condition=models.Q(read_at__isnull=True), name="members_noticereceipt_unread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} · {self.member_id}"
