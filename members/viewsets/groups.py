from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import GroupViewSet

from members.choices import SiteRole
from members.rules import Viewer, is_administrator


class RoleGroupPolicy(ModelPermissionPolicy):
    """Administrators alone change what a role may do in Wagtail, and no role's group goes away."""

    def user_has_permission(self, user: Viewer, action: str) -> bool:
        return is_administrator(user)

    def user_has_permission_for_instance(self, user: Viewer, action: str, instance: Group) -> bool:
        if action == "delete" and instance.name in SiteRole.values:
            return False
        return is_administrator(user)


class RoleGroupForm(GroupForm):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.instance.pk and self.initial.get("name") in SiteRole.values and name != self.initial["name"]:
            raise forms.ValidationError(_("This group is a role and keeps its name."), "role")
        return name


class RoleGroupViewSet(GroupViewSet):
    @property
    def permission_policy(self) -> Any:
        return RoleGroupPolicy(Group)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Group]]:
        return RoleGroupForm
