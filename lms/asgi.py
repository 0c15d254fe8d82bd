import os
from collections.abc import Awaitable, Callable
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

_site = get_asgi_application()

from core.uptime import keep_beating  # noqa: E402  models can be imported only after the set-up


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """The site; as under WSGI, a process says from its first request on that it lives."""
    keep_beating()
    await _site(scope, receive, send)
