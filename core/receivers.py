from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from core.light.saving import drop_light_file, is_heavy, prepare_light_variant
from core.models import Attachment, LightVariant


@receiver(post_save, sender=Attachment, dispatch_uid="core.prepare_light_variant")
def prepare_light_variant_of_saved(instance: Attachment, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail has no signal for an upload, and keeps a replaced file under the same row."""
    if not raw and (is_heavy(instance) or not created):
        prepare_light_variant(attachment=instance)


@receiver(post_delete, sender=LightVariant, dispatch_uid="core.drop_light_file")
def drop_file_of_light_variant(instance: LightVariant, **kwargs: Any) -> None:
    drop_light_file(variant=instance)
