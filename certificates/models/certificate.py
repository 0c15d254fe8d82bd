from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.choices import CertificateKind, CertificateState, RunPurpose
from certificates.facts import Facts
from certificates.models.part import PaperPart
from certificates.models.series import CertificateSeries
from certificates.models.template import TemplateRevision
from certificates.qr import new_token
from certificates.querysets import CertificateQuerySet
from core.clock import site_day
from core.identifiers import uuid7


class SigningChain(models.Model):
    """The public half of a key that signed: kept for ever, so that old papers stay checkable after a rotation."""

    key_id = models.CharField(_("key"), max_length=64, unique=True)
    algorithm = models.CharField(_("algorithm"), max_length=20)
    subject = models.CharField(_("name on the key"), max_length=300)
    pem = models.TextField(_("certificates (PEM)"))
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid to"))
    first_used_at = models.DateTimeField(_("first used"), default=timezone.now)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-first_used_at"]

    def __str__(self) -> str:
        return self.subject

    @property
    def common_name(self) -> str:
        """The part of the subject that people read."""
        return self.subject.partition("CN=")[2].partition(",")[0] or self.subject


class IssueRun(models.Model):
    """One press of the button: who asked, what the dry run said at that moment, how many numbers were drawn."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey("courses.Batch", on_delete=models.PROTECT, related_name="issue_runs")
    # Both defaults in the database are for processes of an earlier version, until they are begun anew.
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=CertificateKind.choices,
        default=CertificateKind.PARTICIPANT,
        db_default=CertificateKind.PARTICIPANT,
    )
    requested_by = models.ForeignKey("members.User", null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    reserved = models.PositiveIntegerField(_("numbers drawn"), default=0)
    resumed = models.PositiveIntegerField(_("taken up again"), default=0)
    skipped = models.JSONField(default=dict)  # verdict: count, without names
    purpose = models.CharField(
        _("purpose"),
        max_length=12,
        choices=RunPurpose.choices,
        default=RunPurpose.EVERYBODY,
        db_default=RunPurpose.EVERYBODY,
    )
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    paused_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(_("last let go on"), null=True, blank=True)

    class Meta:
        verbose_name = _("issue run")
        verbose_name_plural = _("issue runs")
        ordering = ["-requested_at", "-id"]

    @property
    def job_prefix(self) -> str:
        return f"certificates.issue:{self.uid}:"


class Certificate(models.Model):
    """One edition of one paper. Never deleted: a verifier must tell a revoked one from an invented one.

    Personal data: a frozen copy of name, number, rank, position and office, kept as long as the paper must stay
    provable (UU 27/2022 art. 15); the holder may hide everything but the status from the public page.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    token = models.CharField(_("token"), max_length=26, unique=True, default=new_token, editable=False)
    recipient_key = models.CharField(
        _("recipient"),
        max_length=60,
        help_text=_("What it is earned by: enrolment:<id>, part:<id>, office:<id>:<batch>, entry:<id>."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=CertificateKind.choices, default=CertificateKind.PARTICIPANT
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)

    holder = models.ForeignKey(
        "members.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("holder"),
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    part = models.ForeignKey(PaperPart, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates")
    office = models.ForeignKey(
        "members.Office",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("office at the training"),
    )
    batch = models.ForeignKey(
        "courses.Batch", on_delete=models.PROTECT, related_name="certificates", verbose_name=_("batch")
    )
    run = models.ForeignKey(IssueRun, null=True, on_delete=models.PROTECT, related_name="certificates")
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    series = models.ForeignKey(CertificateSeries, on_delete=models.PROTECT, related_name="certificates")
    sequence = models.PositiveIntegerField(_("running number"))
    number = models.CharField(_("number"), max_length=120, unique=True)
    facts_data = models.JSONField(_("frozen facts"))
    holder_name = models.CharField(_("name as printed"), max_length=300)
    office_name = models.CharField(_("office as printed"), max_length=200, blank=True)
    revision = models.ForeignKey(TemplateRevision, on_delete=models.PROTECT, related_name="certificates")

    state = models.CharField(
        _("state"), max_length=10, choices=CertificateState.choices, default=CertificateState.RESERVED
    )
    problem = models.CharField(_("why it is not ready"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    hidden = models.BooleanField(_("show the status only"), default=False)
    shared = models.BooleanField(_("shared by the holder"), default=False, db_default=False)
    status_index = models.PositiveIntegerField(
        _("place in the badge status lists"), null=True, blank=True, unique=True, editable=False
    )
    credential = models.TextField(_("badge, as signed"), blank=True, default="", db_default="", editable=False)

    file = models.CharField(_("file"), max_length=120, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, db_index=True)
    chain = models.ForeignKey(
        SigningChain, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    versions = models.JSONField(_("programs used"), default=dict)

    reserved_at = models.DateTimeField(_("number drawn"), default=timezone.now)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    changed_at = models.DateTimeField(_("state changed"), null=True, blank=True)
    changed_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-reserved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_key", "kind", "edition"], name="certificates_certificate_edition_unique"
            ),
            models.UniqueConstraint(
                fields=["recipient_key", "kind"],
                condition=Q(state="issued"),
                name="certificates_certificate_one_issued",
            ),
            models.UniqueConstraint(
                fields=["recipient_key", "kind"],
                condition=Q(state="reserved"),
                name="certificates_certificate_one_reserved",
            ),
            models.UniqueConstraint(fields=["series", "sequence"], name="certificates_certificate_sequence_unique"),
            models.CheckConstraint(condition=~Q(recipient_key=""), name="certificates_certificate_has_recipient"),
            models.CheckConstraint(
                condition=Q(state__in=["reserved", "void"])
                | (Q(issued_at__isnull=False, chain__isnull=False, size__gt=0) & ~Q(sha256="") & ~Q(file="")),
                name="certificates_certificate_signed_before_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["revoked", "void", "replaced"]) | ~Q(reason=""),
                name="certificates_certificate_reason_given",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False)
                | (~Q(state="replaced") & Q(replaced_by__isnull=True)),
                name="certificates_certificate_replaced_leads_on",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="certificates_batch_state"),
            models.Index(fields=["holder", "state"], name="certificates_holder_state"),
            # Lists of a batch ask of each enrolment how its newest paper stands, and rows are wide.
            models.Index(fields=["enrolment", "kind", "-edition", "state"], name="certificates_standing"),
            models.Index(fields=["run", "state"], name="certificates_run_state"),
            models.Index(
                fields=["status_index"],
                condition=Q(state__in=["revoked", "replaced", "void"]),
                name="certificates_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def standing_on(self, day: date) -> CertificateState:
        """The state as the clock has it: past its last day it has expired, whether or not a sweep has noted it."""
        if self.state == CertificateState.ISSUED and self.expires_on is not None and self.expires_on < day:
            return CertificateState.EXPIRED
        return CertificateState(self.state)

    @property
    def standing(self) -> CertificateState:
        return self.standing_on(site_day())

    @property
    def facts(self) -> Facts:
        return Facts.from_json(self.facts_data)

    @property
    def filename(self) -> str:
        """For downloads: the number with what file names cannot hold taken out."""
        return "sertifikat-" + "".join(sign if sign.isalnum() else "-" for sign in self.number) + ".pdf"
