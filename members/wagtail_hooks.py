from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from members.models import User
from members.viewsets.message_texts import MessageTextsViewSet
from members.viewsets.messages import MessageViewSet
from members.viewsets.offices import OfficesGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [
        OfficesGroup(),
        MessageViewSet("messages"),
        MessageTextsViewSet("message_texts", url_prefix="message-texts"),
    ]


@hooks.register("register_account_menu_item")
def link_to_profile(request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("members:profile"),
        "label": _("Contact, language, password and second step"),
        "help_text": _("These stand on your own page, outside the administration."),
    }


@hooks.register("before_bulk_action")
def refuse_bulk_actions_on_members(
    request: HttpRequest, action_type: str, objects: Iterable[object], action: Any
) -> None:
    """Wagtail's own would delete people, and give roles past our services and their trail."""
    if User in action.models:
        raise PermissionDenied
