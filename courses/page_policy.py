"""Which pages the searches, lists and the API of Wagtail's admin take theirs from.

Wagtail asks the groups, and ours open the whole tree below the courses: who edits what in it is said by our rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.selectors.editing import limit_to_edited

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User

_by_groups = PagePermissionPolicy.explorable_instances


def explorable_by_rules(self: PagePermissionPolicy, user: User) -> QuerySet[Any]:
    pages = _by_groups(self, user)
    return pages if user.is_superuser else limit_to_edited(pages, user)


def keep_pages_apart() -> None:
    """On the class: the admin's API makes a policy of its own for each request."""
    PagePermissionPolicy.explorable_instances = explorable_by_rules
