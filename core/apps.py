from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        import core.jobs.housekeeping  # noqa: F401  registers its kinds, once the models are there
        from core.media_policy import keep_uploads_apart  # likewise

        keep_uploads_apart()
