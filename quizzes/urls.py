from django.urls import URLPattern, path

from quizzes import (
    contact_views,
    intervention_views,
    live_views,
    marking_views,
    media_views,
    practice_views,
    sealed_views,
    views,
    written_views,
)

app_name = "quizzes"

urlpatterns: list[URLPattern] = [
    path("quizzes/<uuid:uid>/", views.landing, name="landing"),
    path("quizzes/<uuid:uid>/start/", views.start, name="start"),
    path("attempts/<uuid:uid>/", views.attempt, name="attempt"),
    path("attempts/<uuid:uid>/answers/", views.answers, name="answers"),
    path("attempts/<uuid:uid>/check/<int:slot>/", practice_views.check, name="check"),
    path("attempts/<uuid:uid>/lease/", contact_views.lease, name="lease"),
    path("attempts/<uuid:uid>/clock/", contact_views.clock_check, name="clock"),
    path("attempts/<uuid:uid>/contact/", contact_views.contact, name="contact"),
    path("attempts/<uuid:uid>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:uid>/result/", views.result, name="result"),
    path("attempts/<uuid:uid>/media/<slug:sha256>/", media_views.of_attempt, name="attempt_media"),
    path("questions/media/<slug:sha256>/", media_views.of_bank, name="media"),
    path("attempts/<uuid:uid>/drills/<int:slot>/", written_views.drill, name="drill"),
    path("attempts/<uuid:uid>/files/<int:slot>/", written_views.add_file, name="add_file"),
    path("attempts/<uuid:uid>/files/<uuid:file_uid>/", written_views.answer_file, name="answer_file"),
    path("marking/", marking_views.queue, name="marking"),
    path("marking/questions/<uuid:quiz>/<uuid:item>/", marking_views.question, name="marking_question"),
    path("marking/questions/<uuid:quiz>/<uuid:item>/next/", marking_views.take_next, name="marking_next"),
    path("marking/<uuid:uid>/", marking_views.task, name="marking_task"),
    path("marking/<uuid:uid>/claim/", marking_views.claim, name="marking_claim"),
    path("marking/<uuid:uid>/release/", marking_views.release, name="marking_release"),
    path("marking/<uuid:uid>/draft/", marking_views.draft, name="marking_draft"),
    path("marking/<uuid:uid>/mark/", marking_views.mark, name="marking_mark"),
    path("marking/<uuid:uid>/files/<uuid:file_uid>/", marking_views.task_file, name="marking_file"),
    path("batches/<slug:code>/tests/<uuid:uid>/", live_views.live, name="live"),
    path("batches/<slug:code>/tests/<uuid:uid>/extend/", intervention_views.extend_all, name="extend_all"),
    path("batches/<slug:code>/tests/<uuid:uid>/answer-files/", sealed_views.hand_over, name="hand_over"),
    path("batches/<slug:code>/tests/<uuid:uid>/people/<uuid:person>/", intervention_views.person, name="person"),
    path(
        "batches/<slug:code>/tests/<uuid:uid>/people/<uuid:person>/rules/",
        intervention_views.accommodate,
        name="accommodate",
    ),
    path(
        "batches/<slug:code>/tests/<uuid:uid>/people/<uuid:person>/attempts/<uuid:attempt>/<slug:name>/",
        intervention_views.deed,
        name="deed",
    ),
]
