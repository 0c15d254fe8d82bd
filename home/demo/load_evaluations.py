"""What participants said of speakers, organisers and the course; in 2020 closed, in the running batch just begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core import clock
from courses.models import Batch, Enrolment
from courses.selectors.evaluation import EvaluationState, SectionFace, evaluation_state
from courses.services import close_evaluation, fill_section
from home.demo.days import moment_of
from members.models import User

ANSWERING = 9
EARLY = 3
SAID = {
    "speaker": [
        "Contohnya dari kejadian nyata di pelabuhan, jadi mudah diingat.",
        "Mohon waktu praktik ditambah, tanya jawabnya terpotong.",
        "",
        "Paparannya jelas. Sebaiknya dibagikan sebelum sesi.",
        "",
    ],
    "organisers": [
        "Informasi jadwal datang tepat waktu.",
        "",
        "Ruangannya agak panas di siang hari.",
        "Panitia sigap membantu yang kesulitan masuk.",
    ],
    "course": [
        "Langkah satu jam pertama langsung dapat dipakai di kantor.",
        "Perlu kegiatan lanjutan enam bulan lagi.",
        "",
        "Latihan menjawab hoaks paling berguna.",
    ],
}


def fill_past(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User]) -> None:
    with clock.at(moment_of(batch.ends_on + timedelta(days=2), 1140)):
        state = evaluation_state(batch)
        for place, enrolment in enumerate(enrolments[:ANSWERING]):
            for face in state.sections:
                _fill(state, face, enrolment, place)
    with clock.at(moment_of(batch.ends_on + timedelta(days=4))):
        close_evaluation(batch=batch, actor=people["organiser"])


def begin_running(batch: Batch, enrolments: Sequence[Enrolment]) -> None:
    """Some have told already what they think of the organisers; nobody sees it before it is closed."""
    state = evaluation_state(batch)
    for place, enrolment in enumerate(enrolments[-EARLY:]):
        for face in state.sections:
            if state.is_open and face.is_held:
                _fill(state, face, enrolment, place)


def _fill(state: EvaluationState, face: SectionFace, enrolment: Enrolment, place: int) -> None:
    taste = 3 + (face.part.pk if face.part else 1) % 2
    said = SAID[face.section.value]
    answers = {
        question.order: said[(place + question.order) % len(said)]
        if question.is_open
        else min(5, taste + (place * 7 + question.order * (place % 4)) % 3)
        for question in state.instrument.of(face.section)
    }
    asked = state.instrument.fingerprint(face.section)
    fill_section(enrolment=enrolment, section=face.slug, asked=asked, answers=answers)
