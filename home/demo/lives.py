"""What the participants of each batch lived through, so that every list and desk of the demo has somebody to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core import clock
from core.identifiers import uuid7
from courses.blocks.walk import blocks_of_type
from courses.models import Enrolment, MaterialPage, MaterialRecording
from courses.progress_entries import ProgressEntry
from courses.self_checks import self_check_from
from courses.services import withdraw_enrolment
from courses.services.reading import record_self_check
from courses.services.watching import record_watched
from home.demo import load_batches, load_quiz, sources
from home.demo.days import moment_of
from members.models import User

OPEN, WITHDRAWN = "open", "withdrawn"


@dataclass(frozen=True)
class Stage:
    """What all batches share."""

    people: dict[str, User]
    materials: list[MaterialPage]
    tests: load_quiz.Tests


def take_part(enrolments: Sequence[Enrolment], stage: Stage) -> None:
    """2020: the last one stopped reading, the one before failed, all others completed, some at the second attempt."""
    for place, enrolment in enumerate(enrolments):
        from_end = len(enrolments) - place
        first = enrolment.batch.starts_on + timedelta(days=1)
        evening = moment_of(enrolment.batch.starts_on - timedelta(days=2), 1140 + place * 3)
        load_quiz.sit_test(stage.tests.pre, enrolment, right=5 + place * 5 % 9, begun_at=evening)
        load_batches.open_materials(enrolment, stage.materials[:1] if from_end == 1 else stage.materials, first)
        if from_end == 1:
            continue
        begun_at = moment_of(first + timedelta(days=3), 480 + place * 10)
        if from_end > 2 and place % 7 == 3:
            early = begun_at - timedelta(hours=12)
            load_quiz.sit_test(stage.tests.post, enrolment, right=10 + place % 4, begun_at=early)
        right = 11 if from_end == 2 else 15 + place * 7 % 6
        load_quiz.sit_test(stage.tests.post, enrolment, right=right, begun_at=begun_at)


def be_on_the_way(enrolments: Sequence[Enrolment], stage: Stage) -> None:
    """The running batch, as running.csv says: right answers in either test, and materials read between them.

    `watched` are seconds of the film, `checked` the answer to the first self-check; `open` is a test begun and not
    handed in; `then` the second attempt, or that the person withdrew; `device` is a telephone that two share.
    """
    by_member = {enrolment.member_id: enrolment for enrolment in enrolments}
    for place, row in enumerate(sources.table("running")):
        _walk(by_member[stage.people[row["member"]].pk], place, row, stage)


def _walk(enrolment: Enrolment, place: int, row: dict[str, str], stage: Stage) -> None:
    now, batch = clock.now(), enrolment.batch
    taken = timedelta(minutes=load_quiz.MINUTES_TAKEN)
    if row["pre_test"] == OPEN:
        load_quiz.begin_test(stage.tests.pre, enrolment, begun_at=now - timedelta(minutes=6))
    elif row["pre_test"]:
        evening = moment_of(batch.starts_on - timedelta(days=6), 1110 + place * 4, batch.zone)
        load_quiz.sit_test(stage.tests.pre, enrolment, right=int(row["pre_test"]), begun_at=evening)
    begin = batch.starts_on - timedelta(days=4)
    load_batches.open_materials(enrolment, stage.materials[: int(row["read"])], begin)
    if row["watched"]:
        _watch(enrolment, stage.materials[0], float(row["watched"]))
    if row["checked"]:
        _answer_self_check(enrolment, stage.materials[0], is_right=row["checked"] == "right")
    if row["post_test"] == OPEN:
        load_quiz.begin_test(stage.tests.post, enrolment, begun_at=now - timedelta(minutes=3))
    elif row["post_test"]:
        moment = now - 3 * taken - timedelta(minutes=place)
        load_quiz.sit_test(
            stage.tests.post, enrolment, right=int(row["post_test"]), begun_at=moment, device=row["device"]
        )
    if row["then"] == WITHDRAWN:
        withdraw_enrolment(enrolment=enrolment, actor=stage.people["organiser"], reason=load_batches.WITHDRAWN_REASON)
    elif row["then"]:
        load_quiz.sit_test(
            stage.tests.post, enrolment, right=int(row["then"]), begun_at=now - taken - timedelta(minutes=4)
        )


def _watch(enrolment: Enrolment, material: MaterialPage, seconds: float) -> None:
    recording = MaterialRecording.objects.filter(material=material).earliest("pk").recording_id
    played = {"recording": str(recording), "spans": [[0, seconds]], "position": seconds}
    record_watched(enrolment=enrolment, material=material, entry=ProgressEntry(uuid7(), "watched", clock.now(), played))


def _answer_self_check(enrolment: Enrolment, material: MaterialPage, *, is_right: bool) -> None:
    raw = next(iter(blocks_of_type(material.body.raw_data, "self_check")))
    check = self_check_from(str(raw["id"]), raw["value"])
    chosen = next(option.id for option in check.options if option.is_right == is_right)
    record_self_check(enrolment=enrolment, material=material, block=UUID(raw["id"]), entry=uuid7(), chosen=[chosen])
