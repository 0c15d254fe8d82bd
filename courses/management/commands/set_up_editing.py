from typing import Any

from django.core.management.base import BaseCommand

from courses.services import set_up_editing


class Command(BaseCommand):
    help = "Give organisers and speakers their way into the editor, and courses their workflow; may run any time."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_editing()
