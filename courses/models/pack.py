from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    return storages["private"]


class SessionPack(models.Model):
    """A session's materials as one file, stored once for all who may read the same of them.

    `digest` is of everything that it was made from. Who may read every material in it may have it.
    """

    session = models.ForeignKey("courses.Session", on_delete=models.CASCADE, related_name="packs")
    digest = models.CharField(max_length=64, unique=True)
    made_of = models.JSONField()
    materials = models.ManyToManyField("courses.MaterialPage", related_name="packs")

    file = models.FileField(_("file"), storage=private_storage, upload_to="packs", max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("session's pack")
        verbose_name_plural = _("sessions' packs")
        indexes = [models.Index(fields=["used_at"], name="courses_pack_used")]
