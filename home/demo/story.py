"""Loads the demo in the order of the story. Every part may run again and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from core.services import work_jobs
from courses.models import Batch
from courses.services.attendance_results import REFRESH
from home.demo import (
    accounts,
    lives,
    load_attendance,
    load_batches,
    load_certificates,
    load_drafts,
    load_evaluations,
    load_nominations,
    load_notice,
    load_pages,
    load_people,
    load_practice,
    load_question_kinds,
    load_questions,
    load_quiz,
    load_regrade,
    load_ticks,
    load_timetable,
    sources,
)
from home.demo.load_people import members_by_source
from quizzes.services.regrade_apply import APPLY
from quizzes.services.scoring import RECORD_RESULT

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
    if added := load_people.load_hand_over():
        say(f"{added} province handed over, not confirmed yet")
    people = members_by_source()
    load_pages.load_home_page()
    load_pages.load_speaker_profiles(people)
    course = load_pages.load_course(people)
    stage = lives.Stage(people, load_pages.load_materials(course, people), load_quiz.load_tests(course, people))
    practice = load_question_kinds.load_practice(course, people)
    for facts in sources.course()["batch"]:
        with transaction.atomic():  # a batch stands there whole or not at all: cut off, the next run makes it anew
            batch, is_new = load_batches.load_batch(facts, course, people)
            if is_new:
                _live_through(batch, facts, stage)
                if batch.code == load_batches.RUNNING:
                    load_question_kinds.schedule_practice(practice, batch, people)
        if is_new:
            say(f"{batch.name}: {batch.enrolments.count()} participants")
    load_people.transfer_member()
    load_pages.publish_second_versions(course, people)
    if taken := load_practice.load_practice(course, Batch.objects.get(code=load_batches.RUNNING), people):
        say(f"{taken} practical tests handed in, some marked")
    load_drafts.load_drafts(course, people)
    load_drafts.invite_further_speaker(Batch.objects.get(code=load_batches.RUNNING), people)
    if load_timetable.prepare_next_batch(Batch.objects.get(code=load_batches.RUNNING), people):
        say("the next batch, in preparation, with a clash")
    if named := load_nominations.load_nominations(Batch.objects.get(code=load_batches.RUNNING), people):
        say(f"{named} people nominated or waiting")
    if received := load_notice.load_notice(people):
        say(f"an urgent notice to {received} people, read by half")
    # What the submissions left to do is done already; the jobs see so and end, instead of waiting since 2020.
    work_jobs(kinds=[RECORD_RESULT, APPLY, REFRESH], until_idle=False)
    load_certificates.load_setups()
    load_certificates.load_certificates(people, say)


def _live_through(batch: Batch, facts: dict[str, Any], stage: lives.Stage) -> None:
    load_quiz.schedule_tests(stage.tests, batch, stage.people)
    enrolments = load_batches.enrol_participants(facts, batch, stage.people)
    load_batches.deliver_past_sessions(batch, stage.people)
    load_questions.ask_at(load_questions.first_with_speaker(batch), enrolments)
    if batch.code == load_batches.RUNNING:
        load_ticks.tick_running(batch, enrolments, stage.people)
        lives.be_on_the_way(enrolments, stage)
        load_attendance.check_in_to_what_was(batch, enrolments, stage.people)
        load_evaluations.begin_running(batch, enrolments)
        return
    load_attendance.sign_lists(batch, enrolments, stage.people)
    load_ticks.tick_past(batch, enrolments, stage.people)
    lives.take_part(enrolments, stage)
    load_evaluations.fill_past(batch, enrolments, stage.people)
    if facts["number"] == "1":
        load_regrade.accept_a_second_answer(stage.tests.post, batch, stage.people)
    load_batches.close(batch, stage.people)
