from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class CaptionLanguage(models.TextChoices):
    """Their names in themselves, as players list them."""

    INDONESIAN = "id", "Bahasa Indonesia"
    ENGLISH = "en", "English"
