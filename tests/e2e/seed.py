"""What the browser journeys need beside the demo: `python -m tests.e2e.seed`, after load_demo, through the services.

Its facts (addresses, tokens, right answers) are left in VAR_DIR/e2e.json. Each journey has people of its own, so that
no journey depends on another.
"""

import json
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  Django must be set up before any model is imported

from certificates.models import Certificate, CorrectionRequest  # noqa: E402
from certificates.services import issue_for_batch, replace_certificate, revoke_certificate  # noqa: E402
from core import clock  # noqa: E402
from core.models import Picture  # noqa: E402
from core.services import work_jobs  # noqa: E402
from courses.models import Batch, CoursePage, Enrolment, ManualRequirement, MaterialPage  # noqa: E402
from courses.services import deliver_session, enrol_member, record_material_opened  # noqa: E402
from courses.services.manual import tick_off  # noqa: E402
from home.demo import load_batches  # noqa: E402
from home.demo.accounts import PASSWORD  # noqa: E402
from home.demo.days import moment_of, today_in  # noqa: E402
from home.demo.load_quiz import sit_test  # noqa: E402
from members.models import Office, User  # noqa: E402
from quizzes.choices import Purpose  # noqa: E402
from quizzes.models import Attempt, GroupAccommodation, QuizPage, QuizSchedule  # noqa: E402
from quizzes.services import schedule_quiz, start_attempt  # noqa: E402
from tests.e2e.answer_key import right_answers_of  # noqa: E402
from tests.e2e.seed_batch import seed_batch  # noqa: E402
from tests.e2e.seed_invitations import seed_invitations  # noqa: E402
from tests.e2e.seed_reading import seed_reading  # noqa: E402
from tests.e2e.seed_slides import seed_slides  # noqa: E402
from tests.factories.certificates import make_certifiable_batch, make_numbering, make_setup  # noqa: E402
from tests.factories.courses import make_batch, make_course, make_material, make_part, make_session  # noqa: E402
from tests.factories.members import make_member  # noqa: E402
from tests.factories.recordings import make_recording  # noqa: E402

TRAVELLERS = {
    "id": ("Marlina Sondakh", "199104172015032907"),
    "en": ("Meiske Walangitan", "198905212014022908"),
}
SPEAKER, ORGANISER = "narasumber@demo.dermaga.test", "penyelenggara@demo.dermaga.test"
YESTERDAY = today_in("Asia/Jakarta") - timedelta(days=1)


def seed() -> dict[str, Any]:
    organiser, speaker = (User.objects.get(email=address) for address in (ORGANISER, SPEAKER))
    course = CoursePage.objects.get(slug="smrt")
    quiz = QuizPage.objects.child_of(course).get(slug="post-test")
    pre_test = QuizPage.objects.child_of(course).get(slug="pre-test")
    journeys = {language: _journey(language, course, quiz, organiser, speaker) for language in TRAVELLERS}

    practice = _batch(course, quiz, "smrt-latihan", "Angkatan V, Manado", organiser, speaker)
    for login in ("papan-ketik", "tanpa-skrip", "segar", "meja", "tamat-baca"):
        _person(login.replace("-", " ").title(), practice, login)
    _read_everything(Enrolment.objects.get(batch=practice, member__email="tamat-baca@e2e.dermaga.test"))
    _person("Depan Gerbang", practice, "depan", sits_pre_test=False)
    under_way = _person("Ruth Mamahit", practice, "berjalan")
    enrolment = Enrolment.objects.get(batch=practice, member=under_way)
    _read_everything(enrolment)
    finished = sit_test(quiz, enrolment, right=18, begun_at=clock.now() - timedelta(minutes=40))
    running = start_attempt(member=under_way, quiz_uid=quiz.uid, agreed_to=quiz.policies.honesty_mark)

    writing = _course_for_writing(organiser, speaker)
    reading_batch, reading = seed_reading(organiser, speaker)
    for login in ("centang", "centang-polos", "kembali", "pelihat"):
        _person(login.replace("-", " ").title(), reading_batch, login)
    waiting = practice.sessions.latest("starts_at")
    facts = {
        "speaker": _pages_of(speaker, practice),
        "add_material": f"/admin/pages/add/courses/materialpage/{writing.pk}/",
        "recording": _course_for_watching(organiser),
        "course": f"/courses/{course.slug}/",
        "questions": f"/sessions/{waiting.uid}/questions/",
        "materials": [
            f"/courses/{course.slug}/{material.slug}/"
            for material in MaterialPage.objects.child_of(course).live().order_by("path")
        ],
        "reading": reading,
        "pre_test": f"/quizzes/{pre_test.uid}/",
        "quiz": f"/quizzes/{quiz.uid}/",
        "answers": right_answers_of(quiz),
        "running_attempt": f"/attempts/{running.uid}/",
        "result": f"/attempts/{finished.uid}/result/",
        "journeys": journeys,
        "certificates": _certificates(),
        "offline": _course_for_the_quay(speaker),
        "slides": seed_slides(organiser),
        "session": f"/batches/{practice.code}/sessions/{waiting.uid}/",
        "invitations": seed_invitations(practice, organiser),
        "kept_back": _kept_back(),
        "whole_batch": seed_batch(),
    }
    # Who looks at pages of every kind takes part where they are.
    viewer = User.objects.get(email="pelihat@e2e.dermaga.test")
    for code in ("menonton-1", "tanpa-sinyal-1"):
        enrol_member(batch=Batch.objects.get(code=code), member=viewer)
    return facts


