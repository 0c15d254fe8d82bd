"""What is under way on the desks: drafts, one returned, one waiting for approval; an invitation not yet answered."""

from __future__ import annotations

from wagtail.models import TaskState

from courses.models import Batch, CoursePage, MaterialPage, SpeakerInvitation
from courses.services.invitations import invite_speaker
from courses.services.writing import submit_material
from home.demo import sources
from home.demo.load_pages import load_material
from members.models import User


def load_drafts(course: CoursePage, people: dict[str, User]) -> None:
    """Those that are there stay as they are, however far they came."""
    for row in sources.course()["draft"]:
        if MaterialPage.objects.child_of(course).filter(slug=row["slug"]).exists():
            continue
        material = load_material(course, row["slug"], people, publish=False)
        if "returned" not in row and "submitted" not in row:
            continue
        submit_material(material=material, actor=people[sources.material(row["slug"]).speaker])
        if "returned" in row:
            state: TaskState = MaterialPage.objects.get(pk=material.pk).current_workflow_task_state
            state.reject(user=people["organiser"], comment=row["returned"])


def invite_further_speaker(batch: Batch, people: dict[str, User]) -> None:
    """Asked and not yet answered; its address belongs to nobody."""
    facts = sources.course()["invitation"]
    if SpeakerInvitation.objects.filter(batch=batch, email=facts["email"]).exists():
        return
    invite_speaker(
        batch=batch,
        name=facts["name"],
        email=facts["email"],
        function=facts["function"],
        sessions=list(batch.sessions.filter(subject=facts["session"])),
        actor=people["organiser"],
    )
