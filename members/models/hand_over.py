from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from members.querysets import HandOverQuerySet, today

# How long after the last day a coordinator may still write down what the successor has to know.
WRITABLE_FOR = timedelta(days=60)


class HandOver(models.Model):
    """From one coordinator of a province to the next: what was said, and that it was received.

    Personal data: the note, written in office. Kept with the appointments, which name who coordinated when; blanked
    when its writer's account is erased.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    earlier = models.OneToOneField(
        "members.CoordinatorAppointment", on_delete=models.PROTECT, related_name="handed_on", verbose_name=_("from")
    )
    later = models.OneToOneField(
        "members.CoordinatorAppointment", on_delete=models.PROTECT, related_name="taken_over", verbose_name=_("to")
    )
    note = models.TextField(_("what the successor has to know"), blank=True)
    noted_at = models.DateTimeField(_("written"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.later.province}: {self.earlier.member} → {self.later.member}"

    @property
    def is_writable(self) -> bool:
        """Until it is received, and for a while after the last day."""
        last_day = self.earlier.valid_to
        return self.received_at is None and (last_day is None or today() <= last_day + WRITABLE_FOR)
