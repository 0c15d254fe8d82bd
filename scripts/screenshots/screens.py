"""Every screen, as the person who sees it, with the address that it has in the demo just loaded."""

import os
from dataclasses import dataclass

import django
from django.conf import settings


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    person: str = ""  # e-mail address; nobody is logged in where it is empty
    dark: bool = True  # a second set of pictures in the dark theme
    sizes: tuple[int, ...] = (360, 1280)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    django.setup()


def session_key_of(email: str) -> str:
    """A session of this person, as after the log-in page."""
    from django.test import Client

    from members.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def all_screens() -> list[Screen]:
    from scripts.screenshots.batch_day import batch_day

    return [*visitor(), *participant(), *staff(), *batch_day(), *administration()]


def visitor() -> list[Screen]:
    from certificates.choices import CertificateState
    from certificates.models import Certificate

    def verification(state: CertificateState) -> str:
        newest = Certificate.objects.filter(state=state).order_by("-edition", "pk").first()
        return f"/v/{newest.token if newest else 'NONE'}"

    return [
        Screen("front", "/"),
        Screen("log-in", "/account/login/"),
        Screen("courses", "/courses/", dark=False),
        Screen("verify", "/verify/", dark=False),
        Screen("verify-genuine", verification(CertificateState.ISSUED)),
        Screen("verify-replaced", verification(CertificateState.REPLACED), dark=False),
        Screen("verify-revoked", verification(CertificateState.REVOKED)),
        Screen("verify-unknown", "/v/ABCDEFGHIJKLMNOPQRSTUVWXYZ", dark=False),
        Screen("not-found", "/no/such/page/", dark=False),
        Screen("style", "/style/"),
        Screen("help", "/help/", dark=False),
        Screen("guide", "/help/peserta/"),
    ]


def participant() -> list[Screen]:
    from certificates.models import Certificate
    from courses.models import CoursePage, MaterialPage
    from home.demo import sources
    from quizzes.choices import AttemptState
    from quizzes.models import Attempt, QuizPage

    guide, graduate = sources.address_of("participant"), sources.address_of("certified")
    course, quiz = CoursePage.objects.live()[0], QuizPage.objects.get(slug="post-test")
    material = MaterialPage.objects.live().child_of(course)[0]
    open_attempt = Attempt.objects.filter(state=AttemptState.OPEN, quiz=quiz).select_related("enrolment__member")[0]
    closed = Attempt.objects.exclude(state=AttemptState.OPEN).select_related("enrolment__member").order_by("-pk")[0]
    paper = Certificate.objects.filter(holder__email=graduate)[0]
    address = f"/courses/{course.slug}/"
    return [
        Screen("participant-desk", "/desk/participant/", guide),
        Screen("course", address, guide),
        Screen("material", f"{address}{material.slug}/", guide),
        Screen("quiz", f"/quizzes/{quiz.uid}/", guide),
        Screen("attempt", f"/attempts/{open_attempt.uid}/", open_attempt.enrolment.member.email or ""),
        Screen("result", f"/attempts/{closed.uid}/result/", closed.enrolment.member.email or ""),
        Screen("search", "/search/?q=hoaks", guide, dark=False),
        Screen("profile", "/account/profile/", guide),
        Screen("graduate-desk", "/desk/participant/", graduate, dark=False),
        Screen("graduate-course", address, graduate, dark=False),
        Screen("certificates", "/certificates/", graduate, dark=False),
        Screen("certificate", f"/certificates/{paper.uid}/", graduate),
    ]


def staff() -> list[Screen]:
    from courses.models import Batch
    from home.demo import sources

    organiser = sources.address_of("organiser")
    first, ready, last = Batch.objects.order_by("starts_on").values_list("code", flat=True)[:3]
    return [
        *speaker(),
        *results(),
        Screen("coordinator-desk", "/desk/coordinator/", sources.address_of("coordinator")),
        Screen("missing", "/desk/missing/", sources.address_of("coordinator"), dark=False),
        Screen("organiser-desk", "/desk/organiser/", organiser),
        Screen("batches", "/batches/", organiser, dark=False),
        Screen("batch", f"/batches/{last}/", organiser),
        Screen("batch-closed", f"/batches/{first}/", organiser, dark=False),
        Screen("batch-close", f"/batches/{last}/close/", organiser, dark=False),
        Screen("participants", f"/batches/{first}/participants/", organiser),
        Screen("enrol", f"/batches/{last}/enrol/", organiser, dark=False),
        Screen("issue-ready", f"/batches/{ready}/certificates/", organiser),
        Screen("issue-run", f"/batches/{first}/certificates/", organiser),
    ]


