from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import AccountView

OURS = frozenset({"name_email", "avatar", "locale", "password"})


class AdminAccountView(AccountView):
    """What concerns the admin only: notifications and looks. The rest stands on the member's profile page."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name not in OURS]
