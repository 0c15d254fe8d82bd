from typing import Any

from django.db import connections
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import page_published, task_submitted, workflow_approved, workflow_rejected

from courses.models import MaterialPage, OrganiserApprovalTask
from courses.services.editing import set_up_editing
from courses.services.material import measure_material
from courses.services.material_mails import tell_approved, tell_handed_in, tell_returned
from courses.services.pack import renew_packs


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.measure_material")
def measure_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    measure_material(material=instance)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.renew_packs")
def renew_packs_of_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    renew_packs(material=instance)


# Wagtail's own mails about a workflow are half English and pass the outbox by. These receivers carry the names under
# which it connects its own, so that it finds them connected already.
@receiver(task_submitted, sender=TaskState, dispatch_uid="courses.tell_handed_in")
def tell_of_handed_in_material(instance: TaskState, user: Any, **kwargs: Any) -> None:
    tell_handed_in(task_state=instance, actor=user)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def tell_of_returned_material(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    tell_returned(state=instance, actor=user)


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def tell_of_approved_material(instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    tell_approved(state=instance, actor=user)


def prepare_editing(using: str, **kwargs: Any) -> None:
    """After each migration; not on the way back, when our tables are gone."""
    if OrganiserApprovalTask._meta.db_table in connections[using].introspection.table_names():
        set_up_editing()
