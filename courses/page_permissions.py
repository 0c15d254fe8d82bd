"""What somebody may do with a page in Wagtail's admin: our rules answer, the groups only open the door.

Every screen of the admin (editor, preview, history, moving, deleting, buttons in listings) asks the page's tester, so
this is the one place. Upper apps give their pages below a course the same mixin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import PagePermissionTester

from courses.rules import may_add_course, may_author_in_course, may_edit_material, may_run_course

if TYPE_CHECKING:
    from members.models import User

WRITES = frozenset({"add", "change"})
DECIDES = frozenset({*WRITES, "publish", "lock", "unlock"})
NOTHING: frozenset[str] = frozenset()


class RulesTester(PagePermissionTester):
    def __init__(self, user: User, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            self.permissions = set(page.actions_of(user))


class EditedByRules:
    """For page types whose `actions_of(user)` says what a rule allows."""

    def permissions_for_user(self, user: User) -> RulesTester:
        return RulesTester(user, self)

    def actions_of(self, user: User) -> frozenset[str]:
        raise NotImplementedError


class IndexEditing(EditedByRules):
    def actions_of(self, user: User) -> frozenset[str]:
        return frozenset({"add"}) if may_add_course(user) else NOTHING


class CourseEditing(EditedByRules):
    def actions_of(self, user: User) -> frozenset[str]:
        if not self.path:  # type: ignore[attr-defined]  # not in the tree yet: its parent is asked
            return NOTHING
        if may_run_course(user, self):  # type: ignore[arg-type]  # mixed into CoursePage
            return DECIDES
        return frozenset({"add"}) if may_author_in_course(user, self) else NOTHING  # type: ignore[arg-type]


class MaterialEditing(EditedByRules):
    def actions_of(self, user: User) -> frozenset[str]:
        if not self.path:  # type: ignore[attr-defined]  # not in the tree yet: its parent is asked
            return NOTHING
        if may_run_course(user, self.course):  # type: ignore[attr-defined]  # mixed into MaterialPage
            return DECIDES
        return WRITES if may_edit_material(user, self) else NOTHING  # type: ignore[arg-type]
