"""The front page and the menu of the administration; imported by home/wagtail_hooks.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from home.selectors.admin_front import Duty

# By task: first what is written and run, then people, then files, then what is looked up. Names as Wagtail and our
# viewsets give them; what stands nowhere here keeps its own place.
ORDER: dict[str, int] = {
    "desk": 50,
    "explorer": 100,
    "batches": 200,
    "tests": 210,
    "certificates": 220,
    "members": 300,
    "offices": 310,
    "messages": 320,
    "media": 400,
    "images": 410,
    "documents": 420,
}
LABELS: dict[str, str | Promise] = {"explorer": _("Courses")}
# Reports that answer a question of whoever runs courses; the others are for administrators.
REPORTS_FOR_ORGANISERS = frozenset({"workflows", "jobs", "audit", "site-history"})
REPORTS_FOR_SPEAKERS = frozenset({"workflows"})
NOT_OURS = frozenset({"editor-guide"})
NEWS_OF_WAGTAIL = "whats-new"


class DutyPanel(Component):
    """One role's part of the front page."""

    template_name = "home/admin/duty.html"

    def __init__(self, duty: Duty, order: int) -> None:
        self.duty = duty
        self.order = order

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"duty": self.duty}


def ordered(items: list[MenuItem]) -> None:
    """In our order and words. The items live as long as the process: they are set, never changed to and fro."""
    for item in items:
        if item.name in ORDER:
            item.order = ORDER[item.name]
        if item.name in LABELS:
            item.label = LABELS[item.name]
