"""What a browser asks for ahead of its reader: to be answered, but not to be taken for reading."""

from django.http import HttpRequest


def is_prefetch(request: HttpRequest) -> bool:
    """Whether the browser asks ahead of its reader."""
    asked = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in asked or "prerender" in asked or request.headers.get("X-Moz") == "prefetch"
