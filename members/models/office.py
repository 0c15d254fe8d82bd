from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import OfficeKind, Zone
from members.querysets import AppointmentQuerySet, DatedQuerySet, OfficeQuerySet, ProvinceQuerySet


class Province(models.Model):
    """A region as counted on the training's date: 34 in 2020, 38 since 2022."""

    code = models.CharField(_("code"), max_length=2, unique=True, help_text=_("BPS code, two digits."))
    name = models.CharField(_("name"), max_length=60, unique=True)
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone.choices)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A unit that keeps its identity while names and classes change by regulation: its names have dates."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    province = models.ForeignKey(
        Province, verbose_name=_("province"), null=True, blank=True, on_delete=models.PROTECT, related_name="offices"
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    name = models.CharField(
        _("current name"),
        max_length=150,
        editable=False,
        help_text=_("Copy of the name in force, written with each dated name, so that lists need no join."),
    )
    named_in_public = models.BooleanField(
        _("named where certificates are verified"),
        default=False,
        help_text=_("Whoever verifies a certificate of its people reads the office's name. By default nobody does."),
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="head_office") | models.Q(province__isnull=False),
                name="members_office_has_province",
                violation_error_message=_("Every office except the head office lies in a province."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """The name in force on `day`; the current name where no dated one covers it."""
        for row in self.names.all():
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row.name
        return self.name


class OfficeName(models.Model):
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=150)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (inclusive)"), null=True, blank=True)
    source = models.CharField(_("regulation"), max_length=150, blank=True)

    objects = DatedQuerySet["OfficeName"].as_manager()

    class Meta:
        verbose_name = _("office name")
        verbose_name_plural = _("office names")
        ordering = ["office", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["office", "valid_from"], name="members_officename_from_unique"),
            models.UniqueConstraint(
                fields=["office"],
                condition=models.Q(valid_to__isnull=True),
                name="members_officename_one_current",
                violation_error_message=_("An office has one current name: give the old one an end date first."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="members_officename_dates_in_order",
                violation_error_message=_("The last day may not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Where a member works, from when to when. Personal data: erased with the account."""

    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to (inclusive)"), null=True, blank=True)

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["member", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(valid_to__isnull=True),
                name="members_membership_one_current",
                violation_error_message=_("This member has a current office: give that membership an end date first."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="members_membership_dates_in_order",
                violation_error_message=_("The last day may not lie before the first."),
            ),
        ]


class CoordinatorAppointment(models.Model):
    """A province's coordinating office and person by decree; ended ones stay, so that they can still be named."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="appointments")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="appointments")
    member = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="appointments")
    decree = models.CharField(_("decree number (SK)"), max_length=100)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to (inclusive)"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["province", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["province"],
                condition=models.Q(valid_to__isnull=True),
                name="members_coordinator_one_current",
                violation_error_message=_("This province has a coordinator: end that appointment first."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="members_coordinator_dates_in_order",
                violation_error_message=_("The last day may not lie before the first."),
            ),
        ]
