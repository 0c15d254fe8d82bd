from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import uuid7
from courses.choices import InvitationState
from courses.querysets import InvitationQuerySet


class SpeakerInvitation(models.Model):
    """A link that makes somebody a speaker of a batch, once. Only the hash of its token is kept.

    Personal data: name and address of the invited. Removed INVITATION_KEEP_DAYS after it lapsed without being accepted.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="speaker_invitations")
    sessions = models.ManyToManyField("courses.Session", blank=True, related_name="speaker_invitations")

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    function = models.CharField(_("function"), max_length=200, blank=True)

    round = models.PositiveSmallIntegerField(default=1, help_text=_("Each sending anew has a token of its own."))
    token_hash = models.CharField(max_length=64, unique=True)

    invited_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    opened_at = models.DateTimeField(_("opened"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "batch",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="courses_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= clock.now():
            return InvitationState.EXPIRED
        return InvitationState.SENT if self.opened_at is None else InvitationState.OPENED

    @property
    def is_open(self) -> bool:
        return self.state in (InvitationState.SENT, InvitationState.OPENED)

    @property
    def message_key(self) -> str:
        """Of the mail that carries the present link."""
        return self.message_keys[-1]

    @property
    def message_keys(self) -> list[str]:
        """Of every mail that carried it, the latest last."""
        return [f"speaker-invitation:{self.uid}:{number}" for number in range(1, self.round + 1)]
