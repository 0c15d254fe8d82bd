from django.urls import URLPattern, path

from quizzes import live_views, views

app_name = "quizzes"

urlpatterns: list[URLPattern] = [
    path("quizzes/<uuid:uid>/", views.landing, name="landing"),
    path("quizzes/<uuid:uid>/start/", views.start, name="start"),
    path("attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("attempts/<uuid:uid>/answers/", views.answers, name="answers"),
    path("attempts/<uuid:uid>/lease/", views.lease, name="lease"),
    path("attempts/<uuid:uid>/clock/", views.clock_check, name="clock"),
    path("attempts/<uuid:uid>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:uid>/result/", views.result, name="result"),
    path("batches/<slug:code>/tests/<uuid:uid>/", live_views.live, name="live"),
]
