"""Our rules in the shape that Wagtail's admin views ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from wagtail.permission_policies.base import BasePermissionPolicy

from members.rules import Viewer

Rule = Callable[[Viewer], bool]


def nobody(user: Viewer) -> bool:
    return False


class RulesPolicy(BasePermissionPolicy):
    """`view`, `add` and `change` ask a rule each, and so does what `more` names, such as `publish`; nothing is deleted
    in the admin. Which rows a viewer meets is said by the queryset's `visible_to`, and by `change_instance` for one
    row."""

    def __init__(
        self,
        model: type[models.Model],
        *,
        view: Rule,
        change: Rule = nobody,
        add: Rule | None = None,
        change_instance: Callable[[Viewer, Any], bool] | None = None,
        more: Mapping[str, Rule] | None = None,
    ) -> None:
        super().__init__(model)
        self.rules: dict[str, Rule] = {"view": view, "change": change, "add": add or change, **(more or {})}
        self.change_instance = change_instance

    def user_has_permission(self, user: Viewer, action: str) -> bool:
        return self.rules.get(action, nobody)(user)

    def user_has_permission_for_instance(self, user: Viewer, action: str, instance: models.Model) -> bool:
        if not self.user_has_permission(user, action):
            return False
        if action == "change" and self.change_instance is not None:
            return self.change_instance(user, instance)
        return True

    def instances_user_has_any_permission_for(self, user: Viewer, actions: Iterable[str]) -> models.QuerySet[Any]:
        manager: Any = self.model._default_manager
        if not self.user_has_any_permission(user, actions):
            return manager.none()  # type: ignore[no-any-return]
        return manager.visible_to(user) if hasattr(manager, "visible_to") else manager.all()  # type: ignore[no-any-return]

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[Any]:
        """Wagtail asks this for choosing among users; only administrators are sure to have every permission."""
        from members.models import User  # the models import rules, which stand below this module

        return User.objects.active().filter(is_superuser=True)
