"""What participants asked at the sessions, what others voted for, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core import clock
from courses.models import Batch, Enrolment, Session, SessionQuestion
from courses.services import answer_question, ask_question, vote_for
from members.models import User

# What was asked, whether the name is hidden, how many voted for it, and the answer in words or none.
ASKED = (
    (
        "Siapa yang menjawab di media sosial bila kepala kantor sedang tidak di tempat?",
        False,
        6,
        "Pejabat yang ditunjuk tertulis sebelum ada krisis. Simpan nomor teleponnya di kartu saku petugas jaga.",
    ),
    ("Apakah kabar keliru di grup WhatsApp keluarga pegawai perlu dijawab resmi?", True, 4, ""),
    (
        "Berapa lama kita boleh menunggu data dari lapangan sebelum menjawab?",
        False,
        3,
        "Jawab dalam satu jam bahwa kabar sedang diperiksa dan kapan kabar berikutnya. Jangan menunggu data lengkap.",
    ),
    ("Bagaimana bila akun kantor sudah telanjur membagikan kabar yang keliru?", True, 2, ""),
)


def ask_at(session: Session | None, enrolments: Sequence[Enrolment]) -> None:
    """At one session; answers stay with its materials."""
    if session is None or len(enrolments) < len(ASKED) + 6:
        return
    speaker = session.speakers.select_related("member").first()
    for place, (text, hides_name, votes, answer) in enumerate(ASKED):
        with clock.at(session.starts_at + timedelta(minutes=10 + place * 7)):
            question = ask_question(session=session, member=enrolments[place].member, text=text, hides_name=hides_name)
            others = [one for one in enrolments if one is not enrolments[place]]
            _vote(question, others[place : place + votes])
            if answer and speaker is not None:
                _answer(question, speaker.member, answer)


def first_with_speaker(batch: Batch) -> Session | None:
    sessions: Session | None = batch.sessions.filter(speakers__isnull=False).order_by("starts_at").first()
    return sessions


def _vote(question: SessionQuestion, enrolments: Sequence[Enrolment]) -> None:
    for enrolment in enrolments:
        vote_for(question=question, member=enrolment.member)


def _answer(question: SessionQuestion, speaker: User, text: str) -> None:
    answer_question(question=question, actor=speaker, text=text, publish=True)
