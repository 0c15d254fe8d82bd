from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from members.choices import Delivery, MessageCategory, MessageState
from members.querysets import MessageQuerySet


class Message(models.Model):
    """Outbox, log and inbox in one: written in the sender's transaction, sent by a job, kept with its outcome, and read
    by its recipient on the site, whether or not a mail went out.

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
    category = models.CharField(_("category"), max_length=12, choices=MessageCategory.choices, blank=True)
    about = models.CharField(
        _("about"), max_length=80, blank=True, db_index=True, help_text=_("The code of the batch, where there is one.")
    )
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)

    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    reason = models.CharField(_("reason of failure"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read on the site"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="members_message_recipient")]

    def __str__(self) -> str:
        return self.subject


class MessagePreference(models.Model):
    """How the mails of one category come to a member; without a row, at once. Personal data, erased with the
    account."""

    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="message_preferences")
    category = models.CharField(_("category"), max_length=12, choices=MessageCategory.choices)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices)

    class Meta:
        verbose_name = _("message preference")
        verbose_name_plural = _("message preferences")
        ordering = ["member", "category"]
        constraints = [
            models.UniqueConstraint(fields=["member", "category"], name="members_messagepreference_once"),
        ]


class MessageTemplate(models.Model):
    """An administrator's words in place of the shipped ones, for one kind of message in one language. Without a row,
    the files of templates/email speak."""

    template = models.CharField(_("kind of message"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=[("id", "Indonesia"), ("en", "English")])
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("text of messages")
        verbose_name_plural = _("texts of messages")
        ordering = ["template", "language"]
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="members_messagetemplate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"
