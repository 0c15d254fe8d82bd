"""Places on our screens that upper apps fill in `ready()`: they know us, we don't know them.

A provider answers with few queries, as many for one row as for a thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from courses.models import Batch, CoursePage, Enrolment


@dataclass(frozen=True)
class SlotLink:
    """One line on a screen. `status` is a few words for a badge, `tone` its colour (success, warning, neutral ...)."""

    label: str
    url: str = ""
    status: str = ""
    detail: str = ""
    tone: str = "neutral"


# On the participant's course page; `enrolment` is None for readers who take no part.
CourseSection = Callable[[HttpRequest, "CoursePage", "Enrolment | None"], list[SlotLink]]
# On the organiser's batch page.
BatchSection = Callable[[HttpRequest, "Batch"], list[SlotLink]]

_course_sections: dict[CourseSection, StrOrPromise] = {}
_batch_sections: dict[BatchSection, StrOrPromise] = {}


@dataclass(frozen=True)
class Section:
    heading: StrOrPromise
    links: list[SlotLink]


def register_course_section(provider: CourseSection, *, heading: StrOrPromise = "") -> None:
    """Registering the same provider again changes nothing."""
    _course_sections.setdefault(provider, heading)


def register_batch_section(provider: BatchSection, *, heading: StrOrPromise = "") -> None:
    _batch_sections.setdefault(provider, heading)


def course_sections(request: HttpRequest, course: CoursePage, enrolment: Enrolment | None) -> list[Section]:
    """Sections that have something to say, in the order of registration."""
    sections = [
        Section(heading, provider(request, course, enrolment)) for provider, heading in _course_sections.items()
    ]
    return [section for section in sections if section.links]


def batch_sections(request: HttpRequest, batch: Batch) -> list[Section]:
    sections = [Section(heading, provider(request, batch)) for provider, heading in _batch_sections.items()]
    return [section for section in sections if section.links]