def _journey(language: str, course: CoursePage, quiz: QuizPage, organiser: User, speaker: User) -> dict[str, str]:
    """A batch for one walk from the first visit to the certificate, with a traveller and two who do not come so far."""
    name, number = TRAVELLERS[language]
    code = f"smrt-perjalanan-{language}"
    batch = _batch(course, quiz, code, f"Angkatan IV ({language}), Bitung", organiser, speaker)
    details = {"title_after": "S.I.Kom.", "rank": "Penata Muda (III/a)", "position": "Pranata Humas"}
    details |= {"number": number, "language": language}
    traveller = _person(name, batch, name.split()[0].lower(), sits_pre_test=False, **details)
    video = ManualRequirement.objects.get(course=course)  # handed in outside the site, and ticked off
    tick_off(requirement=video, batch=batch, enrolments=[batch.enrolments.get(member=traveller).pk], actor=organiser)
    reader = _person("Tomas Belum Selesai", batch, f"tomas-{language}")
    _person("Ester Belum Mulai", batch, f"ester-{language}")
    _read_everything(Enrolment.objects.get(batch=batch, member=reader))
    return {"batch": f"/batches/{code}/", "number": number, "name": traveller.full_name, "email": traveller.email}


def _batch(course: CoursePage, quiz: QuizPage, code: str, name: str, organiser: User, speaker: User) -> Batch:
    """Of yesterday: three sessions are confirmed, the last one waits for the organiser; the post-test is open."""
    batch = make_batch(course, name=name, code=code, city="Bitung", starts_on=YESTERDAY, ends_on=YESTERDAY)
    part = make_part(batch, speaker, function="Kepala Dinas Komunikasi dan Informatika Provinsi Jawa Tengah")
    subjects = ["Menangkal hoaks", "Komunikasi krisis", "Membuat konten yang dipercaya", "Rencana tindak lanjut"]
    for order, subject in enumerate(subjects):
        begins = moment_of(YESTERDAY, 480 + order * 100)
        session = make_session(batch, subject, starts_at=begins, speakers=[part], order=order)
        if subject != subjects[-1]:
            deliver_session(session=session, actor=organiser)
    for test in (QuizPage.objects.child_of(course).get(slug="pre-test"), quiz):
        schedule_quiz(
            quiz=test,
            batch=batch,
            opens_at=moment_of(YESTERDAY, 480),
            closes_at=clock.now() + timedelta(days=7),
            by=organiser,
        )
    make_setup(batch, numbering=make_numbering("smrt-e2e"), issued_on=None)
    return batch


def _person(name: str, batch: Batch, login: str, *, sits_pre_test: bool = True, **details: str) -> User:
    office = Office.objects.get(code="ksop-bitung")
    member = make_member(name, email=f"{login}@e2e.dermaga.test", office=office, password=PASSWORD, **details)
    enrolment = enrol_member(batch=batch, member=member)
    schedule = QuizSchedule.objects.filter(batch=batch, quiz__purpose=Purpose.PRE_TEST).first()
    if schedule is not None and sits_pre_test:  # it stands before the materials
        sit_test(schedule.quiz, enrolment, right=9, begun_at=moment_of(YESTERDAY, 480))
    return member


def _read_everything(enrolment: Enrolment) -> None:
    for material in MaterialPage.objects.child_of(enrolment.batch.course).live():
        record_material_opened(enrolment=enrolment, material=material)


def _pages_of(speaker: User, batch: Batch) -> list[str]:
    """Where the speaker adds a material, writes one and sees how one was read."""
    published = MaterialPage.objects.filter(speakers__member=speaker, live=True).earliest("path")
    session = batch.sessions.earliest("starts_at")
    pages = [f"/materials/{published.uid}/{page}/" for page in ("write", "preview", "figures")]
    return [f"/sessions/{session.uid}/materials/new/", *pages]


def _course_for_writing(organiser: User, speaker: User) -> CoursePage:
    """Apart from the demo's course, so that a new material changes nobody's completion there."""
    course = make_course("Menulis siaran pers", slug="siaran-pers", organisers=[organiser])
    further = make_batch(course, name="Angkatan II, Ternate", code="siaran-pers-2")
    make_session(further, "Wawancara tiga menit", starts_at=moment_of(YESTERDAY + timedelta(days=8), 540))
    batch = make_batch(course, name="Angkatan I, Ambon", code="siaran-pers-1")
    make_part(batch, speaker)
    make_session(batch, "Judul dan paragraf pertama", starts_at=moment_of(YESTERDAY + timedelta(days=8), 540))
    _person("Yosep Pembaca", batch, "pembaca")
    return course


