"""The kinds of messages that courses send."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from members.choices import MessageCategory
from members.message_kinds import ONE_TIME_LINK, register_message_kind

COURSE = "Bimtek Social Media Response Team"
MATERIAL = {
    "title": "Menulis klarifikasi yang cepat dan tepat",
    "course": COURSE,
    "link": "https://dermaga.example.go.id/courses/smrt/materials/klarifikasi/",
}
STARTS = datetime(2020, 9, 22, 1, 30, tzinfo=UTC)


PLACE = {
    "course": SimpleNamespace(title=COURSE),
    "batch": SimpleNamespace(
        name="Angkatan I", starts_on=date(2020, 9, 22), ends_on=date(2020, 9, 24), venue="", city="Yogyakarta"
    ),
    "enrolment": SimpleNamespace(state="confirmed"),
    "link": "https://dermaga.example.go.id/desk/",
}


def register_message_kinds() -> None:
    for template, label in (
        ("place_free", _("A place became free")),
        ("place_waiting", _("Somebody is put on the waiting list")),
        ("place_confirmed", _("A place is confirmed")),
        ("place_taken_back", _("A place is taken back")),
    ):
        sample = dict(PLACE)
        if template == "place_taken_back":
            del sample["link"]
            sample["reason"] = "Tempatnya diberikan kepada peserta lain."
        register_message_kind(template, category=MessageCategory.ENROLMENT, label=label, sample=sample, editable=False)
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
    )
