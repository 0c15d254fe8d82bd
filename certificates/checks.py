"""System checks: what this machine lacks for issuing certificates. Warnings only, the site serves all the same."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from certificates.rendering import slow_because, unavailable_because


@register(Tags.compatibility)
def rendering_is_possible(**_kwargs: Any) -> list[CheckMessage]:
    if reason := unavailable_because():
        return [Warning(reason, id="certificates.W001")]
    if reason := slow_because():
        return [Warning(reason, id="certificates.W002")]
    return []
