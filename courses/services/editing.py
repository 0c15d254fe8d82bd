from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow, WorkflowPage
from wagtail.models import WorkflowTask as Step

from courses.models import CourseIndexPage, OrganiserApprovalTask
from members.choices import SiteRole
from members.services import role_group

# What opens Wagtail's door; what may be done behind it is said by `page_permissions`.
PAGE_ACTIONS = {SiteRole.ORGANISER: ("add", "change", "publish"), SiteRole.SPEAKER: ("add",)}
# Wagtail asks for the permissions of its own models, whichever models are put in their place.
MEDIA = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))
WORKFLOW_NAME = "Persetujuan materi"


@transaction.atomic
def set_up_editing() -> None:
    """Let organisers and speakers into the editor, and give courses their workflow. May run any time."""
    index = CourseIndexPage.objects.first()
    if index is None:
        return
    for role, actions in PAGE_ACTIONS.items():
        group = role_group(role)
        for action in actions:
            _allow_pages(group, index, action)
        _allow_media(group)
    _set_up_workflow(index)


def _allow_pages(group: Group, index: CourseIndexPage, action: str) -> None:
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
    GroupPagePermission.objects.get_or_create(group=group, page=Page.objects.get(pk=index.pk), permission=permission)


def _allow_media(group: Group) -> None:
    """To upload and use one's own; looking through what others uploaded would show their drafts."""
    root = Collection.get_first_root_node()
    for app, model in MEDIA:
        permission = Permission.objects.get(content_type__app_label=app, codename=f"add_{model}")
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _set_up_workflow(index: CourseIndexPage) -> None:
    if WorkflowPage.objects.filter(page=index.pk).exists():
        return
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    if made:
        task = OrganiserApprovalTask.objects.create(name=WORKFLOW_NAME)
        Step.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=Page.objects.get(pk=index.pk), workflow=workflow)
