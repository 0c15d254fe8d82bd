"""The kinds of messages that courses send."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from members.choices import MessageCategory
from members.message_kinds import ONE_TIME_LINK, register_message_kind

DAY = date(2020, 9, 22)
COURSE = "Bimtek Social Media Response Team"
MATERIAL = {
    "title": "Menulis klarifikasi yang cepat dan tepat",
    "course": COURSE,
    "link": "https://dermaga.example.go.id/courses/smrt/materials/klarifikasi/",
}
PLACE_FACTS = {
    "course": COURSE,
    "batch_name": "Angkatan I",
    "batch": SimpleNamespace(venue="Hotel Melia", city="Yogyakarta", starts_on=DAY, ends_on=DAY),
    "enrolment": SimpleNamespace(state="nominated"),
}
ASKED = {
    **PLACE_FACTS,
    "name": "Siti Rahmawati",
    "nominator": "KSOP Kelas II Bitung",
    "letter": "KP.301/12/KSOP.Btg/2020",
    "letter_date": DAY,
    "expires_at": datetime(2020, 9, 22, 1, 30, tzinfo=UTC),
    "link": ONE_TIME_LINK,
}
TOLD = {**PLACE_FACTS, "link": "https://dermaga.example.go.id/places/0190/"}
STARTS = datetime(2020, 9, 22, 1, 30, tzinfo=UTC)
RUN = {"course": COURSE, "batch": "Angkatan I"}


def register_message_kinds() -> None:
    register_message_kind(
        "material_reminder",
        category=MessageCategory.REMINDER,
        label=_("A speaker is reminded of the material"),
        sample={
            **RUN,
            "session": "Menulis klarifikasi yang cepat dan tepat",
            "day": "Selasa, 22 September 2020",
            "days": 7,
            "link": "https://dermaga.example.go.id/desk/",
        },
    )
    register_message_kind(
        "missing_reminder",
        category=MessageCategory.REMINDER,
        label=_("A participant is reminded of what is missing"),
        sample={
            **RUN,
            "items": ["Post-test: menangkal hoaks", "Evaluasi"],
            "until": "Kamis, 24 September 2020",
            "link": "https://dermaga.example.go.id/courses/smrt/",
        },
    )
    register_message_kind(
        "session_tomorrow",
        category=MessageCategory.REMINDER,
        label=_("The sessions of tomorrow"),
        sample={
            **RUN,
            "day": "Selasa, 22 September 2020",
            "starts": "08.30",
            "zone": "WIB",
            "place": "Hotel Tentrem, Yogyakarta",
            "sessions": [{"times": "08.30–10.00", "subject": "Komunikasi publik di masa krisis", "room": "Ruang A"}],
            "link": "https://dermaga.example.go.id/courses/smrt/",
        },
        editable=True,
    )
    register_message_kind(
        "speaker_invitation",
        category=MessageCategory.ENROLMENT,
        label=_("A speaker is invited"),
        sample={
            "name": "Siti Rahmawati",
            "course": COURSE,
            "batch_name": "Angkatan I",
            "city": "Yogyakarta",
            "until": "29 September 2020",
            "batch": SimpleNamespace(zone="Asia/Jakarta", get_zone_display="WIB"),
            "sessions": [
                SimpleNamespace(
                    subject="Komunikasi publik di masa krisis", starts_at=STARTS, ends_at=STARTS + timedelta(minutes=90)
                )
            ],
            "link": ONE_TIME_LINK,
        },
        at_once=True,
        editable=True,
    )
    register_message_kind(
        "material_handed_in",
        category=MessageCategory.MATERIAL,
        label=_("A material waits for approval"),
        sample={**MATERIAL, "author": "Siti Rahmawati", "answer": "Gambarnya sudah saya ganti."},
        names_others=True,
    )
    register_message_kind(
        "material_returned",
        category=MessageCategory.MATERIAL,
        label=_("A material is returned to its author"),
        sample={**MATERIAL, "comment": "Mohon cantumkan sumber gambarnya."},
    )
    register_message_kind(
        "material_approved",
        category=MessageCategory.MATERIAL,
        label=_("A material is approved"),
        sample=MATERIAL,
    )
    register_message_kind(
        "material_commented",
        category=MessageCategory.MATERIAL,
        label=_("Comments on a material"),
        sample={
            "author": "Agus Wijaya",
            "title": MATERIAL["title"],
            "link": MATERIAL["link"],
            "said": [SimpleNamespace(text="Bagian ini sudah jelas.", to="", settled=False)],
        },
        names_others=True,
    )
    register_message_kind(
        "timetable_changed",
        category=MessageCategory.TIMETABLE,
        label=_("A timetable has changed"),
        sample={
            "batch": "Angkatan I",
            "course": COURSE,
            "zone": "WIB",
            "changes": [
                SimpleNamespace(
                    title="Komunikasi publik di masa krisis",
                    news="Berubah",
                    facts=[
                        SimpleNamespace(
                            label="Waktu",
                            before="Selasa, 22 September 2020, 08.30–10.00 WIB",
                            after="Selasa, 22 September 2020, 10.15–11.45 WIB",
                        )
                    ],
                )
            ],
            "link": "https://dermaga.example.go.id/batches/smrt-2020-yk/schedule/",
        },
        names_others=True,  # a speaker who was exchanged for another
    )
    register_message_kind(
        "question_answered",
        category=MessageCategory.QUESTION,
        label=_("A question at a session is answered"),
        sample={
            "name": "Budi Santoso",
            "session": "Komunikasi publik di masa krisis",
            "question": "Siapa yang berbicara bila kepala kantor tidak di tempat?",
            "answer": "Pejabat yang ditunjuk tertulis sebelum ada krisis.",
            "url": "https://dermaga.example.go.id/sessions/1/questions/",
        },
    )
    _register_about_places()


def _register_about_places() -> None:
    category = MessageCategory.ENROLMENT
    for template, label in (
        ("place_asked", _("Somebody is nominated, and asked to accept")),
        ("place_approval", _("A superior is asked to approve")),
        ("place_free", _("A place became free")),
    ):
        register_message_kind(
            template,
            category=category,
            label=label,
            sample=ASKED,
            at_once=True,
            editable=False,
            names_others=template == "place_approval",
        )
    register_message_kind(
        "place_waiting", category=category, label=_("Somebody is put on the waiting list"), sample=TOLD
    )
    register_message_kind("place_confirmed", category=category, label=_("A place is confirmed"), sample=TOLD)
    register_message_kind(
        "place_taken_back",
        category=category,
        label=_("A place is taken back"),
        sample={**PLACE_FACTS, "reason": "Kuota unit kerja sudah terpenuhi.", "swapped": False},
        at_once=True,
        editable=False,
    )
