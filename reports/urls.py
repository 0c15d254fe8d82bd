from django.urls import URLPattern, path

from reports.views import ledger, recap

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("batches/<slug:code>/recap/", recap.recap, name="recap"),
    path("batches/<slug:code>/recap/make/", recap.make, name="recap_make"),
    path("batches/<slug:code>/recap/files/", recap.files, name="recap_files"),
    path("jp/", ledger.people, name="jp"),
    path("jp/offices/", ledger.offices, name="jp_offices"),
    path("jp/make/", ledger.make, name="jp_make"),
    path("jp/files/", ledger.files, name="jp_files"),
]
