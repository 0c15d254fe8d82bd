"""`recompute_completion`: says how many, changes nothing on a dry run, and knows what it is asked about."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import Job
from courses.conditions import Condition
from courses.models import Completion, ManualTick, MaterialProgress
from courses.services.manual import save_manual_requirement
from courses.services.rule import JUDGE_COURSE
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def recompute(*arguments):
    out = StringIO()
    call_command("recompute_completion", *arguments, stdout=out)
    return out.getvalue().strip()


def test_facts_of_every_kind_are_found_again_in_the_course_or_batch_asked_for():
    course, other = make_course(slug="smrt"), make_course(slug="lain")
    video = save_manual_requirement(course=course, label="Tugas video")
    make_rule(course, Condition("materials", Decimal(100)), Condition(video.key, Decimal(100)))
    people = [make_enrolment(make_batch(course, code=code), make_member(code)) for code in ("satu", "dua")]
    people.append(make_enrolment(make_batch(other), make_member("tiga")))
    materials = {course.pk: make_material(course), other.pk: make_material(other)}
    MaterialProgress.objects.bulk_create(
        MaterialProgress(enrolment=row, material=materials[row.batch.course_id]) for row in people
    )
    ManualTick.objects.bulk_create(ManualTick(requirement=video, enrolment=row) for row in people[:2])
    lost = {"materials": 1, "manual": 1}

    dry = json.loads(recompute("--batch", "satu", "--dry-run", "--json"))
    assert not Completion.objects.exists()
    first = json.loads(recompute("--batch", "satu", "--json"))
    rest = recompute("--course", "smrt")
    again = recompute("--course", "smrt")

    assert dry == {"looked_at": 1, "repaired": lost, "completed": 1, "dry_run": True}
    assert first == {"looked_at": 1, "repaired": lost, "completed": 1, "dry_run": False}
    assert rest == "looked_at=1 repaired: manual 1, materials 1; completed=1"
    assert again == "looked_at=0 repaired: nothing; completed=0"
    assert {row.enrolment for row in Completion.objects.all()} == set(people[:2])


@pytest.mark.parametrize("arguments", [("--batch", "tidak-ada"), ("--course", "tidak-ada")])
def test_what_is_not_there_is_said(arguments):
    with pytest.raises(CommandError, match="tidak-ada"):
        recompute(*arguments)


def test_a_material_that_is_published_or_withdrawn_is_counted_soon_and_once():
    course = make_course()
    make_enrolment(make_batch(course))
    material = make_material(course)

    material.unpublish()

    (job,) = Job.objects.filter(kind=JUDGE_COURSE, payload={"course": course.pk})
    assert job.run_after > job.created_at
