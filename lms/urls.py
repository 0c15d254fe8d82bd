from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include("members.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("members.account_urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("core.urls")),
    path("", include("members.urls")),
    path("", include("courses.urls")),
    path("", include("quizzes.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]
