"""Who works with uploaded pictures and files in the admin.

Wagtail's own policy lets whoever may choose a file see all of its collection, which would show every speaker the
drafts of all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from core.models import Recording

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AbstractUser, AnonymousUser
    from django.db.models import QuerySet

ON_A_ROW = frozenset({"choose", "change", "delete"})


class OwnUploadsPolicy(CollectionOwnershipPermissionPolicy):
    """Whoever may upload sees, chooses and changes the own uploads; all of them, administrators alone."""

    def user_has_permission(self, user: AbstractUser | AnonymousUser, action: str) -> bool:
        return bool(super().user_has_permission(user, "add" if action in ON_A_ROW else action))

    def user_has_any_permission_for_instance(
        self, user: AbstractUser | AnonymousUser, actions: Iterable[str], instance: Any
    ) -> bool:
        if user.is_active and user.is_superuser:
            return True
        is_own = instance.uploaded_by_user_id is not None and instance.uploaded_by_user_id == user.pk
        return is_own and bool(ON_A_ROW & set(actions)) and self.user_has_permission(user, "add")

    def instances_user_has_any_permission_for(
        self, user: AbstractUser | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        if user.is_active and user.is_superuser:
            return rows
        if not (ON_A_ROW & set(actions) and self.user_has_permission(user, "add")):
            return rows.none()
        return rows.filter(uploaded_by_user=user.pk)

    def collections_user_has_any_permission_for(
        self, user: AbstractUser | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet[Any]:
        wanted = {"add" if action in ON_A_ROW else action for action in actions}
        found: QuerySet[Any] = super().collections_user_has_any_permission_for(user, wanted)
        return found


# Wagtailmedia hands out the permissions of its own model, whichever is put in its place.
recording_policy = OwnUploadsPolicy(Recording, auth_model="wagtailmedia.Media", owner_field_name="uploaded_by_user")


def keep_uploads_apart() -> None:
    """The two policies become ours; replaced they would live on in the modules that imported them before."""
    for policy in (document_policy, picture_policy):
        policy.__class__ = OwnUploadsPolicy


class SeesFile(Protocol):
    def __call__(self, user: Any, file: Any) -> bool: ...


_seers: list[SeesFile] = []


def register_seer(sees: SeesFile) -> None:
    """Upper apps say who else may look at a picture or a file in the admin, because of the page that shows it."""
    if sees not in _seers:
        _seers.append(sees)


def may_look_at(user: AbstractBaseUser | AnonymousUser, file: Any, policy: CollectionOwnershipPermissionPolicy) -> bool:
    """Read it in the admin: who may work with it, and whom an upper app lets look; neither changes nor chooses it."""
    return policy.user_has_any_permission_for_instance(user, ON_A_ROW, file) or any(sees(user, file) for sees in _seers)
