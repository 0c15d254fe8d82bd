from typing import Any

from django.db import connections
from django.dispatch import receiver
from wagtail.signals import page_published

from courses.models import MaterialPage, OrganiserApprovalTask
from courses.services.editing import set_up_editing
from courses.services.material import measure_material
from courses.services.pack import renew_packs


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.measure_material")
def measure_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    measure_material(material=instance)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.renew_packs")
def renew_packs_of_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    renew_packs(material=instance)


def prepare_editing(using: str, **kwargs: Any) -> None:
    """After each migration; not on the way back, when our tables are gone."""
    if OrganiserApprovalTask._meta.db_table in connections[using].introspection.table_names():
        set_up_editing()
