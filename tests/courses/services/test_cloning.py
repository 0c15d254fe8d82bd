from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from core import clock
from core.models import AuditEntry
from courses import cloning
from courses.choices import MATERIALS, BatchState, EnrolmentState, Opening, SessionState
from courses.cloning import Cloning, Fate, register_batch_cloner
from courses.conditions import Condition
from courses.errors import CodeTakenError, NotAllowedError
from courses.models import Batch, BatchQuota, CloneRecord, CompletionRule, CoursePage, MaterialPage
from courses.services.cloning import NextBatch, clone_batch, previewed
from courses.services.course_cloning import clone_course
from courses.services.instrument import begin_instrument
from courses.services.manual import save_manual_requirement
from courses.signals import batch_cloned
from members.choices import SiteRole
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_part,
    make_rule,
    make_session,
)
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 3)
NINE = datetime(2026, 11, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _courses_alone(monkeypatch):
    monkeypatch.setattr(cloning, "_batch_cloners", [])
    monkeypatch.setattr(cloning, "_course_cloners", {})


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def course(organiser):
    return make_course("Tanggap hoaks", organisers=[organiser], minutes_per_jp=60)


@pytest.fixture
def batch(course):
    """Two sessions, one of them delivered otherwise; one cancelled; a speaker, a participant, a quota."""
    found = make_batch(
        course,
        name="Angkatan I",
        code="hoaks-1",
        starts_on=TUESDAY,
        venue="Aula",
        notice="Pakai masker.",
        capacity=30,
        nominations_until=TUESDAY - timedelta(days=7),
    )
    part = make_part(found, make_member("Siti"), function="Kepala Dinas")
    material = make_material(course, "Dasar")
    make_session(
        found, "Krisis", starts_at=NINE, delivered=True, speakers=[part], materials=[material], room="R1",
        delivered_speaker="Orang lain", online_url="https://rapat.example/1", hours="1.5",
    )  # fmt: skip
    make_session(found, "Hoaks", starts_at=NINE + timedelta(days=1))
    make_session(found, "Batal", starts_at=NINE, state=SessionState.CANCELLED)
    make_enrolment(found, state=EnrolmentState.CONFIRMED)
    BatchQuota.objects.create(batch=found, places=2)
    found.reminders.create(kind="tomorrow", days=2)
    return found


def wanted(**changed):
    return NextBatch(**{"name": "Angkatan II", "code": "hoaks-2", "first_day": TUESDAY + timedelta(days=4), **changed})


def test_a_next_batch_is_what_was_prepared_on_other_days_without_its_people(organiser, batch):
    with translation.override("en"), clock.at(NINE):
        clone = clone_batch(batch=batch, wanted=wanted(), actor=organiser)

    assert (clone.course, clone.state, clone.venue, clone.capacity) == (batch.course, BatchState.DRAFT, "Aula", 30)
    assert (clone.starts_on, clone.ends_on, clone.nominations_until) == (
        TUESDAY + timedelta(days=4),
        TUESDAY + timedelta(days=5),
        TUESDAY - timedelta(days=3),
    )
    krisis, hoaks = clone.sessions.order_by("starts_at")
    assert (krisis.subject, krisis.room, krisis.jp, krisis.state) == ("Krisis", "R1", Decimal("1.5"), "planned")
    assert (krisis.starts_at, hoaks.starts_at) == (NINE + timedelta(days=4), NINE + timedelta(days=5))
    assert (krisis.delivered_speaker, krisis.delivered_jp, krisis.online_url) == ("", None, "")
    assert [part.function for part in krisis.speakers.all()] == ["Kepala Dinas"]
    assert krisis.speakers.get().batch == clone
    assert [page.title for page in krisis.materials.all()] == ["Dasar"]
    assert clone.quotas.get().places == 2
    assert clone.reminders.get().days == 2
    assert not clone.enrolments.exists()
    lines = {fate: [text for name, text in clone.cloned_from.lines if name == fate] for fate in Fate}
    assert "2 sessions as they were planned, with rooms, JP, speakers and materials." in lines[Fate.TAKEN]
    assert lines[Fate.CHANGED] == ["All dates: 4 days later.", "Now on a Saturday or Sunday: Krisis, Hoaks."]
    assert lines[Fate.LEFT_OUT] == [
        "1 cancelled session.",
        "Links of online sessions: make new meetings.",
        "1 participant with attendance, answers, marks and certificates.",
        "Invitations, evaluations and what was delivered.",
    ]


def test_what_is_missing_or_odd_is_named(organiser, batch):
    siti = batch.parts.get().member
    siti.is_active = False
    siti.save()

    with translation.override("en"), clock.at(NINE):
        clone = clone_batch(batch=batch, wanted=wanted(first_day=TUESDAY - timedelta(days=1)), actor=organiser)

    lines = [text for _fate, text in clone.cloned_from.lines]
    assert "All dates: 1 day earlier." in lines
    assert "Its first day is over already: change the dates before people take part." in lines
    assert "People whose accounts are not in use any more: Siti. Sessions may be without a speaker." in lines
    assert not clone.parts.exists()


def test_a_preview_tells_its_own_lines_whatever_others_make(organiser, batch):
    def make():
        made = clone_batch(batch=batch, wanted=wanted(), actor=organiser)
        CloneRecord.objects.create(course=batch.course, source="Rahasia", lines=[[Fate.TAKEN, "Rahasia"]])
        return made

    lines = previewed(make)

    assert "Rahasia" not in [text for _fate, text in lines]


def test_a_draft_is_cloned_as_it_was_written_last(organiser, course):
    draft = make_material(course, "Konsep", live=False)
    first = make_material(course, "Dasar")
    draft.title, draft.body = "Konsep baru", [("text", "<p>Seminggu kerja.</p>")]
    draft.prerequisites = [first]
    draft.save_revision()  # as writers do: the row keeps what it was made with
    assert MaterialPage.objects.get(pk=draft.pk).title == "Konsep"

    clone = clone_course(course=course, title="Lain", slug="lain", actor=organiser)

    made = MaterialPage.objects.of_course(CoursePage.objects.get(pk=clone.pk)).get(live=False)
    for page in (made, made.get_latest_revision_as_object()):
        assert (page.title, page.slug) == ("Konsep baru", draft.slug)
        assert "Seminggu kerja." in str(page.body)
        assert [one.title for one in page.prerequisites.all()] == ["Dasar"]
        assert page.prerequisites.get().get_parent().pk == clone.pk
    assert made.uid != draft.uid


def test_a_preview_leaves_nothing_and_says_the_same(organiser, batch):
    with translation.override("en"):
        lines = previewed(lambda: clone_batch(batch=batch, wanted=wanted(), actor=organiser))
        assert Batch.objects.count() == 1
        assert not CloneRecord.objects.exists()
        assert not AuditEntry.objects.filter(action="batch.cloned").exists()

        clone_batch(batch=batch, wanted=wanted(), actor=organiser)

    assert [[str(fate), text] for fate, text in lines] == CloneRecord.objects.get().lines


def test_a_clone_is_whole_or_not_there(organiser, batch, django_capture_on_commit_callbacks):
    heard = []

    def listen(**fact):
        heard.append(fact)

    def fail(source, clone, cloning):
        assert clone.sessions.count() == 2  # what courses clone is there by now
        raise CodeTakenError("upper app refuses")

    register_batch_cloner(fail)
    batch_cloned.connect(listen)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(CodeTakenError):
        clone_batch(batch=batch, wanted=wanted(), actor=organiser)
    assert Batch.objects.count() == 1
    assert not heard

    cloning._batch_cloners.clear()
    with django_capture_on_commit_callbacks(execute=True):
        clone = clone_batch(batch=batch, wanted=wanted(), actor=organiser)
    batch_cloned.disconnect(listen)

    [fact] = heard
    assert (fact["batch_id"], fact["source_id"]) == (clone.pk, batch.pk)
    olds = set(batch.sessions.exclude(state="cancelled").values_list("pk", flat=True))
    assert set(fact["ids"]["session"]) == olds
    assert set(fact["ids"]["session"].values()) == set(clone.sessions.values_list("pk", flat=True))


def test_taken_codes_and_strangers_are_refused(organiser, batch):
    with pytest.raises(CodeTakenError):
        clone_batch(batch=batch, wanted=wanted(code="hoaks-1"), actor=organiser)
    with pytest.raises(NotAllowedError):
        clone_batch(batch=batch, wanted=wanted(), actor=make_member("Orang lain", role=SiteRole.ORGANISER))
    with pytest.raises(NotAllowedError):
        clone_course(course=batch.course, title="Lain", slug="lain", actor=make_member("Orang lain"))

    assert Batch.objects.count() == 1
    assert CoursePage.objects.count() == 1


def test_a_course_is_cloned_with_its_materials_rule_and_one_batch(organiser, course, batch):
    first = MaterialPage.objects.get(title="Dasar")
    second = make_material(course, "Lanjut", opens=Opening.BEFORE, opens_days_before=2, prerequisites=[first])
    make_material(course, "Konsep", live=False)
    by_hand = save_manual_requirement(course=course, label="Video", actor=organiser)
    make_rule(course, Condition(MATERIALS, Decimal(80)), Condition(by_hand.key, Decimal(100)))
    begin_instrument(course=course)
    gone = Cloning(organiser)
    assert gone.twin_of("quiz", 7) == 7

    clone = clone_course(
        course=course, title="Tanggap hoaks 2027", slug="hoaks-2027", actor=organiser, batch=batch, wanted=wanted()
    )

    clone = CoursePage.objects.get(pk=clone.pk)
    assert (clone.title, clone.slug, clone.live, clone.minutes_per_jp) == (
        "Tanggap hoaks 2027",
        "hoaks-2027",
        False,
        60,
    )
    assert clone.get_latest_revision_as_object().title == "Tanggap hoaks 2027"
    assert [row.member for row in clone.organisers.all()] == [organiser]
    made = list(MaterialPage.objects.of_course(clone).order_by("path"))
    assert [(page.title, page.live) for page in made] == [("Dasar", True), ("Lanjut", True), ("Konsep", False)]
    assert {page.uid for page in made}.isdisjoint({first.uid, second.uid})
    assert list(made[1].prerequisites.all()) == [made[0]]
    assert list(made[1].get_latest_revision_as_object().prerequisites.all()) == [made[0]]
    assert list(MaterialPage.objects.get(pk=second.pk).prerequisites.all()) == [first]
    rule = CompletionRule.objects.in_force(clone)
    keys = [condition.key for condition in rule.conditions.all()]
    assert keys == [MATERIALS, clone.manual_requirements.get().key]
    assert keys[1] != by_hand.key
    assert clone.evaluation_instruments.count() == 1
    session = clone.batches.get().sessions.get(subject="Krisis")
    assert list(session.materials.all()) == [made[0]]
    assert not clone.batches.get().enrolments.exists()
    assert clone.cloned_from.source == "Tanggap hoaks"
