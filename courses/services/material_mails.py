"""Mails about a material on its way: handed in, returned, approved. Each goes once, through the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from courses.models import MaterialPage
from members.models import User
from members.services import Letter, send_messages


@transaction.atomic
def tell_handed_in(*, task_state: TaskState, actor: User | None) -> None:
    """To the organisers of the course, at every handing in; to administrators where a course has no organiser."""
    material = _material_of(task_state.workflow_state)
    if material is None:
        return
    deciders = User.objects.active().filter(organised_courses__course=material.course.pk)
    if not deciders.exists():
        deciders = User.objects.active().filter(is_superuser=True)
    said = _facts(material, "wagtailadmin_pages:edit", [material.pk])
    said["author"] = actor.full_name if actor else ""
    said["answer"] = _latest_answer(material, actor)
    _send("material_handed_in", f"material-handed-in:{task_state.pk}", deciders.exclude(pk__in=[_pk(actor)]), said)


@transaction.atomic
def tell_returned(*, state: WorkflowState, actor: User | None) -> None:
    """To who handed it in and who speaks about it, with the organiser's words."""
    material, task = _material_of(state), state.current_task_state
    if material is None or task is None:
        return
    said = {**_facts(material, "courses:material_write", [material.uid]), "comment": task.comment}
    _send("material_returned", f"material-returned:{task.pk}", _authors(material, state, actor), said)


@transaction.atomic
def tell_approved(*, state: WorkflowState, actor: User | None) -> None:
    material = _material_of(state)
    if material is None:
        return
    said = _facts(material, "courses:material", [material.course.slug, material.slug])
    _send("material_approved", f"material-approved:{state.pk}", _authors(material, state, actor), said)


def _material_of(state: WorkflowState) -> MaterialPage | None:
    found: MaterialPage | None = MaterialPage.objects.filter(pk=int(state.object_id)).first()
    return found


def _authors(material: MaterialPage, state: WorkflowState, actor: User | None) -> Iterable[User]:
    wanted = {state.requested_by_id, *material.speakers.values_list("member", flat=True)} - {_pk(actor), None}
    return User.objects.active().filter(pk__in=wanted)


def _latest_answer(material: MaterialPage, actor: User | None) -> str:
    """What the author answered to the last return; an older answer was read before."""
    latest = material.wagtail_admin_comments.filter(user=_pk(actor), resolved_at=None).order_by("-pk").first()
    if latest is None or latest.revision_created_id != material.latest_revision_id:
        return ""
    return str(latest.text)


def _facts(material: MaterialPage, route: str, arguments: list[Any]) -> dict[str, Any]:
    return {
        "title": material.draft_title or material.title,
        "course": material.course.title,
        "link": f"{settings.SITE_URL}{reverse(route, args=arguments)}",
    }


def _send(template: str, key: str, recipients: Iterable[User], said: dict[str, Any]) -> None:
    letters = [Letter(f"{key}:{person.pk}", person, said) for person in recipients]
    send_messages(template=template, letters=letters)


def _pk(user: User | None) -> int | None:
    return user.pk if user is not None else None
