from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from courses.models import MaterialPage
from courses.services.material import measure_material


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.measure_material")
def measure_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    measure_material(material=instance)
