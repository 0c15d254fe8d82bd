from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.choices import LightReason
from core.jobs.errors import LeaseLost
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled
from core.light.saving import (
    MAKE_LIGHT,
    LightMade,
    finish_light_variant,
    make_light_variant,
    prepare_light_variants,
)
from core.models import LightVariant
from core.selectors import heavy_attachments

if TYPE_CHECKING:
    from core.jobs.context import JobContext

logger = logging.getLogger(__name__)

ATTEMPTS = 3


@job_kind(MAKE_LIGHT, label=_("Make the light variant of a document"), cpu_heavy=True, max_attempts=ATTEMPTS)
class MakeLightVariant(JobHandler):
    """Why a document is left alone is the variant's state; the job itself has then done its work."""

    def work(self, context: JobContext) -> LightMade | None:
        variant = _wanted(context)
        if variant is None:
            logger.info("what job %s was to make lighter is gone", context.key)
            return None
        try:
            return make_light_variant(variant=variant, progress=context.progress)
        except LeaseLost:
            raise
        except Exception:
            if context.attempt < ATTEMPTS:
                raise
            logger.exception("light variant %s could not be made", variant.pk)
            return LightMade(reason=LightReason.DAMAGED)

    def effects(self, context: JobContext, result: LightMade | None) -> None:
        variant = _wanted(context)
        if variant is not None and result is not None:
            finish_light_variant(variant=variant, content_hash=context.payload["content"], made=result)


def _wanted(context: JobContext) -> LightVariant | None:
    variants = LightVariant.objects.select_related("attachment")
    return variants.filter(pk=context.payload["variant"], content_hash=context.payload["content"]).first()


@job_kind("core.prepare_light_variants", label=_("Look for documents without a light variant"))
class PrepareLightVariants(JobHandler):
    """What was uploaded before there were light variants, or past the services that begin them."""

    def work(self, context: JobContext) -> int:
        return prepare_light_variants()


scheduled("core.prepare_light_variants", every=timedelta(days=1), is_needed=lambda: heavy_attachments().exists())
