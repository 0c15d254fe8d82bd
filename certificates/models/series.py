from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.numbering import PatternError, check_pattern


def is_pattern(value: str) -> None:
    try:
        check_pattern(value)
    except PatternError as error:
        raise ValidationError(str(error)) from error


class NumberingScheme(models.Model):
    """How an office's certificate numbers look. Its counters, one for each year, are series."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("For commands and lists: smrt"))
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("{series}: unit code"), max_length=40, blank=True)
    classification = models.CharField(_("{class}: classification"), max_length=40, blank=True)
    pattern = models.CharField(
        _("pattern"),
        max_length=100,
        default="{seq:03}/{class}/{series}/{month:roman}/{year}",
        validators=[is_pattern],
        help_text=_("Words in curly brackets are filled in; everything else is printed as it stands."),
    )

    class Meta:
        verbose_name = _("numbering")
        verbose_name_plural = _("numberings")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["pattern", "unit", "classification"],
                name="certificates_scheme_distinct",
                violation_error_message=_("Another numbering makes the same numbers: give this one its own unit code."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CertificateSeries(models.Model):
    """The counter of one numbering in one year: `certificates.sql.take_numbers` draws from it, and
    `start_series` moves it on past numbers that were used elsewhere."""

    scope = models.ForeignKey(
        NumberingScheme, on_delete=models.PROTECT, related_name="series", verbose_name=_("numbering")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number used"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["scope", "-year"]
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="certificates_series_unique")]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}"


class NumbersUsedBefore(models.Model):
    """A range of a series that was used before the office began here, or on paper beside it: never drawn here."""

    series = models.ForeignKey(CertificateSeries, on_delete=models.PROTECT, related_name="used_before")
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    reason = models.CharField(_("reason"), max_length=500)
    noted_at = models.DateTimeField(_("noted"), default=timezone.now)
    noted_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("numbers used before Dermaga")
        verbose_name_plural = _("numbers used before Dermaga")
        ordering = ["series", "first"]
        constraints = [
            models.UniqueConstraint(fields=["series", "first"], name="certificates_usedbefore_first_unique"),
            models.CheckConstraint(
                condition=models.Q(first__gte=1, last__gte=models.F("first")),
                name="certificates_usedbefore_in_order",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="certificates_usedbefore_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.first}–{self.last}"
