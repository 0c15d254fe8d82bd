"""What the participants hand in outside the site: a short video, ticked off by who runs the batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core import clock
from courses.models import Batch, CoursePage, Enrolment, ManualRequirement, ManualTick, RequirementResult
from courses.services.manual import DONE, save_manual_requirement, tick_off
from home.demo import sources
from home.demo.days import moment_of
from home.demo.scale_trail import record_many
from members.models import User

LABEL = "Tugas video satu menit diserahkan"
EXPLANATION = "Rekam jawaban atas satu berita bohong, paling lama satu menit, dan kirimkan lewat grup angkatan Anda."
OPEN = "open"


def ask_for_video(course: CoursePage, people: dict[str, User]) -> ManualRequirement:
    return save_manual_requirement(
        course=course, label=LABEL, explanation=EXPLANATION, speakers_may_tick=True, actor=people["organiser"]
    )


def tick_past(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User]) -> None:
    """Everybody handed it in, on the second evening."""
    with clock.at(moment_of(batch.starts_on + timedelta(days=1), 1230)):
        _tick(batch, enrolments, people, "Video diterima")


def tick_running(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User]) -> None:
    """So far those who went on to the post-test."""
    far = {people[row["member"]].pk for row in sources.table("running") if row["post_test"] not in ("", OPEN)}
    _tick(batch, [enrolment for enrolment in enrolments if enrolment.member_id in far], people, "")


def tick_crowd(batch: Batch, enrolments: Sequence[Enrolment], by: User, moment: datetime) -> None:
    """As `tick_past`, in a few statements, of people whose completion is written without being judged."""
    video = _video(batch)
    ManualTick.objects.bulk_create(
        ManualTick(requirement=video, enrolment=row, ticked_at=moment, ticked_by=by) for row in enrolments
    )
    RequirementResult.objects.bulk_create(
        RequirementResult(
            enrolment=row, key=video.key, met=True, value=DONE.value, target=DONE.target, recorded_at=moment
        )
        for row in enrolments
    )
    facts = ((f"enrolment:{row.uid}", {"requirement": str(video.uid)}) for row in enrolments)
    record_many(moment, by, "requirement.ticked", facts)


def _video(batch: Batch) -> ManualRequirement:
    return ManualRequirement.objects.get(course=batch.course_id, label=LABEL)


def _tick(batch: Batch, enrolments: Sequence[Enrolment], people: dict[str, User], note: str) -> None:
    numbers = [enrolment.pk for enrolment in enrolments]
    tick_off(requirement=_video(batch), batch=batch, enrolments=numbers, note=note, actor=people["organiser"])
