"""Who would complete under a rule that is not saved: counted right, for many with as many queries as for one."""

from decimal import Decimal

import pytest

from core import clock
from courses.choices import ATTENDANCE, MATERIALS, EnrolmentState
from courses.conditions import Condition, Result
from courses.models import CompletionRule
from courses.selectors.rule_preview import KEEPING, MISSING, NEWLY, RuleQuestion
from courses.services import record_requirements
from courses.services.manual import save_manual_requirement, tick_off
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_rule, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def opened(**values):
    """By enrolment, what each opened in percent, on record under a rule that asks for all."""
    return {row.pk: Result(Decimal(value), Decimal(100), value >= 100) for row, value in values["of"]}


@pytest.fixture
def world():
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    course = make_course("Tanggap hoaks", slug="smrt", organisers=[organiser], materials_target=100)
    video = save_manual_requirement(course=course, label="Tugas video diserahkan")
    first, second = make_batch(course, name="Angkatan I"), make_batch(course, name="Angkatan II")
    people = {
        name: make_enrolment(batch, make_member(name))
        for batch, name in ((first, "Adi"), (first, "Budi"), (second, "Cici"), (second, "Dedi"), (second, "Eka"))
    }
    gone = make_enrolment(first, make_member("Pergi"), state=EnrolmentState.WITHDRAWN)
    shares = {"Adi": 100, "Budi": 80, "Cici": 100, "Dedi": 20}
    results = {people[name].pk: Result(Decimal(v), Decimal(100), v >= 100) for name, v in shares.items()}
    record_requirements(key=MATERIALS, results=results | {gone.pk: Result(Decimal(90), Decimal(100), met=False)})
    for batch, name in ((first, "Budi"), (second, "Cici")):
        tick_off(requirement=video, batch=batch, enrolments=[people[name].pk])
    return organiser, course, video


def test_complete_newly_keeping_and_missing_are_told_apart(world, django_assert_num_queries):
    _organiser, course, video = world
    question = RuleQuestion(course, [Condition(MATERIALS, Decimal(80)), Condition(video.key, Decimal(100))])
    question.preview()

    with django_assert_num_queries(4):  # people, the rule in force, tests, what is ticked off
        preview = question.preview()

    assert [(b.name, b.complete, b.keeping, b.newly, b.missing) for b in preview.batches] == [
        ("Angkatan I", 1, 1, 1, 0),
        ("Angkatan II", 1, 0, 0, 2),
    ]
    assert (preview.complete, preview.keeping, preview.newly, preview.missing) == (2, 1, 1, 2)
    assert [(lack.label, lack.number) for lack in preview.lacks] == [
        ("Materials opened", 2),
        ("Tugas video diserahkan", 2),
    ]
    assert preview.warnings == []
    names = {group: [row.member.name for row in question.people(group)] for group in (NEWLY, KEEPING, MISSING)}
    assert names == {NEWLY: ["Budi"], KEEPING: ["Adi"], MISSING: ["Dedi", "Eka"]}
    assert [row.member.name for row in question.people(MISSING, batch="nope")] == []
    assert [row.member.name for row in question.people(MISSING, item=MATERIALS, text="eka")] == ["Eka"]
    assert CompletionRule.objects.in_force(course).number == 1


def test_it_warns_of_what_somebody_cannot_reach_any_more_and_of_gates(world):
    _organiser, course, video = world
    batch = course.batches.get(name="Angkatan II")
    over, ahead = make_session(batch, hours="8"), make_session(batch, hours="2")
    with clock.at(max(over.ends_at, ahead.ends_at)):
        question = RuleQuestion(
            course,
            [
                Condition(ATTENDANCE, Decimal(80)),
                Condition(video.key, Decimal(100), gates_materials=True),
                Condition("manual:018f0000-0000-7000-8000-000000000000", Decimal(100)),
            ],
        )

        warnings = question.preview().warnings

    assert warnings == [
        "Attendance, by JP: 3 people in running batches cannot reach 80 % any more.",
        "Tugas video diserahkan: 2 people could not open the materials before meeting it.",
        "manual:018f0000-0000-7000-8000-000000000000: it is not published, so nobody can meet it now.",
    ]


def test_the_rule_is_looked_at_then_saved_or_changed_again(world):
    organiser, course, video = world
    client = client_of(organiser)
    chosen = {"materials-asked": "on", "materials-target": "80", f"{video.key}-asked": "on", "preview": "1"}

    looked = client.post("/rules/smrt/", chosen, follow=True)

    page = text_of(looked)
    assert looked.request["PATH_INFO"] == "/rules/smrt/preview/"
    assert "csrfmiddlewaretoken" not in looked.request["QUERY_STRING"]
    assert "Budi" in page
    assert "Dedi" not in page
    assert CompletionRule.objects.filter(course=course).count() == 1
    again = text_of(client.get(f"/rules/smrt/?{looked.request['QUERY_STRING']}"))
    assert 'name="materials-target" value="80"' in again
    client.post("/rules/smrt/", looked.context["said"])
    rule = CompletionRule.objects.in_force(course)
    assert [(c.key, c.target) for c in rule.conditions.all()] == [(MATERIALS, 80), (video.key, 100)]


def test_what_cannot_be_a_rule_leads_back_to_it(world):
    organiser, *_rest = world
    client = client_of(organiser)

    for query in ("", "?materials-asked=on&materials-target=banyak"):
        answer = client.get(f"/rules/smrt/preview/{query}")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/rules/smrt/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_asks_the_same_whatever_its_length(count, world, django_assert_num_queries):
    organiser, course, video = world
    batch = make_batch(course, name="Angkatan III")
    for number in range(count - 1):
        make_enrolment(batch, make_member(f"Peserta {number}"))
    make_rule(course, Condition(video.key, Decimal(100)))
    client = client_of(organiser)
    address = f"/rules/smrt/preview/?materials-asked=on&materials-target=80&{video.key}-asked=on&group=missing"
    client.get(address)

    with django_assert_num_queries(17):
        assert client.get(address).status_code == 200
