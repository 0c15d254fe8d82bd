from django.urls import URLPattern, path

from core import views
from core.style_page import style_page

app_name = "core"

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.set_language, name="set_language"),
    path("files/<uuid:uid>/", views.made_file, name="made_file"),
    path("style/", style_page, name="style"),
]
