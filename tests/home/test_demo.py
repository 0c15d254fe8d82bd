"""The demo tells the Bimtek of 2020, through the services, once; and goes again without a trace in real data."""

from datetime import timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Model

from certificates.choices import CertificateState
from certificates.models import Certificate
from core import clock
from courses.choices import EnrolmentState
from courses.models import Batch, Competency, Completion, CoursePage, Enrolment, MaterialPage, Topic
from courses.selectors.opening import closures_of
from home.demo import accounts, load_batches, markup, sources
from home.demo.days import moment_of, today_in
from members import nip
from members.models import HandOver, User
from quizzes.choices import AttemptState
from quizzes.models import Accommodation, Attempt, GroupShare, QuizPage
from tests.factories.members import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]
FINDERS = markup.Finders(*[lambda *_: 1] * 3)


@pytest.fixture
def demo(settings: Any) -> str:
    settings.DEMO = True
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    models: list[type[Model]] = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"members", "courses", "quizzes", "certificates", "home"}
    ]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_nothing_is_loaded_or_deleted_where_demo_is_off(settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")
    with pytest.raises(CommandError):
        call_command("reset_demo", yes=True)

    assert User.objects.filter(is_demo=True).count() == 0


@pytest.mark.slow
def test_the_story_stands_and_loading_again_changes_nothing(demo: str) -> None:
    before = counts()

    call_command("load_demo", quiet=True, stdout=StringIO())

    assert counts() == before
    assert list(Batch.objects.order_by("starts_on").values_list("code", "state")) == [
        ("smrt-2020-yogyakarta", "closed"),
        ("smrt-2020-magelang", "closed"),
        ("smrt-berjalan", "open"),
        ("smrt-berikutnya", "draft"),
    ]
    assert HandOver.objects.filter(received_at=None).exclude(note="").count() == 1
    assert Enrolment.objects.count() == 64
    assert Completion.objects.filter(enrolment__batch__code="smrt-2020-yogyakarta").count() == 21
    assert set(Enrolment.objects.values_list("state", flat=True)) == {
        EnrolmentState.NOMINATED,
        EnrolmentState.WAITING,
        EnrolmentState.CONFIRMED,
        EnrolmentState.PRESENT,
        EnrolmentState.COMPLETED,
        EnrolmentState.WITHDRAWN,
    }
    states = Certificate.objects.values_list("state", flat=True)
    assert sorted({str(state) for state in states}) == [
        CertificateState.ISSUED.value,
        CertificateState.REPLACED.value,
        CertificateState.REVOKED.value,
    ]
    assert Attempt.objects.get(withheld=True, state=AttemptState.GRADED).enrolment.member.name == "Kusnadi"
    assert set(Accommodation.objects.values_list("extra_minutes", flat=True)) == {15}
    assert Accommodation.objects.count() == GroupShare.objects.count() == 8
    assert all(login.email in demo for login in accounts.logins())
    assert "/V/" in demo


@pytest.mark.slow
def test_on_any_day_a_session_comes_tomorrow_and_a_test_is_open(settings: Any) -> None:
    settings.DEMO = True
    after_midnight = moment_of(today_in("Asia/Jakarta"), 30)  # in UTC still the day before

    with clock.at(after_midnight):
        call_command("load_demo", quiet=True, stdout=StringIO())

    batch = Batch.objects.get(code=load_batches.RUNNING)
    tomorrow = after_midnight.astimezone(ZoneInfo(batch.zone)).date() + timedelta(days=1)
    starts = [session.starts_at.astimezone(ZoneInfo(batch.zone)) for session in batch.sessions.all()]
    assert tomorrow in [start.date() for start in starts]
    waits = Enrolment.objects.active().filter(batch=batch, completion__isnull=True).first()
    assert waits is not None
    with clock.at(after_midnight):
        closure = closures_of(waits)[MaterialPage.objects.get(slug="foto-dan-video-telepon").pk]
    assert closure.opens_at == batch.sessions.get(subject="Membuat konten yang dipercaya").starts_at
    assert all(schedule.window.is_open(after_midnight) for schedule in batch.quiz_schedules.all())


@pytest.mark.slow
def test_reset_takes_out_the_demo_and_nothing_else(demo: str) -> None:
    real = make_member("Orang Sungguhan")

    call_command("reset_demo", yes=True, stdout=StringIO())

    assert list(User.objects.values_list("pk", flat=True)) == [real.pk]
    for model in (Batch, CoursePage, MaterialPage, QuizPage, Attempt, Certificate, Enrolment, Topic, Competency):
        assert model._base_manager.count() == 0


def test_invented_numbers_are_valid_and_unique() -> None:
    rows = [*sources.table("members"), *sources.roles()["person"]]
    numbered = [(row["number_kind"], row["number"]) for row in rows if row.get("number")]

    for kind, number in numbered:
        nip.validate(kind, number)

    assert len(sources.table("members")) == 60
    assert len(set(numbered)) == len(numbered)


def test_every_member_works_in_an_office_that_exists() -> None:
    offices = {row["code"] for row in sources.table("offices")}

    assert {row["office"] for row in sources.table("members")} <= offices
    assert len({row["office"] for row in sources.table("members")}) >= 40
    assert len(sources.table("provinces")) == 34


def test_there_are_at_least_six_materials() -> None:
    assert len(sources.course()["materials"]) >= 6


@pytest.mark.parametrize("slug", sources.course()["materials"])
def test_materials_have_substance(slug: str) -> None:
    text = sources.material(slug)

    kinds = {kind for kind, _value in markup.blocks(text.body, FINDERS)}

    assert len(text.body.split()) >= 800
    assert {"text", "callout", "quote", "table", "picture", "self_check"} <= kinds
    assert "\n## Sumber\n" in text.body


@pytest.mark.parametrize("slug", ["pre-test", "post-test"])
def test_a_test_has_twenty_questions_with_feedback_and_a_topic(slug: str) -> None:
    questions = sources.test(slug)["question"]
    topics = {row["code"] for row in sources.topics()["topic"]}

    assert len(questions) == 20
    assert {question["topic"] for question in questions} == topics
    for question in questions:
        right = [option for option in question["options"] if option.startswith("*")]
        wrong = [option for option in question["options"] if not option.startswith("*")]
        assert question["feedback"]
        assert wrong
        assert (len(right) == 1) == (question["kind"] != "multiple")
        if question["kind"] == "single":
            assert len(right[0]) <= max(map(len, wrong)) + 14  # the longest one is not always the right one


def test_pre_and_post_test_ask_the_same_points_in_other_words() -> None:
    pre, post = (sources.test(slug)["question"] for slug in ("pre-test", "post-test"))

    assert [question["point"] for question in pre] == [question["point"] for question in post]
    assert len({question["point"] for question in pre}) == 20
    assert not {question["stem"] for question in pre} & {question["stem"] for question in post}


def test_every_participant_of_the_running_batch_has_a_state() -> None:
    states = {row["member"] for row in sources.table("running")}

    assert states == {row["email"] for row in sources.table("members") if row["batch"] == "3"}
