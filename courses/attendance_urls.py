"""The addresses of attendance: of who checks in, of the room, of the door, of the lists."""

from django.urls import URLPattern, path

from courses.views import attendance, check_in, door, room, sheets

attendance_patterns: list[URLPattern] = [
    path("batches/<slug:code>/attendance/", attendance.batch_attendance, name="batch_attendance"),
    path("batches/<slug:code>/attendance/<uuid:uid>/", attendance.session_attendance, name="session_attendance"),
    path(
        "batches/<slug:code>/attendance/<uuid:uid>/remarks/", attendance.attendance_remarks, name="attendance_remarks"
    ),
    path(
        "batches/<slug:code>/attendance/<uuid:uid>/<uuid:enrolment_uid>/",
        attendance.attendance_entry,
        name="attendance_entry",
    ),
    path("attendance/<uuid:uid>/", attendance.enrolment_attendance, name="enrolment_attendance"),
    path("check-in/<uuid:uid>/", check_in.check_in, name="check_in"),
    path("check-in/<uuid:uid>/<slug:code>/", check_in.check_in_by_code, name="check_in_by_code"),
    path("sessions/<uuid:uid>/room/", room.room, name="room"),
    path("sessions/<uuid:uid>/room/code/", room.room_code, name="room_code"),
    path("sessions/<uuid:uid>/door/", door.door, name="door"),
    path("sessions/<uuid:uid>/door/<uuid:request_uid>/", door.door_answer, name="door_answer"),
    path("sessions/<uuid:uid>/check-in/", door.check_in_desk, name="check_in_desk"),
    path("sessions/<uuid:uid>/check-in/people/", door.check_in_roster, name="check_in_roster"),
    path("sessions/<uuid:uid>/check-in/device/", door.check_in_device, name="check_in_device"),
    path("sessions/<uuid:uid>/check-in/entries/", door.check_in_entries, name="check_in_entries"),
    path("sessions/<uuid:uid>/sheet/", sheets.sign_in_sheet, name="sign_in_sheet"),
    path("sessions/<uuid:uid>/sheets/", sheets.signed_sheets, name="signed_sheets"),
    path("sessions/<uuid:uid>/sheets/<uuid:sheet_uid>/", sheets.signed_sheet, name="signed_sheet"),
    path("sessions/<uuid:uid>/sheets/<uuid:sheet_uid>/remove/", sheets.signed_sheet_remove, name="signed_sheet_remove"),
]
