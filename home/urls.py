from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path

from home.sitemaps import PublicSitemap
from home.views import app, comparison, desks, figures, front, guides, lists, robots, search

app_name = "home"

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("verify/", front.verify, name="verify"),
    path("desk/", desks.desk, name="desk"),
    path("desk/participant/", desks.participant, name="participant_desk"),
    path("desk/participant/jp/", desks.jp_year, name="jp_year"),
    path("desk/speaker/", desks.speaker, name="speaker_desk"),
    path("desk/organiser/", desks.organiser, name="organiser_desk"),
    path("desk/coordinator/", desks.coordinator, name="coordinator_desk"),
    path("desk/office/", desks.office, name="office_desk"),
    path("desk/comparison/", comparison.comparison, name="comparison"),
    path("desk/missing/", lists.missing, name="missing"),
    path("desk/missing/export/", lists.missing_export, name="missing_export"),
    path("desk/offices/", lists.offices, name="offices"),
    path("desk/sessions/", lists.sessions, name="sessions"),
    path("materials/<uuid:uid>/figures/", figures.figures, name="material_figures"),
    path("search/", search.search, name="search"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.service_worker, name="service_worker"),
    path("offline/", app.offline, name="offline"),
    path("help/", guides.index, name="help"),
    path("help/<slug:slug>/", guides.guide, name="guide"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"public": PublicSitemap}}, name="sitemap"),
]