def results() -> list[Screen]:
    """How a test went, and a correction of it that changes nothing yet."""
    from courses.models import CoursePage
    from home.demo import sources
    from members.models import User
    from quizzes.choices import RegradeAction
    from quizzes.models import QuizPage
    from quizzes.services import prepare_regrade

    organiser, quiz = sources.address_of("organiser"), QuizPage.objects.get(slug="post-test")
    run = prepare_regrade(
        quiz=quiz,
        course=CoursePage.objects.get(path=quiz.path[: -QuizPage.steplen]),
        question=[slot.question for slot in quiz.slots.exclude(question=None)][2],
        action=RegradeAction.FULL_MARKS,
        reason="Dua jawaban sama-sama benar menurut pedoman yang baru.",
        by=User.objects.get(email=organiser),
    )
    return [
        Screen("analysis", f"/tests/{quiz.uid}/analysis/", organiser),
        Screen("gain", f"/tests/{quiz.uid}/gain/", organiser),
        Screen("regrade", f"/tests/{quiz.uid}/corrections/{run.uid}/", organiser),
    ]


def speaker() -> list[Screen]:
    from courses.models import MaterialPage, Session
    from home.demo import sources
    from members.models import User
    from quizzes.models import MarkingTask
    from quizzes.services import claim_task

    who, organiser = sources.address_of("kominfo"), sources.address_of("organiser")
    waiting = MarkingTask.objects.waiting().filter(slot=2).earliest("pk")
    claim_task(task_uid=waiting.uid, by=User.objects.get(email=who))
    own = MaterialPage.objects.filter(speakers__member__email=who)
    draft, published = own.filter(live=False)[0], own.filter(live=True)[0]
    session = Session.objects.filter(speakers__member__email=who, batch__state="open").latest("starts_at")
    return [
        Screen("speaker-desk", "/desk/speaker/", who),
        Screen("speaker-profile", "/speakers/profile/", who),
        Screen("speaker-new", f"/sessions/{session.uid}/materials/new/", who, dark=False),
        Screen("speaker-write", f"/materials/{draft.uid}/write/", who),
        Screen("speaker-figures", f"/materials/{published.uid}/figures/", who),
        Screen("speaker-invite", f"/batches/{session.batch.code}/invite/", organiser, dark=False),
        Screen("marking", "/marking/", who),
        Screen("marking-answer", f"/marking/{waiting.uid}/", who),
        Screen("people", f"/batches/{session.batch.code}/people/", organiser, dark=False),
    ]


def administration() -> list[Screen]:
    from courses.models import MaterialPage
    from home.demo import sources
    from quizzes.models import Question, QuizPage

    admin = sources.address_of("administrator")
    material, quiz = MaterialPage.objects.order_by("pk")[0], QuizPage.objects.order_by("pk")[0]
    question = Question.objects.get(external_id="latihan-10")  # the one with a picture
    addresses: dict[str, str] = {
        "dashboard": "/admin/",
        "material": f"/admin/pages/{material.pk}/edit/",
        "quiz": f"/admin/pages/{quiz.pk}/edit/",
        "questions": "/admin/questions/",
        "question": f"/admin/questions/edit/{question.pk}/",
        "bank": f"/admin/question-banks/{question.bank_id}/",
        "members": "/admin/users/",
        "batches": "/admin/batches/",
        "certificates": "/admin/certificate_register/",
        "jobs": "/admin/site/jobs/",
        "audit": "/admin/site/audit/",
    }
    return [Screen(f"admin-{name}", path, admin, dark=name == "dashboard") for name, path in addresses.items()]


def certificate_file() -> bytes:
    """A signed paper of the demo."""
    from certificates.models import Certificate
    from certificates.storage import private_storage

    with private_storage().open(Certificate.objects.filter(state="issued").earliest("pk").file) as file:
        return bytes(file.read())
