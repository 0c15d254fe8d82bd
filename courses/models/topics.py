from django.db import models
from django.utils.translation import gettext_lazy as _


class Competency(models.Model):
    """What a member is able to do afterwards, in the agency's own words; topics lead to it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a material and a question are about, shared by both, so that results can be told by subject."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    competencies = models.ManyToManyField(Competency, verbose_name=_("competencies"), blank=True, related_name="topics")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
