from django.core.exceptions import ValidationError
from django.db import models
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
        help_text=_("Tokens: {seq} or {seq:03}, {series}, {class}, {month}, {month:roman}, {year}."),
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
    """The counter of one numbering in one year. Only `certificates.sql.take_numbers` moves it."""

    scope = models.ForeignKey(NumberingScheme, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number used"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["scope", "-year"]
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="certificates_series_unique")]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}"
