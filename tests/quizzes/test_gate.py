"""A pre-test that stands before the materials: no address gives any of them away before it is handed in."""

from decimal import Decimal
from functools import partial

import pytest
from django.urls import get_resolver, reverse

from courses.conditions import Condition
from courses.selectors import unmet_gates
from courses.selectors.requirements import has_completed
from courses.services import set_completion_rule
from quizzes.choices import Practice, Purpose
from quizzes.models import Attempt
from quizzes.services import record_result, requirement_key, submit_attempt
from tests.access.world import BODY, PACK, SAID, World, build_world
from tests.courses.views.test_material import make_picture
from tests.factories.courses import make_material
from tests.factories.quizzes import begin, make_question, make_quiz, open_for

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]

# Each address with a word of the content that must not be in the answer; None: that it answers is enough.
CONTENT = {
    "material": (lambda world: [world.course.slug, world.material.slug], BODY),
    "file": (lambda world: [world.material.uid, world.attachment.pk, world.attachment.filename], BODY),
    "light_file": (
        lambda world: [world.material.uid, world.attachment.pk, world.attachment.light_variant.filename],
        BODY,
    ),
    "picture": (lambda world: [world.material.uid, world.picture.pk, 320], None),
    "recording": (lambda world: [world.material.uid, world.recording.pk, world.recording.filename], None),
    "poster": (lambda world: [world.material.uid, world.recording.pk], None),
    "captions": (lambda world: [world.material.uid, world.recording.pk, "id"], SAID),
    "slides": (lambda world: [world.material.uid, world.deck.pk], BODY),
    "slide_picture": (lambda world: [world.material.uid, world.deck.pk, 1, 720], BODY),
    "session_pack_file": (lambda world: [world.session.uid, PACK], "PK"),
}
# These answer before, too, and must not name what is closed, or take anything from who may not read it.
SHELVES = {
    "offline_course": lambda world: [world.course.slug],
    "session_pack": lambda world: [world.session.uid],
}
WRITES = {
    "progress": (lambda world: [world.material.uid], {"entries": []}, 403),
    "ticks": (lambda world: [world.material.uid, world.material.uid], None, 404),
    "self_check": (lambda world: [world.material.uid, world.material.uid], None, 404),
    "session_pack_prepare": (lambda world: [world.session.uid], None, 404),
}
# The search says back what was asked for and marks it, so half of the secret word is looked for.
SEARCH, FIRST_HALF = "/search/?q=rahasia", BODY.removesuffix("rahasia")
PAGES = (SEARCH, "/courses/", "/courses/kursus-tertutup/", "/topics/topik-tertutup/", "/desk/participant/", "/")
# What authors and organisers do with materials, asked by other rules (tests/access); and lists that name titles.
# A session's room, lists, calendar and questions hold nothing of its materials.
OTHER_RULES = {
    "topic", "material_new", "material_write", "material_preview", "material_take_back", "comment_answer", "course",
    "room", "room_code", "door", "door_answer", "check_in_desk", "check_in_roster", "check_in_device",
    "check_in_entries", "sign_in_sheet", "signed_sheets", "signed_sheet", "signed_sheet_remove",
    "session_calendar", "session_join", "session_questions", "questions_wall",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    """The pre-test is open and not sat; beside its text the material has a picture."""
    world = build_world()
    world.picture = make_picture()
    illustrated = make_material(
        world.course, "Bergambar", body=[("picture", {"image": world.picture, "decorative": True, "caption": ""})]
    )
    world.illustrated = illustrated
    world.pre_test = make_quiz(world.course, title="Pre-test", purpose=Purpose.PRE_TEST, questions=[make_question()])
    open_for(world.pre_test, world.batch)
    condition = Condition(requirement_key(world.pre_test.pk), Decimal(0), is_test=True, gates_materials=True)
    set_completion_rule(course=world.course, conditions=[condition])
    return world


def address(world, name):
    arguments = CONTENT[name][0] if name in CONTENT else SHELVES.get(name) or WRITES[name][0]
    found = arguments(world)
    if name == "picture":
        found = [world.illustrated.uid, *found[1:]]
    return reverse(f"courses:{name}", args=found)


def body_of(response):
    return b"".join(response) if response.streaming else response.content  # to its end, or the file stays open


def sit(world, *, right):
    """All wrong: the score of a pre-test decides nothing."""
    attempt = begin(world.pre_test, world.enrolment)
    done = submit_attempt(attempt_uid=attempt.uid, member=world.enrolment.member)
    assert done.points == right
    record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=done.pk))


def test_every_address_of_content_asks_the_gate(world):
    client = world.client("participant")
    wagtails_own = world.material.url_path.removeprefix("/home")
    assert [gate.key for gate in unmet_gates(world.enrolment)] == [requirement_key(world.pre_test.pk)]

    for name, (_arguments, secret) in CONTENT.items():
        response = client.get(address(world, name))
        assert response.status_code in (403, 404), name
        content = body_of(response)
        assert secret is None or secret.encode() not in content, name
    for name in SHELVES:
        answer = client.get(address(world, name)).content.decode()
        assert f"/{world.material.slug}/" not in answer, name
        assert BODY not in answer, name
    for name, (_arguments, data, status) in WRITES.items():
        post = partial(client.post, content_type="application/json") if data else client.post
        assert post(address(world, name), data).status_code == status, name
    assert client.get(wagtails_own, follow=True).status_code in (403, 404)
    for page in PAGES:
        assert FIRST_HALF not in client.get(page).content.decode(), page

    sit(world, right=0)

    assert unmet_gates(world.enrolment) == []
    for name, (_arguments, secret) in CONTENT.items():
        response = client.get(address(world, name))
        assert response.status_code == 200, name
        content = body_of(response)
        assert secret is None or secret.encode() in content, name
    assert FIRST_HALF in client.get(SEARCH).content.decode()
    assert f"/{world.material.slug}/" in client.get(address(world, "offline_course")).content.decode()
    assert client.post(address(world, "session_pack_prepare")).status_code == 302


def test_the_list_of_addresses_is_whole():
    """A new address below materials, packs or kept courses must say here how it asks the gate."""
    patterns = get_resolver("courses.urls").url_patterns
    roots = ("materials/", "courses/<slug:slug>/", "keep/", "topics/", "sessions/<uuid:uid>/")
    names = {pattern.name for pattern in patterns if str(pattern.pattern).startswith(roots)}

    assert names == {*CONTENT, *SHELVES, *WRITES, *OTHER_RULES}


def test_the_score_of_a_pre_test_never_blocks_completion(world):
    sit(world, right=0)

    assert has_completed(world.enrolment)


def test_practising_the_pre_test_opens_nothing(world):
    practised = make_quiz(world.course, title="Pre", purpose=Purpose.PRE_TEST, questions=1, practice=Practice.BESIDE)
    open_for(practised, world.batch)
    condition = Condition(requirement_key(practised.pk), Decimal(0), is_test=True, gates_materials=True)
    set_completion_rule(course=world.course, conditions=[condition])
    attempt = begin(practised, world.enrolment, kind="practice")
    done = submit_attempt(attempt_uid=attempt.uid, member=world.enrolment.member)
    record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=done.pk))

    assert len(unmet_gates(world.enrolment)) == 1
    assert world.client("participant").get(address(world, "material")).status_code == 403
