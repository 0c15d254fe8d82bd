"""The one thing that a participant does now: what the dark card at the top of the desk says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.selectors.course_page import MaterialAhead, ReadingPlace
from courses.selectors.evaluation_due import DueEvaluation
from home.tests_due import DueTest

if TYPE_CHECKING:
    from home.selectors.participant import ParticipantDesk


@dataclass(frozen=True)
class NextStep:
    """`title` is in the words of an author where `is_content`; `ends_at` starts a timer."""

    eyebrow: str
    title: str
    action: str
    url: str
    text: str = ""
    detail: str = ""
    is_content: bool = True
    ends_at: datetime | None = None


def next_step(desk: ParticipantDesk) -> NextStep:
    """A test under way cannot wait; then what stands before the materials, the materials, the tests; then nothing."""
    running = next((test for test in desk.tests if test.is_running), None)
    if running is not None:
        return _test_step(running, _("A test is running"), _("Go on with the test"))
    if desk.has_completed:
        return _completed_step(desk)
    gate = next(iter(desk.standing.unmet_gates), None)
    if gate is not None:
        eyebrow = _("First this, then the materials")
        test = next((test for test in desk.tests if test.key == gate.key and test.is_open), None)
        if test is not None:
            return _test_step(test, eyebrow, _("Go to the test"))
        return NextStep(eyebrow, gate.label, _("Look"), gate.url or desk.course_url)
    if desk.reading is not None and desk.reading.following is not None:
        return _reading_step(desk, desk.reading, desk.reading.following)
    open_test = next((test for test in desk.tests if test.is_open), None)
    if open_test is not None:
        return _test_step(open_test, _("Do this next"), _("Go to the test"))
    if desk.evaluation is not None:
        return _evaluation_step(desk.evaluation)
    return NextStep(
        eyebrow=_("Nothing to do right now"),
        title=_("You are up to date"),
        text=desk.tests[0].note if desk.tests else _("What comes next stands below as soon as it is there."),
        action=_("Open the course"),
        url=desk.course_url,
        is_content=False,
    )


def _test_step(test: DueTest, eyebrow: str, action: str) -> NextStep:
    return NextStep(
        eyebrow=eyebrow,
        title=test.label,
        text=test.note,
        detail=" · ".join(f"{term}: {value}" for term, value in test.rules[:2]),
        action=action,
        url=test.url,
        ends_at=test.ends_at,
    )


def _evaluation_step(due: DueEvaluation) -> NextStep:
    return NextStep(
        eyebrow=_("Do this next"),
        title=_("Fill in the evaluation"),
        text=_("How were the speakers, the organisers and the course? Anonymous; a few minutes are enough."),
        detail=_("%(filled)d of %(asked)d parts filled in") % {"filled": due.filled, "asked": due.asked},
        action=_("Fill in the evaluation"),
        url=due.url,
        is_content=False,
    )


def _reading_step(desk: ParticipantDesk, place: ReadingPlace, following: MaterialAhead) -> NextStep:
    minutes = following.reading_minutes
    details = [
        _("Material %(number)d of %(count)d") % {"number": place.number, "count": place.count},
        ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes},
    ]
    if following.watched:
        details.append(_("Watched %(share)d %%") % {"share": following.watched})
    return NextStep(
        eyebrow=_("Continue reading") if place.opened else _("Start here"),
        title=following.title,
        text=following.summary,
        detail=" · ".join(details),
        action=_("Read"),
        url=reverse("courses:material", args=[desk.course_slug, following.slug]),
    )


def _completed_step(desk: ParticipantDesk) -> NextStep:
    held = next((row for row in desk.certificates if row.enrolment_id == desk.enrolment_id and row.is_valid), None)
    if held is not None:
        return NextStep(
            eyebrow=_("Nothing left to do"),
            title=_("You have completed this course"),
            text=_("Your certificate is ready: number %(number)s.") % {"number": held.number},
            action=_("Open the certificate"),
            url=held.url,
            is_content=False,
        )
    return NextStep(
        eyebrow=_("Nothing left to do"),
        title=_("You have completed this course"),
        text=_("Your certificate follows once the organiser has closed the batch."),
        action=_("Open the course"),
        url=desk.course_url,
        is_content=False,
    )
