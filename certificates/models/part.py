from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from certificates.choices import CertificateKind
from certificates.models.series import NumberingScheme
from certificates.models.setup import BatchCertificateSetup
from certificates.models.template import CertificateTemplate, TemplateRevision
from core.identifiers import uuid7

PART_KINDS = (
    (CertificateKind.SPEAKER.value, CertificateKind.SPEAKER.label),
    (CertificateKind.COMMITTEE.value, CertificateKind.COMMITTEE.label),
)
BESIDES_PARTICIPANTS = (*PART_KINDS, (CertificateKind.AWARD.value, gettext_lazy("office (award)")))


class KindSetup(models.Model):
    """Which papers a batch gives besides those of participants; what is left empty is as for participants."""

    setup = ParentalKey(BatchCertificateSetup, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(gettext_lazy("for"), max_length=12, choices=BESIDES_PARTICIPANTS)
    is_on = models.BooleanField(gettext_lazy("given in this batch"), default=True)
    numbering = models.ForeignKey(
        NumberingScheme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kind_setups",
        verbose_name=gettext_lazy("numbering"),
        help_text=gettext_lazy("Empty: as for participants."),
    )
    template = models.ForeignKey(
        CertificateTemplate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kind_setups",
        limit_choices_to={"live": True},  # published: papers are made of what is pinned
        verbose_name=gettext_lazy("template"),
        help_text=gettext_lazy("Empty: as for participants."),
    )
    revision = models.ForeignKey(
        TemplateRevision, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    least = models.PositiveSmallIntegerField(
        gettext_lazy("participants who completed, at least"),
        default=1,
        help_text=gettext_lazy("Of offices only: from how many on an office gets its award."),
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("is_on")]),
        FieldRowPanel([FieldPanel("numbering"), FieldPanel("template")]),
        FieldPanel("least"),
    ]

    class Meta:
        verbose_name = gettext_lazy("papers besides participants'")
        verbose_name_plural = gettext_lazy("papers besides participants'")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["setup", "kind"],
                name="certificates_kindsetup_unique",
                violation_error_message=gettext_lazy("This kind is set up already."),
            ),
            models.CheckConstraint(condition=Q(least__gte=1), name="certificates_kindsetup_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.setup} · {self.get_kind_display()}"


class PaperPart(models.Model):
    """Somebody's part in a batch that a certificate is given for: a speaker's, or one in the committee.

    Personal data: who has no account is named as it shall be printed, and taken out again by removing the part while it
    has no certificate; members are named by their account, which erasure empties. Whom the batch itself names stays as
    left out: no paper is made, and filling the list brings nobody back.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey("courses.Batch", on_delete=models.PROTECT, related_name="paper_parts")
    kind = models.CharField(gettext_lazy("certificate as"), max_length=12, choices=PART_KINDS)
    member = models.ForeignKey(
        "members.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paper_parts",
        verbose_name=gettext_lazy("member"),
    )
    source = models.OneToOneField(
        "courses.BatchPart", null=True, editable=False, on_delete=models.SET_NULL, related_name="paper"
    )

    title_before = models.CharField(gettext_lazy("title before the name"), max_length=60, blank=True)
    name = models.CharField(gettext_lazy("name"), max_length=150, blank=True)
    title_after = models.CharField(gettext_lazy("title after the name"), max_length=80, blank=True)
    position = models.CharField(gettext_lazy("position"), max_length=150, blank=True)
    office_name = models.CharField(gettext_lazy("office or institution"), max_length=150, blank=True)
    role = models.CharField(
        gettext_lazy("role"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("Speaker, moderator, head of committee."),
    )

    sessions = models.ManyToManyField("courses.Session", through="PartSession", related_name="+")
    edited_at = models.DateTimeField(null=True, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    left_out_at = models.DateTimeField(gettext_lazy("taken off the list"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = gettext_lazy("part with a certificate")
        verbose_name_plural = gettext_lazy("parts with a certificate")
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "kind", "member"],
                name="certificates_part_member_once",
                violation_error_message=gettext_lazy("This member is named with this part already."),
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, name="", title_before="", title_after="", position="", office_name="")
                | (Q(member__isnull=True) & ~Q(name="")),
                name="certificates_part_named_once",
                violation_error_message=gettext_lazy(
                    "Choose a member, or write the name of somebody without an account."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member or self.name} · {self.get_kind_display()}"

    def clean(self) -> None:
        if self.member is None and not self.name.strip():
            raise ValidationError(_("Choose a member, or write the name of somebody without an account."))


class PartSession(models.Model):
    """A session that a speaker taught, with the hours that count for this person."""

    part = models.ForeignKey(PaperPart, on_delete=models.CASCADE, related_name="taught")
    session = models.ForeignKey("courses.Session", on_delete=models.PROTECT, related_name="+")
    jp = models.DecimalField(gettext_lazy("JP"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["session__delivered_starts_at", "session__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "session"], name="certificates_partsession_unique"),
            models.CheckConstraint(condition=Q(jp__gte=Decimal(0)), name="certificates_partsession_jp"),
        ]
