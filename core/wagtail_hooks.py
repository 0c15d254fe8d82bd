from django.urls import URLResolver, include, path
from wagtail import hooks

from core import (
    admin_brand,  # noqa: F401  registers its hooks
    admin_views,
)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    patterns = [
        path("attachments/<int:pk>/", admin_views.attachment, name="attachment"),
        path("renditions/<int:pk>/", admin_views.rendition, name="rendition"),
    ]
    return [path("files/", include((patterns, "core_admin")))]
