"""What Django's pages and mails about errors may tell of the settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.views.debug import SafeExceptionReporterFilter


class SecretSettingsFilter(SafeExceptionReporterFilter):
    """Hides what the settings reader calls a secret, under whichever name it stands; Django goes by names alone."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        if key in settings.SECRET_SETTINGS or (isinstance(value, str) and _holds_a_secret(value)):
            return self.cleansed_substitute
        return super().cleanse_setting(key, value)


def _holds_a_secret(text: str) -> bool:
    secrets = (str(getattr(settings, name, "") or "") for name in settings.SECRET_SETTINGS)
    return any(len(secret) >= 4 and secret in text for secret in secrets)
