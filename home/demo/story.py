"""Loads the demo in the order of the story. Every part may run again and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from courses.models import Batch, CoursePage, MaterialPage
from home.demo import accounts, load_batches, load_pages, load_people, sources
from home.demo.load_people import members_by_source
from members.models import User

Say = Callable[[str], None]


def load(say: Say) -> None:
    """Everything, through the services; `say` hears of each part that was added."""
    accounts.check_allowed()
    if added := load_people.load_offices():
        say(f"{added} offices in 34 provinces")
    if added := load_people.load_staff() + load_people.load_members():
        say(f"{added} people")
    if added := load_people.load_coordinators():
        say(f"{added} coordinators")
    people = members_by_source()
    load_pages.load_home_page()
    load_pages.load_speaker_profiles(people)
    course = load_pages.load_course(people)
    materials = load_pages.load_materials(course, people)
    for facts in sources.course()["batch"]:
        with transaction.atomic():  # a batch stands there whole or not at all: cut off, the next run makes it anew
            batch, is_new = load_batches.load_batch(facts, course, people)
            if is_new:
                _live_through(batch, facts, course, materials, people)
        if is_new:
            say(f"{batch.name}: {batch.enrolments.count()} participants")
    load_people.transfer_member()


def _live_through(
    batch: Batch,
    facts: dict[str, object],
    course: CoursePage,
    materials: list[MaterialPage],
    people: dict[str, User],
) -> None:
    enrolments = load_batches.enrol_participants(facts, batch, people)
    load_batches.deliver_past_sessions(batch, people)
    if batch.code == load_batches.RUNNING:
        for place, enrolment in enumerate(enrolments):
            load_batches.open_materials(enrolment, materials[: place % 4], batch.starts_on - timedelta(days=4))
        return
    for enrolment in enrolments:
        load_batches.open_materials(enrolment, materials, batch.starts_on + timedelta(days=1))
    load_batches.close(batch, people)
