from courses.selectors.course_page import active_enrolment_for, course_page_for, find_course, reading_place_for
from courses.selectors.programme import Programme, ProgrammeRow, delivered_programme
from courses.selectors.requirements import (
    describe_materials,
    faces_of,
    with_rule_in_force,
)
from courses.selectors.standing import Opened, Standing, StandingItem, standing_of, standings_of, unmet_gates

__all__ = [
    "Opened",
    "Programme",
    "ProgrammeRow",
    "Standing",
    "StandingItem",
    "active_enrolment_for",
    "course_page_for",
    "delivered_programme",
    "describe_materials",
    "faces_of",
    "find_course",
    "reading_place_for",
    "standing_of",
    "standings_of",
    "unmet_gates",
    "with_rule_in_force",
]
