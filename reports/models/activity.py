from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ActivityReport(models.Model):
    """What an organiser writes for the report of a batch; all else in it is built from what was recorded.

    An empty text is filled by a sentence from the data. Names who wrote last; the name goes with the account.
    """

    batch = models.OneToOneField("courses.Batch", on_delete=models.CASCADE, related_name="activity_report")

    number = models.CharField(_("number of the report"), max_length=100, blank=True)
    background = models.TextField(_("background of the activity"), blank=True)
    legal_basis = models.TextField(
        _("legal basis"), blank=True, help_text=_("One rule or letter on each line; they are numbered.")
    )
    purpose = models.TextField(_("intention and purpose"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True, help_text=_("One on each line; they are numbered."))
    closing = models.TextField(_("closing words"), blank=True)

    place = models.CharField(_("place of signing"), max_length=80, blank=True)
    dated = models.DateField(_("date of signing"), null=True, blank=True)
    signatory = models.ForeignKey(
        "certificates.Signatory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("signatory"),
        help_text=_("Empty: the first of those who sign the certificates."),
    )

    written_at = models.DateTimeField(_("last written"), default=timezone.now, editable=False)
    written_by = models.ForeignKey(
        "members.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("activity report")
        verbose_name_plural = _("activity reports")

    def __str__(self) -> str:
        return str(self.batch)

    @property
    def stand(self) -> str:
        """Which texts these are: another text each time somebody keeps them, empty before."""
        return self.written_at.isoformat() if self.pk else ""
