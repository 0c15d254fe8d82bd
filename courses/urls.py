from django.urls import URLPattern, path

from courses.views import batches, files, invitations, packs, people, progress, reader_work, reading, rule, writing

app_name = "courses"

urlpatterns: list[URLPattern] = [
    path("courses/", reading.course_list, name="index"),
    path("courses/<slug:slug>/", reading.course, name="course"),
    path("courses/<slug:slug>/<slug:material_slug>/", reading.material, name="material"),
    # Not below the course's address, where it would hide a material of that name.
    path("rules/<slug:slug>/", rule.course_rule, name="rule"),
    path("materials/<uuid:uid>/files/<int:attachment_id>/<str:filename>", files.material_file, name="file"),
    path("materials/<uuid:uid>/pictures/<int:picture_id>/<int:width>/", files.material_picture, name="picture"),
    path("materials/<uuid:uid>/progress/", progress.material_progress, name="progress"),
    path("materials/<uuid:uid>/ticks/<uuid:block>/", reader_work.ticks, name="ticks"),
    path("materials/<uuid:uid>/checks/<uuid:block>/", reader_work.self_check, name="self_check"),
    path("sessions/<uuid:uid>/pack/", packs.session_pack, name="session_pack"),
    path("sessions/<uuid:uid>/pack/prepare/", packs.session_pack_prepare, name="session_pack_prepare"),
    path("sessions/<uuid:uid>/pack/<slug:digest>/", packs.session_pack_file, name="session_pack_file"),
    path("sessions/<uuid:uid>/materials/new/", writing.material_new, name="material_new"),
    path("materials/<uuid:uid>/write/", writing.material_write, name="material_write"),
    path("materials/<uuid:uid>/preview/", writing.material_preview, name="material_preview"),
    path("materials/<uuid:uid>/take-back/", writing.material_take_back, name="material_take_back"),
    path("materials/<uuid:uid>/comments/<int:pk>/", writing.comment_answer, name="comment_answer"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/<slug:code>/", batches.batch_detail, name="batch"),
    path("batches/<slug:code>/participants/", people.batch_participants, name="batch_participants"),
    path("batches/<slug:code>/enrol/", people.batch_enrol, name="batch_enrol"),
    path("batches/<slug:code>/participants/<uuid:uid>/", people.enrolment_state, name="enrolment_state"),
    path("batches/<slug:code>/people/", people.batch_people, name="batch_people"),
    path("batches/<slug:code>/people/<int:pk>/", people.part_change, name="part_change"),
    path("batches/<slug:code>/people/<int:pk>/remove/", people.part_remove, name="part_remove"),
    path("batches/<slug:code>/invite/", invitations.speaker_invite, name="speaker_invite"),
    path("batches/<slug:code>/invitations/<uuid:uid>/", invitations.speaker_invitation, name="speaker_invitation"),
    path("batches/<slug:code>/invitations/<uuid:uid>/renew/", invitations.invitation_renew, name="invitation_renew"),
    path("batches/<slug:code>/invitations/<uuid:uid>/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("batches/<slug:code>/close/", batches.batch_close, name="batch_close"),
    path("batches/<slug:code>/sessions/<uuid:uid>/", batches.session_delivered, name="session_delivered"),
    path("batches/<slug:code>/sessions/<uuid:uid>/as-planned/", batches.session_as_planned, name="session_as_planned"),
    path("batches/<slug:code>/sessions/<uuid:uid>/cancel/", batches.session_cancel, name="session_cancel"),
]
