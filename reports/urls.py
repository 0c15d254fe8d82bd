from django.urls import URLPattern, path

from reports.views import recap

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("batches/<slug:code>/recap/", recap.recap, name="recap"),
    path("batches/<slug:code>/recap/make/", recap.make, name="recap_make"),
    path("batches/<slug:code>/recap/files/", recap.files, name="recap_files"),
]
