from django.urls import URLPattern, path, re_path

from certificates.views import badges, corrections, holding, issuing, keys, kinds, packs, runs, sending, verification

app_name = "certificates"

urlpatterns: list[URLPattern] = [
    # Upper case in QR codes, so that they stay small; lower case where people type and link.
    re_path(r"^[Vv]/(?P<token>[^/]{1,100})/?$", verification.verify, name="verify"),
    re_path(r"^[Vv]/(?P<token>[^/]{1,100})/badge\.(?P<form>jwt|png)$", badges.public_badge, name="public_badge"),
    path(".well-known/did.json", badges.did, name="did"),
    path("badges/status/<int:number>/", badges.status_list, name="status_list"),
    path("achievements/<slug:slug>/", badges.achievement, name="achievement"),
    path("achievements/<slug:slug>/badge.png", badges.achievement_picture, name="achievement_picture"),
    path("signing-keys/", keys.signing_keys, name="signing_keys"),
    re_path(r"^signing-keys/(?P<key_id>[0-9a-f]{32})\.pem$", keys.signing_key, name="signing_key"),
    path("certificates/", holding.certificate_list, name="list"),
    path("certificates/<uuid:uid>/", holding.certificate_page, name="certificate"),
    path("certificates/<uuid:uid>/download/", holding.download, name="download"),
    re_path(r"^certificates/(?P<uid>[0-9a-f-]{36})/badge\.(?P<form>jwt|png)$", badges.own_badge, name="own_badge"),
    path("certificates/<uuid:uid>/replace/", corrections.replace, name="replace"),
    path("certificates/<uuid:uid>/message/", sending.message, name="message"),
    path("certificates/<uuid:uid>/correction/", corrections.ask, name="ask_correction"),
    path("certificates/<uuid:uid>/revoke/", holding.change, {"deed": "revoke"}, name="revoke"),
    path("certificates/<uuid:uid>/void/", holding.change, {"deed": "void"}, name="void"),
    path("corrections/", corrections.correction_list, name="corrections"),
    path("corrections/<uuid:uid>/", corrections.correction, name="correction"),
    path("corrections/<uuid:uid>/decline/", corrections.decline, name="decline_correction"),
    path("corrections/<uuid:uid>/withdraw/", corrections.withdraw, name="withdraw_correction"),
    path("batches/<slug:code>/certificates/", issuing.batch_certificates, name="batch"),
    path("batches/<slug:code>/certificates/chosen/", sending.chosen, name="chosen"),
    path("batches/<slug:code>/certificates/packs/", packs.packs, name="packs"),
    path("batches/<slug:code>/certificates/packs/state/", packs.packs_state, name="packs_state"),
    path("batches/<slug:code>/certificates/packs/<uuid:uid>/", packs.download, name="pack"),
    path("batches/<slug:code>/certificates/runs/", runs.run_list, name="runs"),
    path("batches/<slug:code>/certificates/runs/<uuid:uid>/", runs.run_page, name="run"),
    path("batches/<slug:code>/certificates/runs/<uuid:uid>/progress/", runs.progress, name="run_progress"),
    path("batches/<slug:code>/certificates/runs/<uuid:uid>/pause/", runs.deed, {"deed": "pause"}, name="run_pause"),
    path("batches/<slug:code>/certificates/runs/<uuid:uid>/resume/", runs.deed, {"deed": "resume"}, name="run_resume"),
    path("batches/<slug:code>/certificates/runs/<uuid:uid>/again/", runs.deed, {"deed": "again"}, name="run_again"),
    path("batches/<slug:code>/certificates/for/<str:kind>/", kinds.batch_kind, name="kind"),
    path("batches/<slug:code>/certificates/for/<str:kind>/fill/", kinds.deed, {"deed": "fill"}, name="kind_fill"),
    path("batches/<slug:code>/certificates/for/<str:kind>/switch/", kinds.deed, {"deed": "switch"}, name="kind_switch"),
    path("batches/<slug:code>/certificates/for/<str:kind>/issue/", kinds.deed, {"deed": "issue"}, name="kind_issue"),
    path("batches/<slug:code>/certificates/for/<str:kind>/new/", kinds.part, name="part_new"),
    path("batches/<slug:code>/certificates/for/<str:kind>/<uuid:uid>/", kinds.part, name="part"),
    path("batches/<slug:code>/certificates/for/<str:kind>/<uuid:uid>/remove/", kinds.part_remove, name="part_remove"),
]
