from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.choices import CertificateKind


class BadgeKey(models.Model):
    """The public half of a key that signed badges: kept for ever, so that old badges stay checkable."""

    key_id = models.CharField(_("key"), max_length=43, unique=True)
    x = models.CharField(_("public key"), max_length=43)
    first_used_at = models.DateTimeField(_("first used"), default=timezone.now)

    class Meta:
        verbose_name = _("badge key")
        verbose_name_plural = _("badge keys")
        ordering = ["-first_used_at", "-pk"]

    def __str__(self) -> str:
        return self.key_id


class BadgeStatusList(models.Model):
    """How many places of one status list are taken. Only `certificates.sql.take_places` moves it.

    Whoever knows the secret can tell which certificate a bit stands for: it never leaves the server. A list without
    one is from before there were secrets: its places stay as `stride` and `start` had them, and no more are drawn.
    """

    number = models.PositiveIntegerField(_("list"), unique=True)
    taken = models.PositiveIntegerField(_("places taken"), default=0)
    secret = models.CharField(max_length=32, default="", db_default="", editable=False)
    stride = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    start = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("badge status list")
        verbose_name_plural = _("badge status lists")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Achievement(models.Model):
    """What a batch's badges are given for, at an address that outlives a change of the batch's code."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    batch = models.ForeignKey("courses.Batch", on_delete=models.PROTECT, related_name="achievements")
    kind = models.CharField(_("kind"), max_length=12, choices=CertificateKind.choices)

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["batch", "kind"], name="certificates_achievement_unique")]

    def __str__(self) -> str:
        return self.slug
