from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.choices import PlaceKind
from courses.querysets import MaterialPlaceQuerySet


class MaterialPlace(models.Model):
    """A part of a published material that a search can lead to; written anew whenever what it says changes."""

    material = models.ForeignKey(
        "courses.MaterialPage", verbose_name=_("material"), on_delete=models.CASCADE, related_name="places"
    )
    order = models.PositiveIntegerField(_("order"))

    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices)
    anchor = models.CharField(_("anchor"), max_length=120, blank=True)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    number = models.PositiveIntegerField(
        _("number"), null=True, blank=True, help_text=_("The page of slides, or the second of a recording.")
    )

    text = models.TextField(_("text"))
    stems = models.TextField(_("stems"), help_text=_("One for each word of the text, in order."))

    objects = MaterialPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a material")
        verbose_name_plural = _("places in materials")
        ordering = ["material", "order"]
        constraints = [models.UniqueConstraint(fields=["material", "order"], name="courses_materialplace_unique")]

    def __str__(self) -> str:
        return f"{self.material_id}#{self.anchor}"
