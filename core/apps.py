from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
        import core.jobs.housekeeping
        import core.light.jobs
        import core.made_files.jobs  # all three register their kinds, once the models are there
        import core.receivers  # noqa: F401  likewise
        from core.media_policy import keep_uploads_apart  # likewise

        keep_uploads_apart()
