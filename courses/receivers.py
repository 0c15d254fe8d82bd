import json
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.signals import page_published, page_unpublished, task_submitted, workflow_approved, workflow_rejected

from core.light.saving import prepare_light_variants
from core.models import Attachment, Job
from core.signals import light_variant_made, recording_saved
from courses.models import CoursePage, MaterialPage, MaterialPlace, OrganiserApprovalTask, SessionPack, SlideDeck
from courses.services.attendance_results import recount_course
from courses.services.changes import note_publication
from courses.services.editing import set_up_editing
from courses.services.material import (
    documents_in,
    measure_material,
    measure_materials_offering,
    measure_materials_with,
)
from courses.services.material_mails import tell_approved, tell_handed_in, tell_returned
from courses.services.pack import delete_pack_file, renew_packs
from courses.services.places import index_material, index_materials_naming, index_missing_materials
from courses.services.rule import judge_soon
from courses.services.slides import delete_slide_files, prepare_deck, prepare_slides


@receiver(page_published, sender=CoursePage, dispatch_uid="courses.recount_attendance")
def recount_attendance_of_published_course(instance: CoursePage, **kwargs: Any) -> None:
    recount_course(course=instance)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.measure_material")
def measure_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    measure_material(material=instance)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.note_publication")
def note_published_material(instance: MaterialPage, revision: Any = None, **kwargs: Any) -> None:
    note_publication(material=instance, revision=revision)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.judge_by_published")
@receiver(page_unpublished, sender=MaterialPage, dispatch_uid="courses.judge_by_unpublished")
def judge_by_what_is_published(instance: MaterialPage, **kwargs: Any) -> None:
    judge_soon(course=instance.course)


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


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.prepare_published_slides")
def prepare_published_slides(instance: MaterialPage, **kwargs: Any) -> None:
    prepare_slides(body=instance.body.raw_data)


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.index_material")
def index_published_material(instance: MaterialPage, **kwargs: Any) -> None:
    index_material(material=instance)


@receiver(page_unpublished, sender=MaterialPage, dispatch_uid="courses.forget_material")
def forget_places_of_unpublished_material(instance: MaterialPage, **kwargs: Any) -> None:
    index_material(material=instance)


@receiver(recording_saved, dispatch_uid="courses.index_recording")
def index_materials_of_recording(recording_id: int, **kwargs: Any) -> None:
    index_materials_naming(pk=recording_id, block_type="recording", key="recording")


@receiver(page_published, sender=MaterialPage, dispatch_uid="courses.prepare_light_variants")
def prepare_published_light_variants(instance: MaterialPage, **kwargs: Any) -> None:
    prepare_light_variants(attachments=documents_in(instance.body.raw_data))


@receiver(light_variant_made, dispatch_uid="courses.offer_light_variant")
def offer_light_variant(attachment_id: int, **kwargs: Any) -> None:
    for material in measure_materials_offering(attachment=attachment_id):
        renew_packs(material=material)


@receiver(post_save, sender=Revision, dispatch_uid="courses.prepare_drafted_slides")
def prepare_drafted_slides(instance: Revision, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A draft's slides are ready when its preview is opened; Wagtail has no signal for a saved draft."""
    body = instance.content.get("body") if created and not raw else None
    if isinstance(body, str) and '"slides"' in body:
        prepare_slides(body=json.loads(body))


@receiver(post_save, sender=Attachment, dispatch_uid="courses.prepare_replaced_slides")
def prepare_replaced_slides(instance: Attachment, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Another file under the same attachment: pages that show its slides get those of the new one."""
    if not created and not raw and instance.slide_decks.exclude(content_hash=instance.file_hash).exists():
        prepare_deck(attachment=instance)


@receiver(post_delete, sender=SessionPack, dispatch_uid="courses.delete_pack_file")
def delete_file_of_pack(instance: SessionPack, **kwargs: Any) -> None:
    """Its session was deleted, or nobody fetches it any more."""
    transaction.on_commit(partial(delete_pack_file, pack=instance), robust=True)


@receiver(post_delete, sender=SlideDeck, dispatch_uid="courses.delete_slide_files")
def delete_files_of_slides(instance: SlideDeck, **kwargs: Any) -> None:
    transaction.on_commit(partial(delete_slide_files, deck=instance), robust=True)


@receiver(recording_saved, dispatch_uid="courses.measure_materials_of_recording")
def measure_materials_of_recording(recording_id: int, **kwargs: Any) -> None:
    measure_materials_with(recording=recording_id)


def prepare_editing(using: str, **kwargs: Any) -> None:
    """After each migration; not on the way back, when our tables are gone."""
    tables = connections[using].introspection.table_names()
    if OrganiserApprovalTask._meta.db_table in tables:
        set_up_editing()
    if MaterialPlace._meta.db_table in tables and Job._meta.db_table in tables:
        index_missing_materials()
