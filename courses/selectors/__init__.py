from courses.selectors.course_page import active_enrolment_for, course_page_for, find_course, reading_place_for
from courses.selectors.jp_year import JpYear, jp_of_year
from courses.selectors.programme import Programme, ProgrammeRow, delivered_programme
from courses.selectors.requirements import (
    RequirementStatus,
    describe_materials,
    faces_of,
    requirement_card_for,
    unmet_gates,
    with_rule_in_force,
)

__all__ = [
    "JpYear",
    "Programme",
    "ProgrammeRow",
    "RequirementStatus",
    "active_enrolment_for",
    "course_page_for",
    "delivered_programme",
    "describe_materials",
    "faces_of",
    "find_course",
    "jp_of_year",
    "reading_place_for",
    "requirement_card_for",
    "unmet_gates",
    "with_rule_in_force",
]