def _course_for_watching(organiser: User) -> str:
    course = make_course("Menonton dari dermaga", slug="menonton", organisers=[organiser])
    body = [("recording", {"recording": make_recording("Pagi di dermaga", poster=True), "note": "Dua belas detik."})]
    make_material(course, "Pagi di dermaga", slug="pagi", body=body)
    batch = make_batch(course, name="Angkatan I, Sorong", code="menonton-1")
    for login in ("penonton", "pendengar"):
        _person(login.title(), batch, login)
    return f"/courses/{course.slug}/pagi/"


def _course_for_the_quay(speaker: User) -> dict[str, str]:
    """One material with something to look at, to tick and to answer, for readers who lose their signal."""
    course = make_course("Kabar dari dermaga", slug="tanpa-sinyal")
    picture = Picture.objects.order_by("pk").first()
    material = make_material(
        course,
        "Menjawab dari dermaga",
        slug="menjawab-dari-dermaga",
        speakers=[speaker],
        body=[
            ("text", "<p>Sinyal di dermaga sering hilang; tulisan ini tidak.</p>"),
            ("picture", {"image": picture, "alt_text": "Dermaga", "decorative": False, "caption": ""}),
            ("checklist", {"heading": "Sebelum berangkat", "items": ["Isi baterai", "Simpan materi"]}),
            (
                "self_check",
                {
                    "question": "Apa yang dijaga lebih dulu?",
                    "kind": "single",
                    "options": [
                        {"text": "Ketepatan", "is_right": True, "feedback": ""},
                        {"text": "Jumlah tayangan", "is_right": False, "feedback": ""},
                    ],
                    "truth": "",
                    "explanation": "Kabar yang keliru lebih buruk daripada kabar yang terlambat.",
                },
            ),
        ],
    )
    batch = make_batch(course, name="Angkatan I, Tahuna", code="tanpa-sinyal-1")
    session = make_session(batch, "Menjawab dari dermaga", materials=[material])
    readers = {"Ruben": "dermaga", "Selvi": "kedua", "Theo": "ketiga", "Wanda": "antrean"}
    for name, login in readers.items():
        _person(f"{name} Pembaca", batch, f"pembaca-{login}")
    return {
        "course": f"/courses/{course.slug}/",
        "course_title": course.title,
        "material": f"/courses/{course.slug}/{material.slug}/",
        "slug": material.slug,
        "title": material.title,
        "pack": f"/sessions/{session.uid}/pack/",
    }


def _kept_back() -> dict[str, str]:
    """The practical test of the demo: a group has rules of its own, and somebody's result waits to be published."""
    group = GroupAccommodation.objects.select_related("batch", "quiz").get(batch__code=load_batches.RUNNING)
    attempt = Attempt.objects.select_related("enrolment__member").get(quiz=group.quiz, withheld=True, state="graded")
    taker = attempt.enrolment.member
    taker.set_password(PASSWORD)
    taker.save()
    test = f"/batches/{group.batch.code}/tests/{group.quiz.uid}/"
    return {
        "taker": taker.email,
        "result": f"/attempts/{attempt.uid}/result/",
        "groups": f"{test}groups/",
        "group_new": f"{test}groups/new/",
        "group": f"{test}groups/{group.uid}/",
        "release": f"{test}release/",
    }


def _certificates() -> dict[str, Any]:
    """One that is valid, one replaced, one revoked, in a batch of their own."""
    batch = make_certifiable_batch(
        "Rahel Tetap", "Simon Ganti", "Petrus Cabut", code="e2e-arsip", numbering=make_numbering("e2e-arsip")
    )
    issue_for_batch(batch=batch, actor=None)
    work_jobs()
    issued = {row.facts.holder.name.split()[1].lower(): row for row in Certificate.objects.filter(batch=batch)}
    edition = replace_certificate(certificate=issued["ganti"], reason="Nama unit kerja keliru.", actor=None)
    revoke_certificate(certificate=issued["cabut"], reason="Bukti kehadiran tidak sah.", actor=None)
    work_jobs()
    holder = issued["tetap"].enrolment.member
    holder.set_password(PASSWORD)
    holder.save()
    return {
        "holder": holder.email,
        "valid": {"page": f"/certificates/{issued['tetap'].uid}/", "token": issued["tetap"].token},
        "replaced": {"token": issued["ganti"].token, "by": edition.token},
        "revoked": {"token": issued["cabut"].token},
        "batch": f"/batches/{batch.code}/certificates/",
        **_of_the_demo(),
        "ask": f"/certificates/{issued['tetap'].uid}/correction/",
    }


def _of_the_demo() -> dict[str, str]:
    """Pages about certificates that the demo's organiser alone opens."""
    asked = CorrectionRequest.objects.select_related("certificate__batch", "certificate__run").get()
    paper = asked.certificate
    return {
        "correction": f"/corrections/{asked.uid}/",
        "message": f"/certificates/{paper.uid}/message/",
        "run": f"/batches/{paper.batch.code}/certificates/runs/{paper.run.uid}/",
    }


if __name__ == "__main__":
    (settings.VAR_DIR / "e2e.json").write_text(json.dumps(seed()))
