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


class LightState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    READY = "ready", _("ready")
    LEFT = "left", _("left alone")


class LightReason(models.TextChoices):
    """Why a heavy document has no light variant."""

    LIGHT = "light", _("It is about as light as it can be.")
    SIGNED = "signed", _("It is signed, and any change would break the signature.")
    LOCKED = "locked", _("It is protected with a password.")
    DAMAGED = "damaged", _("It cannot be read without errors.")
    TOO_MUCH = "too_much", _("It takes too much memory.")
    GONE = "gone", _("The file is no longer there.")
