from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from members.choices import MessageState
from members.querysets import MessageQuerySet


class Message(models.Model):
    """The outbox and the log in one: written in the sender's transaction, sent by a job, kept with its outcome.

    Personal data: address and text. Kept as proof of notice; the texts are blanked when the account is erased.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(
        _("key"),
        max_length=150,
        unique=True,
        help_text=_("Names the occasion, so that the same message goes out once."),
    )
    recipient = models.ForeignKey(
        "members.User", null=True, on_delete=models.SET_NULL, related_name="messages", verbose_name=_("recipient")
    )
    address = models.EmailField(_("address"), blank=True)
    template = models.CharField(_("template"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)

    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    reason = models.CharField(_("reason of failure"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="members_message_recipient")]

    def __str__(self) -> str:
        return self.subject
