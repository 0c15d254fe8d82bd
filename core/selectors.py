from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When

from core.choices import LightState
from core.light.kinds import LIGHT_KINDS
from core.models import Attachment, Job
from core.models.job import JobQuerySet


def jobs_with_prefix(prefix: str) -> JobQuerySet:
    return Job.objects.with_prefix(prefix)


def heavy_attachments(among: Collection[int] | None = None) -> QuerySet[Any]:
    """Those of which a light variant could be made, and of whose content none was begun."""
    kinds = Q()
    for kind in LIGHT_KINDS:
        kinds |= Q(file__iendswith=f".{kind}")
    found: QuerySet[Any] = Attachment.objects.filter(kinds, file_size__gte=settings.LIGHT_VARIANT_KB * 1000)
    found = found.exclude(light_variant__content_hash=F("file_hash"))
    return found if among is None else found.filter(pk__in=among)


def bytes_to_fetch(attachments: Collection[int]) -> int:
    """What their readers fetch: the light variant, where there is one."""
    if not attachments:
        return 0
    is_light = Q(light_variant__state=LightState.READY, light_variant__content_hash=F("file_hash"))
    size = Case(When(is_light, then="light_variant__bytes"), default="file_size", output_field=BigIntegerField())
    return Attachment.objects.filter(pk__in=attachments).aggregate(total=Sum(size))["total"] or 0
