from typing import Any

from django.test import RequestFactory
from django.views.debug import get_exception_reporter_filter

HIDDEN = "********************"


def test_what_the_reader_calls_a_secret_is_in_no_error_report(settings: Any) -> None:
    settings.PKCS11_PIN, settings.BSRE_SUBSCRIBER, settings.REDIS_URL = "90817", "SUB-1", "redis://:pw1@cache/0"
    settings.CACHES = {**settings.CACHES, "other": {"LOCATION": [settings.REDIS_URL]}}

    shown = get_exception_reporter_filter(RequestFactory().get("/")).get_safe_settings()

    assert [shown[name] for name in ("PKCS11_PIN", "BSRE_SUBSCRIBER", "REDIS_URL", "SECRET_KEY")] == [HIDDEN] * 4
    assert shown["CACHES"]["other"]["LOCATION"] == [HIDDEN]
    assert shown["PKCS11_CHAIN_FILE"] == settings.PKCS11_CHAIN_FILE
