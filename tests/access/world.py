"""Named people around one course that is for the enrolled only, and what of it would leak to the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Comment, Page

from certificates.models import Certificate
from core import clock
from core.models import Attachment, LightVariant, Recording
from courses.choices import Part, SlidesState
from courses.invitation_links import token_of
from courses.models import (
    Batch,
    CoursePage,
    DoorRequest,
    Enrolment,
    ManualTick,
    MaterialPage,
    Session,
    SessionPack,
    SignedSheet,
    SlideDeck,
    SlidePicture,
    SpeakerInvitation,
    Topic,
)
from courses.services import set_up_editing
from courses.services.invitations import invite_speaker
from courses.services.manual import save_manual_requirement, tick_off
from members.choices import OfficeKind, SiteRole
from members.models import CoordinatorAppointment, Message, Office, User
from members.services import send_message
from quizzes.choices import RegradeAction
from quizzes.models import (
    AnswerFile,
    Attempt,
    ImportedSitting,
    MarkingTask,
    Question,
    QuestionBank,
    QuestionMedia,
    QuizPage,
    QuizSchedule,
    RegradeRun,
    StagedImport,
)
from quizzes.services import prepare_regrade, store_question_media, submit_attempt
from quizzes.services.staging import check_file, stage_file
from tests.access.doors import stand_at_the_door
from tests.access.groups import give_to_group
from tests.access.papers import appoint, issue
from tests.access.sittings import hand_in_file, sit_both
from tests.factories.courses import (
    make_batch,
    make_course,
    make_course_index,
    make_enrolment,
    make_material,
    make_part,
    make_session,
)
from tests.factories.members import make_member, make_office, make_organiser, make_province
from tests.factories.question_media import attach, sound_saying
from tests.factories.quizzes import begin, make_bank, make_question, make_quiz, open_for
from tests.factories.recordings import make_recording

# What each thing says and nobody else may read. Words that stand nowhere else on the site.
COURSE, MATERIAL, BODY, SUBJECT = "Kursus Tertutup", "Materi Tertutup", "kalimat-rahasia", "Sesi Tertutup"
QUIZ, BATCH, PARTICIPANT = "Tes Tertutup", "Angkatan Tertutup", "Wulan Tertutup"
SAID = "ucapan-rahasia"
HEARD = "suara-rahasia"
STEM, FILE, FILM = "pertanyaan-rahasia", "Lampiran Tertutup", "Rekaman Tertutup"
SPEAKER = "Sari Narasumber"
INVITED = "Lasmi Terundang"
PACK = "0" * 64  # the digest of the session's pack
SAT_ELSEWHERE = "wati.tertutup"  # sat a test in another program
WRITTEN_TO = "surat-rahasia"  # stands in a message to the participant
BY_HAND = "Tugas Tertutup"  # ticked off by hand, also by the batch's speakers
FROM_ELSEWHERE = "Yoga Tertutup"  # takes part in the same batch, from the other province

ROLES = (
    "visitor",
    "participant",
    "stranger",  # participant of a batch of another course
    "speaker",
    "coordinator",  # of the participant's province
    "coordinator_elsewhere",
    "office_head",
    "organiser",
    "organiser_elsewhere",  # of the stranger's course
    "administrator",
    "auditor",
)


@dataclass
class World:
    people: dict[str, User]
    course: CoursePage
    material: MaterialPage
    attachment: Attachment
    recording: Recording
    deck: SlideDeck
    batch: Batch
    session: Session
    enrolment: Enrolment
    quiz: QuizPage
    attempt: Attempt
    certificate: Certificate
    question: Question
    sound: QuestionMedia
    lent: QuestionMedia
    correction: RegradeRun
    learnt: Attempt
    appointment: CoordinatorAppointment
    message: Message
    invitation: SpeakerInvitation
    comment: Comment
    imported: ImportedSitting
    staged: StagedImport
    handed_in: Attempt
    task: MarkingTask
    file: AnswerFile
    tick: ManualTick

    def client(self, role: str) -> Client:
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})  # as a browser sends with our own forms
        client.cookies["django_language"] = "en"
        if role != "visitor":
            client.force_login(self.people[role], backend="members.backends.EmailOrNumberBackend")
        return client

    @property
    def invitation_token(self) -> str:
        return token_of(self.invitation)

    @cached_property
    def schedule_id(self) -> int:
        return QuizSchedule.objects.get(quiz=self.quiz, batch=self.batch).pk

    @property
    def asking(self) -> DoorRequest:
        return DoorRequest.objects.get(session=self.session)

    @property
    def sheet(self) -> SignedSheet:
        return SignedSheet.objects.get(session=self.session)

    @cached_property
    def office(self) -> Office:
        return self.enrolment.office


def build_world() -> World:
    here, there = make_province(), make_province("34", "DI Yogyakarta", "Asia/Jakarta")
    office, elsewhere = make_office(province=here), make_office("KSOP Kelas II Tanjung", province=there)
    head_office = make_office("Ditjen Hubla", kind=OfficeKind.HEAD_OFFICE)

    def person(name: str, role: SiteRole | None = None, at: Office = elsewhere) -> User:
        return make_member(name, office=at, role=role)

    people = {
        "participant": person(PARTICIPANT, at=office),
        "stranger": person("Bayu Lain"),
        "speaker": person(SPEAKER, SiteRole.SPEAKER),
        "coordinator": person("Citra Koordinator", SiteRole.COORDINATOR, office),
        "coordinator_elsewhere": person("Dedi Koordinator", SiteRole.COORDINATOR),
        "office_head": person("Eko Kepala", SiteRole.OFFICE_HEAD, office),
        "organiser": make_organiser(office=head_office),
        "organiser_elsewhere": make_organiser("Fitri Penyelenggara", office=head_office),
        "administrator": person("Gita Administrator", SiteRole.ADMINISTRATOR, head_office),
        "auditor": person("Hadi Auditor", SiteRole.AUDITOR, head_office),
    }
    appointment = appoint(people["coordinator"], office, here)
    appoint(people["coordinator_elsewhere"], elsewhere, there)

    make_course_index()
    set_up_editing()
    other = make_batch(make_course("Kursus Lain", organisers=[people["organiser_elsewhere"]]))
    make_enrolment(other, people["stranger"])

    course = make_course(COURSE, organisers=[people["organiser"]], slug="kursus-tertutup", materials_target=100)
    attachment = Attachment(title=FILE, file_size=len(BODY))
    attachment.file.save("lampiran.txt", ContentFile(BODY.encode()), save=True)
    light = LightVariant(attachment=attachment, content_hash=attachment.get_file_hash(), state="ready", bytes=9)
    light.file.save("lampiran.txt", ContentFile(BODY.encode()), save=True)
    recording = make_recording(
        FILM, owner=people["speaker"], poster=True, captions=f"WEBVTT\n\n00:00.000 --> 00:02.000\n{SAID}\n"
    )
    material = make_material(
        course,
        MATERIAL,
        slug="materi-tertutup",
        speakers=[people["speaker"]],
        body=[
            ("text", f"<p>{BODY}</p>"),
            ("document", {"document": attachment, "note": ""}),
            ("slides", {"document": attachment, "note": ""}),
            ("recording", {"recording": recording, "note": ""}),
        ],
        topics=[Topic.objects.create(code="topik-tertutup", name="Topik")],
    )
    deck = show_slides(SlideDeck.objects.get())
    batch = make_batch(course, name=BATCH)
    part = make_part(batch, people["speaker"], part=Part.SPEAKER)
    session = make_session(batch, SUBJECT, speakers=[part], materials=[material])
    made = SessionPack(session=session, digest=PACK, made_of={}, size=4)
    made.file.save("paket.zip", ContentFile(b"PK\3\4"), save=True)
    made.materials.add(material)
    stand_at_the_door(session, people["stranger"])
    enrolment = make_enrolment(batch, people["participant"])
    through = make_enrolment(batch, person(FROM_ELSEWHERE))
    question = make_question(make_bank(course), stem=f"<p>{STEM}</p>")
    sound = store_question_media(name="rekaman.wav", data=sound_saying(HEARD))
    attach(question, sound, "Pengumuman")
    quiz = make_quiz(course, title=QUIZ, questions=[question])
    open_for(quiz, batch)
    said = {"test": WRITTEN_TO, "link": "https://x.test/"}
    message = send_message(key="access", recipient=people["participant"], template="third_marker_wanted", context=said)
    attempt = begin(quiz, enrolment)
    handed_in = hand_in_file(course, batch, enrolment)
    submit_attempt(attempt_uid=begin(quiz, through).uid, member=through.member)
    correction = prepare_regrade(
        quiz=quiz,
        course=course,
        question=question,
        action=RegradeAction.FULL_MARKS,
        reason="Soal rancu",
        by=people["organiser"],
    )
    give_to_group(quiz, enrolment, people["organiser"])
    learnt = sit_both(course, batch, enrolment)
    return World(
        people=people,
        handed_in=handed_in,
        task=MarkingTask.objects.select_related("quiz").get(attempt=handed_in),
        file=AnswerFile.objects.get(attempt=handed_in),
        tick=tick_one(course, through),
        course=course,
        material=material,
        attachment=attachment,
        recording=recording,
        deck=deck,
        batch=batch,
        session=session,
        enrolment=enrolment,
        quiz=quiz,
        attempt=attempt,
        question=question,
        sound=sound,
        lent=QuestionMedia.objects.exclude(pk=sound.pk).get(),
        correction=correction,
        learnt=learnt,
        certificate=issue(course, people["participant"]),
        appointment=appointment,
        message=message,
        staged=stage(question.bank, people["speaker"]),
        imported=ImportedSitting.objects.create(
            course=course,
            source="django-quiz-app",
            external_id="1",
            person=SAT_ELSEWHERE,
            title=QUIZ,
            answers=[{"number": "1", "question": STEM, "kind": "essay", "answer": BODY, "right": None}],
            zone="Asia/Jakarta",
        ),
        comment=Comment.objects.create(
            page=Page.objects.get(pk=material.pk), user=people["organiser"], text=BODY, contentpath="title"
        ),
        invitation=invite_speaker(
            batch=batch, name=INVITED, email="lasmi@example.go.id", sessions=[session], actor=people["organiser"]
        ),
    )


def tick_one(course: CoursePage, enrolment: Enrolment) -> ManualTick:
    asked = save_manual_requirement(course=course, label=BY_HAND, speakers_may_tick=True)
    tick_off(requirement=asked, batch=enrolment.batch, enrolments=[enrolment.pk])
    return ManualTick.objects.get(requirement=asked)


def stage(bank: QuestionBank, by: User) -> StagedImport:
    """A file of two questions on its way into the bank, one of them refused."""
    file = ContentFile(f"{STEM}?{{T}}\n\n{SAID}{{=a".encode(), name="soal.txt")
    return check_file(staged=stage_file(bank=bank, file=file, by=by))


def show_slides(deck: SlideDeck) -> SlideDeck:
    """One page, whose picture and words are the secret."""
    page = SlidePicture(deck=deck, number=1, text=BODY, width=1440, height=810)
    page.small.save("1-720.webp", ContentFile(BODY.encode()), save=False)
    page.large.save("1-1440.webp", ContentFile(BODY.encode()), save=False)
    page.save()
    SlideDeck.objects.filter(pk=deck.pk).update(state=SlidesState.READY, pages=1, ready_at=clock.now())
    return deck
