from django.urls import path

from members.views import coordinators, inbox, message_choices, notices, profile

app_name = "members"

urlpatterns = [
    path("account/profile/", profile.profile, name="profile"),
    path("account/profile/data.json", profile.own_data, name="own_data"),
    path("account/messages/", message_choices.message_choices, name="message_choices"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.notice_write, name="notice_new"),
    path("notices/<uuid:uid>/", notices.notice, name="notice"),
    path("notices/<uuid:uid>/edit/", notices.notice_write, name="notice_edit"),
    path("notices/<uuid:uid>/read/", notices.notice_read, name="notice_read"),
    path("notices/<uuid:uid>/send/", notices.notice_send, name="notice_send"),
    path("notices/<uuid:uid>/withdraw/", notices.notice_withdraw, name="notice_withdraw"),
    path("notices/<uuid:uid>/receipts/", notices.notice_receipts, name="notice_receipts"),
    path("notices/<uuid:uid>/remind/", notices.notice_remind, name="notice_remind"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/stop/<str:token>/", message_choices.stop_messages, name="stop_messages"),
    path("inbox/<uuid:uid>/", inbox.inbox_message, name="inbox_message"),
    path("coordinators/", coordinators.coordinator_list, name="coordinators"),
    path("coordinators/inaugurate/", coordinators.inaugurate, name="inaugurate"),
    path("coordinators/hand-over/<uuid:uid>/", coordinators.hand_over, name="hand_over"),
    path("coordinators/hand-over/<uuid:uid>/receive/", coordinators.hand_over_receive, name="hand_over_receive"),
]
