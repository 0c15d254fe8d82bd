from django.urls import URLPattern, path

from core.style_page import style_page

app_name = "core"

urlpatterns: list[URLPattern] = [
    path("style/", style_page, name="style"),
]
