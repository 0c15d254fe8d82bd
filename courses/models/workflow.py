from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Task, TaskState

from courses.models.pages import CoursePage
from courses.rules import may_run_course

if TYPE_CHECKING:
    from members.models import User


class OrganiserApprovalTask(Task):
    """A speaker hands in, an organiser of that very course approves or asks for changes."""

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return self._decides(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return not self._decides(obj, user)

    def user_can_lock(self, obj: Page, user: User) -> bool:
        return self._decides(obj, user)

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        if not self._decides(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return found
        waiting = found.values_list("workflow_state__object_id", flat=True)
        paths = CoursePage.objects.run_by(user).values_list("path", flat=True)
        own = Page.objects.none()
        for path in paths:
            own |= Page.objects.filter(path__startswith=path)
        own_ids = own.filter(pk__in=[int(pk) for pk in waiting]).values_list("pk", flat=True)
        return found.filter(workflow_state__object_id__in=[str(pk) for pk in own_ids])

    @classmethod
    def get_description(cls) -> str:
        return _("Organisers of the course approve this step")

    def _decides(self, obj: Page, user: User) -> bool:
        if user.is_superuser:
            return True
        course = CoursePage.objects.ancestor_of(obj, inclusive=True).first()
        return course is not None and may_run_course(user, course)

    class Meta:
        verbose_name = gettext_lazy("approval by an organiser of the course")
        verbose_name_plural = gettext_lazy("approvals by an organiser of the course")
