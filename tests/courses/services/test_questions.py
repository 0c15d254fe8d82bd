from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from courses.choices import BatchState, EnrolmentState, Part
from courses.errors import NotAllowedError, QuestionRefusedError, ReasonMissingError
from courses.models import QuestionVote, SessionQuestion
from courses.services import answer_question, ask_question, hide_question, merge_questions, vote_for
from courses.services.questions import answer_version
from members.models import Message
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(organiser):
    batch = make_batch(make_course(organisers=[organiser], materials_target=None))
    return make_session(batch, "Hoaks", speakers=[make_part(batch, make_member("Siti"))])


@pytest.fixture
def budi(session):
    return make_enrolment(session.batch, make_member("Budi")).member


def asked(session, name, text):
    return ask_question(session=session, member=make_enrolment(session.batch, make_member(name)).member, text=text)


def speaker_of(session):
    return session.speakers.get().member


def test_who_takes_part_asks_and_votes_once_for_others(session, budi):
    own = ask_question(session=session, member=budi, text="  Siapa yang \n menjawab?  ", hides_name=True)
    assert ask_question(session=session, member=budi, text="Siapa yang menjawab?") == own
    assert (own.text, own.hides_name, SessionQuestion.objects.count()) == ("Siapa yang menjawab?", True, 1)
    question = asked(session, "Sari", "Kapan?")

    assert vote_for(question=question, member=budi).votes == 1
    assert vote_for(question=question, member=budi).votes == 1
    assert vote_for(question=question, member=budi, wanted=False).votes == 0
    assert vote_for(question=question, member=budi, wanted=False).votes == 0
    with pytest.raises(QuestionRefusedError, match="counts already"):
        vote_for(question=own, member=budi)
    with pytest.raises(QuestionRefusedError, match="Write your question"):
        ask_question(session=session, member=budi, text=" ")
    for stranger in (make_member("Orang Lain"), speaker_of(session)):
        with pytest.raises(NotAllowedError):
            ask_question(session=session, member=stranger, text="Boleh?")
        with pytest.raises(NotAllowedError):
            vote_for(question=question, member=stranger)


def test_nothing_is_asked_once_it_is_over(session, budi):
    session.batch.state = BatchState.CLOSED

    with pytest.raises(QuestionRefusedError):
        ask_question(session=session, member=budi, text="Terlambat?")
    budi.enrolments.update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(NotAllowedError):
        ask_question(session=session, member=budi, text="Masih boleh?")


def test_nobody_fills_the_list_alone(session, budi):
    for number in range(10):
        ask_question(session=session, member=budi, text=f"Pertanyaan {number}")

    with pytest.raises(QuestionRefusedError, match="10 questions"):
        ask_question(session=session, member=budi, text="Satu lagi")


def test_an_answer_is_told_once_and_by_whom_it_may_be_given(session, budi, organiser):
    question = ask_question(session=session, member=budi, text="Kapan?")
    moderator = make_part(session.batch, make_member("Mita"), part=Part.MODERATOR).member
    elsewhere = make_part(session.batch, make_member("Joko")).member  # speaks in another session
    committee = make_part(session.batch, make_member("Panitia"), part=Part.COMMITTEE).member
    for stranger in (elsewhere, committee, budi, make_organiser("Lain")):
        with pytest.raises(NotAllowedError):
            answer_question(question=question, actor=stranger, text="Besok")

    aloud = answer_question(question=question, actor=moderator, aloud=True)
    assert (aloud.is_answered, Message.objects.count()) == (True, 0)
    assert not answer_question(question=question, actor=organiser, aloud=True, publish=True).is_published
    for words in ("Dalam 30 menit", "Dalam satu jam"):
        answer_question(question=question, actor=speaker_of(session), text=words, publish=True)

    [mail] = Message.objects.filter(template="question_answered")
    assert (mail.recipient, "Dalam 30 menit" in mail.text) == (budi, True)
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.is_published) == (
        "Dalam satu jam",
        speaker_of(session),
        True,
    )
    assert answer_question(question=question, actor=organiser).answered_at is None


def test_an_answer_given_meanwhile_is_not_written_over(session, budi, organiser):
    question = ask_question(session=session, member=budi, text="Kapan?")
    seen = answer_version(question)
    answer_question(question=question, actor=organiser, text="Besok", publish=True, seen=seen)

    with pytest.raises(QuestionRefusedError, match="answered meanwhile"):
        answer_question(question=question, actor=speaker_of(session), aloud=True, seen=seen)
    # The same form sent twice says what stands there already.
    answer_question(question=question, actor=organiser, text="Besok", publish=True, seen=seen)

    question.refresh_from_db()
    assert (question.answer, question.is_published) == ("Besok", True)
    again = answer_question(question=question, actor=organiser, text="Besok", publish=True)
    assert again.answered_by == organiser
    entry = AuditEntry.objects.get(action="question.answered")
    assert entry.data == {"written": True, "aloud": False, "published": True}


def test_a_merged_question_brings_each_person_once_and_its_asker_is_told(session, budi, organiser):
    first, second = asked(session, "Sari", "Kapan?"), asked(session, "Tono", "Jam berapa?")
    for question in (first, second):
        vote_for(question=question, member=budi)
    vote_for(question=second, member=first.asked_by)

    merged = merge_questions(question=second, into=first, actor=organiser)

    assert merged.votes == 2  # Budi once, Tono who asked; Sari's own counts already
    assert set(QuestionVote.objects.filter(question=first).values_list("member__name", flat=True)) == {"Budi", "Tono"}
    answer_question(question=first, actor=organiser, text="Pukul sembilan")
    assert set(Message.objects.values_list("recipient__name", flat=True)) == {"Sari", "Tono"}
    for refused in (
        lambda: merge_questions(question=first, into=first, actor=organiser),
        lambda: merge_questions(question=first, into=second, actor=organiser),
        lambda: vote_for(question=second, member=budi),
        lambda: answer_question(question=second, actor=organiser, text="Dua kali"),
    ):
        with pytest.raises(QuestionRefusedError):
            refused()
    other = make_session(session.batch, "Krisis", starts_at=session.starts_at + timedelta(hours=3))
    with pytest.raises(QuestionRefusedError, match="same session"):
        merge_questions(question=first, into=asked(other, "Rudi", "Di mana?"), actor=organiser)


def test_hiding_needs_a_reason_and_takes_it_from_the_materials(session, budi, organiser):
    question = ask_question(session=session, member=budi, text="Kasar")
    answer_question(question=question, actor=organiser, text="Mohon sopan", publish=True)

    with pytest.raises(ReasonMissingError):
        hide_question(question=question, reason=" ", actor=organiser)
    hidden = hide_question(question=question, reason="Menghina", actor=organiser)
    assert (hidden.is_published, hidden.hidden_reason) == (False, "Menghina")
    assert hide_question(question=question, reason="", actor=organiser).hidden_reason == ""

    entries = AuditEntry.objects.filter(subject=f"question:{question.uid}").exclude(action="question.answered")
    assert [(row.action, row.data["reason"]) for row in entries.order_by("pk")] == [
        ("question.hidden", "Menghina"),
        ("question.shown", ""),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionQuestion.objects.update(answer="", is_published=True)
