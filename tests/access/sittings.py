"""Tests that the participant has sat, and what of them would leak."""

from django.core.files.base import ContentFile

from courses.models import Batch, CoursePage, Enrolment
from quizzes.choices import Purpose
from quizzes.models import Attempt
from quizzes.services import add_answer_file, store_question_media, submit_attempt
from tests.factories.kinds import make_upload
from tests.factories.question_media import attach, sound_saying
from tests.factories.quizzes import begin, make_bank, make_quiz, open_for

LEARNT = "Tes Awal Tertutup"  # a pre-test, before which one of the post-tests is compared
TO_MARK, WRITTEN = "unggahan-tertutup", "berkas-rahasia"
LENT = "suara-bank-bersama"


def hand_in_file(course: CoursePage, batch: Batch, enrolment: Enrolment) -> Attempt:
    """Of a test of its own, waiting to be marked; its question is from a bank that every course may use."""
    question = make_upload(make_bank(), stem=f"<p>{TO_MARK}</p>", accepted_kinds=["sheet"])
    attach(question, store_question_media(name="pinjaman.wav", data=sound_saying(LENT)), "Rekaman")
    quiz = make_quiz(course, title="Praktik", questions=[question])
    open_for(quiz, batch)
    own = Attempt.objects.select_related("version").get(pk=begin(quiz, enrolment).pk)
    add_answer_file(attempt=own, slot=1, file=ContentFile(WRITTEN.encode(), name="jawaban.csv"))
    return submit_attempt(attempt_uid=own.uid, member=enrolment.member)


def sit_both(course: CoursePage, batch: Batch, enrolment: Enrolment) -> Attempt:
    """A pre-test and a post-test that the participant has handed in; the attempt at the latter."""
    for title, purpose in ((LEARNT, Purpose.PRE_TEST), ("Tes Akhir", Purpose.POST_TEST)):
        quiz = make_quiz(course, title=title, questions=1, purpose=purpose)
        open_for(quiz, batch)
        done = submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)
    return done
