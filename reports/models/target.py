from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices import NumberKind


class JpTarget(models.Model):
    """What a year asks of a kind of staff, from a year on until a later row says otherwise."""

    number_kind = models.CharField(_("kind of staff"), max_length=10, choices=NumberKind.choices)
    from_year = models.PositiveIntegerField(
        _("from the year"), validators=[MinValueValidator(1950), MaxValueValidator(2199)]
    )
    at_least = models.DecimalField(
        _("at least (JP)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Who has fewer is under target. Empty: nothing is asked."),
    )
    at_most = models.DecimalField(
        _("at most (JP)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("More than this does not count for the year. Empty: no upper limit."),
    )
    source = models.CharField(_("regulation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("JP target")
        verbose_name_plural = _("JP targets")
        ordering = ["-from_year", "number_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_kind", "from_year"],
                name="reports_jptarget_unique",
                violation_error_message=_("This kind of staff has a target from that year on already."),
            ),
            models.CheckConstraint(
                condition=models.Q(at_least__isnull=True)
                | models.Q(at_most__isnull=True)
                | models.Q(at_most__gte=models.F("at_least")),
                name="reports_jptarget_in_order",
                violation_error_message=_("What is asked at least may not lie above what counts at most."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_number_kind_display()} {self.from_year}"
