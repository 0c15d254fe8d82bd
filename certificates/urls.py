from django.urls import URLPattern, path, re_path

from certificates.views import holding, issuing, verification

app_name = "certificates"

urlpatterns: list[URLPattern] = [
    # Upper case in QR codes, so that they stay small; lower case where people type and link.
    re_path(r"^[Vv]/(?P<token>[^/]{1,100})/?$", verification.verify, name="verify"),
    path("certificates/", holding.certificate_list, name="list"),
    path("certificates/<uuid:uid>/", holding.certificate_page, name="certificate"),
    path("certificates/<uuid:uid>/download/", holding.download, name="download"),
    path("certificates/<uuid:uid>/replace/", holding.change, {"deed": "replace"}, name="replace"),
    path("certificates/<uuid:uid>/revoke/", holding.change, {"deed": "revoke"}, name="revoke"),
    path("certificates/<uuid:uid>/void/", holding.change, {"deed": "void"}, name="void"),
    path("batches/<slug:code>/certificates/", issuing.batch_certificates, name="batch"),
    path("batches/<slug:code>/certificates/progress/", issuing.progress, name="batch_progress"),
]
