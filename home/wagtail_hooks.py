from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.admin_panels import (
    NEWS_OF_WAGTAIL,
    NOT_OURS,
    REPORTS_FOR_ORGANISERS,
    REPORTS_FOR_SPEAKERS,
    DutyPanel,
    ordered,
)
from home.selectors.admin_front import duties_of
from members.rules import is_administrator, is_auditor, is_organiser


@hooks.register("construct_homepage_panels")
def show_duties(request: HttpRequest, panels: list[Any]) -> None:
    """In the place of Wagtail's own panels, which know no roles."""
    panels[:] = [DutyPanel(duty, order) for order, duty in enumerate(duties_of(request.user))]  # type: ignore[arg-type]  # logged in


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return MenuItem(_("My desk"), reverse("home:desk"), name="desk", icon_name="arrow-left", order=50)


@hooks.register("construct_main_menu")
def put_in_order(request: HttpRequest, items: list[MenuItem]) -> None:
    ordered(items)


@hooks.register("construct_reports_menu")
def show_useful_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    if is_administrator(request.user):
        return
    wide = is_organiser(request.user) or is_auditor(request.user)
    useful = REPORTS_FOR_ORGANISERS if wide else REPORTS_FOR_SPEAKERS
    items[:] = [item for item in items if item.name in useful]


@hooks.register("register_help_menu_item")
def guides_menu_item() -> MenuItem:
    return MenuItem(_("Guides"), reverse("home:help"), name="guides", icon_name="help", order=100)


@hooks.register("construct_help_menu")
def help_of_ours(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's news and guide are in English and on another host."""
    items[:] = [item for item in items if item.name not in NOT_OURS and not item.name.startswith(NEWS_OF_WAGTAIL)]
