"""Loads the demo in the order of the story. Every part may run again and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from core import clock
from core.services import work_jobs
from courses.models import Batch, Enrolment, MaterialPage
from home.demo import accounts, load_batches, load_certificates, load_pages, load_people, load_quiz, sources
from home.demo.days import moment_of
from home.demo.load_people import members_by_source
from members.models import User
from quizzes.models import QuizPage
from quizzes.services.closing import RECORD_RESULT

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """What all batches share."""

    people: dict[str, User]
    materials: list[MaterialPage]
    quiz: QuizPage


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
    stage = Stage(people, load_pages.load_materials(course, people), load_quiz.load_post_test(course, people))
    for facts in sources.course()["batch"]:
        with transaction.atomic():  # a batch stands there whole or not at all: cut off, the next run makes it anew
            batch, is_new = load_batches.load_batch(facts, course, people)
            if is_new:
                _live_through(batch, facts, stage)
        if is_new:
            say(f"{batch.name}: {batch.enrolments.count()} participants")
    load_people.transfer_member()
    # What the submissions left to do is done already; the jobs see so and end, instead of waiting since 2020.
    work_jobs(kinds=[RECORD_RESULT], until_idle=False)
    load_certificates.load_setups()
    load_certificates.load_certificates(people, say)


def _live_through(batch: Batch, facts: dict[str, Any], stage: Stage) -> None:
    load_quiz.schedule_post_test(stage.quiz, batch, stage.people)
    enrolments = load_batches.enrol_participants(facts, batch, stage.people)
    load_batches.deliver_past_sessions(batch, stage.people)
    if batch.code == load_batches.RUNNING:
        for place, enrolment in enumerate(enrolments):
            _be_on_the_way(enrolment, place, stage)
        return
    for place, enrolment in enumerate(enrolments):
        _take_part(enrolment, place, len(enrolments) - place, stage)
    load_batches.close(batch, stage.people)


def _take_part(enrolment: Enrolment, place: int, from_end: int, stage: Stage) -> None:
    """2020: the last one stopped reading, the one before failed the test, all others completed."""
    first = enrolment.batch.starts_on + timedelta(days=1)
    read = stage.materials[:1] if from_end == 1 else stage.materials
    load_batches.open_materials(enrolment, read, first)
    if from_end == 1:
        return
    right = 11 if from_end == 2 else 15 + place * 7 % 6
    begun_at = moment_of(first + timedelta(days=3), 480 + place * 10)
    load_quiz.sit_post_test(stage.quiz, enrolment, right=right, begun_at=begun_at)


def _be_on_the_way(enrolment: Enrolment, place: int, stage: Stage) -> None:
    """The running batch: from nothing opened to completed; the one who logs in for participants has read one."""
    is_guide = enrolment.member.email == sources.address_of("participant")
    steps = 1 if is_guide else place % 6
    begin = enrolment.batch.starts_on - timedelta(days=4)
    read = stage.materials if steps >= 4 else stage.materials[:steps]
    load_batches.open_materials(enrolment, read, begin)
    now = clock.now()
    if steps == 4:
        right = 12 if place > 12 else 17
        load_quiz.sit_post_test(
            stage.quiz, enrolment, right=right, begun_at=now - timedelta(minutes=load_quiz.MINUTES_TAKEN + 5)
        )
    elif steps == 5:
        load_quiz.begin_post_test(stage.quiz, enrolment, begun_at=now - timedelta(minutes=3))
