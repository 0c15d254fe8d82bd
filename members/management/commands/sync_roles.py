from typing import Any

from django.core.management.base import BaseCommand

from members.choices import SiteRole
from members.services import role_group, sync_coordinator_roles


class Command(BaseCommand):
    """Safe at any time; meant to run daily, since an appointment ends by the calendar and nobody's deed."""

    help = "Make the group of each role, and let the coordinator's role fit the appointments that hold today."

    def handle(self, *args: Any, **options: Any) -> None:
        for role in SiteRole:
            role_group(role)
        sync_coordinator_roles()
        self.stdout.write("roles: in order")
