from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MaterialChange(models.Model):
    """One publication of a material, in outline: what stood in it, and what differed from the one before.

    It stays when Wagtail purges the revision. Names who published; the name goes with the account.
    """

    material = models.ForeignKey("courses.MaterialPage", on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField(_("version"))
    revision = models.BigIntegerField(_("revision"), null=True)

    note = models.CharField(_("what changed, in the author's words"), max_length=300, blank=True)
    outline = models.JSONField(_("outline"), default=list)
    differences = models.JSONField(_("what changed"), default=list)

    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="courses_materialchange_number"),
            models.UniqueConstraint(fields=["material", "revision"], name="courses_materialchange_revision"),
        ]
