import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

_site = get_wsgi_application()

from core.uptime import keep_beating  # noqa: E402  models can be imported only after the set-up


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The site; a process that serves says from its first request on that it lives, and not before it was forked."""
    keep_beating()
    return _site(environ, start_response)
