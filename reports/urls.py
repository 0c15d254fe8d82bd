from django.urls import URLPattern, path

from reports.views import activity, ledger, recap, siasn

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("batches/<slug:code>/recap/", recap.recap, name="recap"),
    path("batches/<slug:code>/recap/make/", recap.make, name="recap_make"),
    path("batches/<slug:code>/recap/files/", recap.files, name="recap_files"),
    path("batches/<slug:code>/siasn/", siasn.of_batch, name="siasn"),
    path("batches/<slug:code>/siasn/make/", siasn.make_of_batch, name="siasn_make"),
    path("batches/<slug:code>/siasn/files/", siasn.batch_files, name="siasn_files"),
    path("batches/<slug:code>/report/", activity.report, name="activity"),
    path("batches/<slug:code>/report/make/", activity.make, name="activity_make"),
    path("batches/<slug:code>/report/files/", activity.files, name="activity_files"),
    path("jp/siasn/", siasn.of_year, name="siasn_year"),
    path("jp/siasn/make/", siasn.make_of_year, name="siasn_year_make"),
    path("jp/siasn/files/", siasn.year_files, name="siasn_year_files"),
    path("jp/", ledger.people, name="jp"),
    path("jp/offices/", ledger.offices, name="jp_offices"),
    path("jp/make/", ledger.make, name="jp_make"),
    path("jp/files/", ledger.files, name="jp_files"),
]
