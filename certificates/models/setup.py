from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from certificates.models.series import NumberingScheme
from certificates.models.template import CertificateTemplate, TemplateRevision
from certificates.querysets import SetupQuerySet
from core.identifiers import uuid7


class Signatory(models.Model):
    """Somebody in whose name certificates are given. Personal data of office holders, printed on every paper."""

    name = models.CharField(_("name with titles"), max_length=150)
    function = models.CharField(_("function"), max_length=150, help_text=_("As printed above the name."))
    on_behalf = models.CharField(
        _("acting for"),
        max_length=150,
        blank=True,
        help_text=_("The line above the function: a.n. Direktur Jenderal ..., u.b., Plt. or Plh."),
    )
    number = models.CharField(_("NIP"), max_length=18, blank=True)
    rank = models.CharField(_("rank and grade"), max_length=80, blank=True)

    panels = [
        FieldPanel("on_behalf"),
        FieldPanel("function"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("rank"), FieldPanel("number")]),
    ]

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} · {self.function}"


class BatchCertificateSetup(ClusterableModel):
    """Everything about a batch's certificates that is not a fact of the training itself."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.OneToOneField(
        "courses.Batch", on_delete=models.CASCADE, related_name="certificate_setup", verbose_name=_("batch")
    )
    numbering = models.ForeignKey(
        NumberingScheme, on_delete=models.PROTECT, related_name="setups", verbose_name=_("numbering")
    )
    template = models.ForeignKey(
        CertificateTemplate, on_delete=models.PROTECT, related_name="setups", verbose_name=_("template")
    )
    # Pinned by the first run, so that a template published later alters no paper of this batch by itself.
    revision = models.ForeignKey(
        TemplateRevision, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    organiser_above = models.CharField(
        _("line above the organiser"), max_length=150, blank=True, help_text=_("The ministry, for instance.")
    )
    issued_at_place = models.CharField(_("place of issue"), max_length=80)
    issued_on = models.DateField(
        _("date of issue"), null=True, blank=True, help_text=_("Empty: the day on which they are issued.")
    )
    automatic = models.BooleanField(
        _("issue by itself"),
        null=True,
        blank=True,
        default=None,
        choices=[(None, _("as the course says")), (True, _("yes")), (False, _("no, only by the page"))],
        help_text=_("When the batch is closed, and to whoever completes the course after that."),
    )
    attach_pdf = models.BooleanField(
        _("attach the PDF to the mail"),
        default=False,
        help_text=_("The mail always has the link. Attached, the paper with its personal data lies in mailboxes, too."),
    )

    objects = SetupQuerySet.as_manager()

    panels = [
        FieldPanel("batch"),
        FieldRowPanel([FieldPanel("numbering"), FieldPanel("template")]),
        FieldPanel("organiser_above"),
        FieldRowPanel([FieldPanel("issued_at_place"), FieldPanel("issued_on")]),
        InlinePanel("signatories", heading=_("Signatories"), label=_("signatory"), min_num=1, max_num=3),
        FieldPanel("automatic"),
        FieldPanel("attach_pdf"),
        InlinePanel(
            "kinds",
            heading=_("Besides participants"),
            label=_("papers"),
            max_num=3,
            help_text=_("Speakers, committee and offices get papers where their kind is switched on here."),
        ),
    ]

    class Meta:
        verbose_name = _("certificates of a batch")
        verbose_name_plural = _("certificates of batches")
        ordering = ["-batch__starts_on"]

    def __str__(self) -> str:
        return str(self.batch)

    @property
    def issues_by_itself(self) -> bool:
        """The batch's own choice, else the course's."""
        return self.batch.course.certified_automatically if self.automatic is None else self.automatic


class SetupSignatory(Orderable):
    setup = ParentalKey(BatchCertificateSetup, on_delete=models.CASCADE, related_name="signatories")
    signatory = models.ForeignKey(
        Signatory, on_delete=models.PROTECT, related_name="setups", verbose_name=_("signatory")
    )

    panels = [FieldPanel("signatory")]

    class Meta(Orderable.Meta):
        verbose_name = _("signatory of a batch")
        verbose_name_plural = _("signatories of a batch")
        constraints = [models.UniqueConstraint(fields=["setup", "signatory"], name="certificates_signatory_unique")]
