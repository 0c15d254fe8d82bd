"""Who may do what with tests. Sets are Q objects, so that one definition serves pages, lists and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from courses.choices import Part
from courses.models import Batch, BatchPart, CoursePage, MaterialSpeaker
from courses.querysets import parent_path
from members.choices import SiteRole
from members.rules import is_administrator, is_auditor, site_roles

if TYPE_CHECKING:
    from members.models import User
    from members.rules import Viewer
    from quizzes.models import Question, QuestionBank, QuizSchedule

NOTHING = Q(pk__in=[])
AUTHORS: frozenset[str] = frozenset({SiteRole.ADMINISTRATOR, SiteRole.ORGANISER, SiteRole.SPEAKER})


def courses_authored_by(user: User) -> QuerySet[CoursePage]:
    """Where the user runs the course, or speaks: named on a material, or as speaker of one of its batches."""
    written = MaterialSpeaker.objects.filter(member=user).annotate(course_path=parent_path("material__path"))
    spoken = BatchPart.objects.filter(member=user, part=Part.SPEAKER).values("batch__course")
    own = CoursePage.objects.run_by(user).values("pk")
    found: QuerySet[CoursePage] = CoursePage.objects.filter(
        Q(pk__in=own) | Q(pk__in=spoken) | Q(path__in=written.values("course_path"))
    )
    return found


def banks_editable_by(user: Viewer) -> Q:
    """Administrators: all. Organisers and speakers: the banks of their own courses."""
    if is_administrator(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(course__in=courses_authored_by(user).values("pk"))


def banks_visible_to(user: Viewer) -> Q:
    """Those who edit, and auditors: a bank holds the keys of tests that are still to come."""
    return Q() if is_auditor(user) else banks_editable_by(user)


def media_visible_to(user: Viewer) -> Q:
    """Pictures and sounds of the banks that the user may see, of a question as it is written or as it was published;
    and of the published tests of courses that the user teaches or runs, whatever bank their questions are from."""
    banks = banks_visible_to(user)
    if not banks:
        return Q()
    from quizzes.models import QuestionBank  # which asks these rules itself

    seen = QuestionBank.objects.filter(banks).values("pk")
    places = ("attachments__question__bank", "options__question__bank", "versions__question__bank")
    rows = Q()
    for place in places:
        rows |= Q(**{f"{place}__in": seen})
    if user.is_authenticated:
        rows |= Q(versions__quiz_versions__course__in=courses_authored_by(user).values("pk"))
    return rows


def may_open_banks(user: Viewer) -> bool:
    return bool(site_roles(user) & {*AUTHORS, SiteRole.AUDITOR})


def may_write_questions(user: Viewer) -> bool:
    """In general; which bank is asked for each row."""
    return bool(site_roles(user) & AUTHORS)


def may_edit_question(user: Viewer, question: Question) -> bool:
    return may_edit_bank(user, question.bank)


def may_open_schedules(user: Viewer) -> bool:
    return bool(site_roles(user) & {SiteRole.ADMINISTRATOR, SiteRole.ORGANISER, SiteRole.AUDITOR})


def may_set_dates(user: Viewer) -> bool:
    return bool(site_roles(user) & {SiteRole.ADMINISTRATOR, SiteRole.ORGANISER})


def may_edit_schedule(user: Viewer, schedule: QuizSchedule) -> bool:
    return type(schedule).objects.filter(schedules_editable_by(user), pk=schedule.pk).exists()


def schedules_visible_to(user: Viewer) -> Q:
    return Q() if is_auditor(user) else schedules_editable_by(user)


def may_edit_bank(user: Viewer, bank: QuestionBank) -> bool:
    return type(bank).objects.filter(banks_editable_by(user), pk=bank.pk).exists()


def schedules_editable_by(user: Viewer) -> Q:
    if is_administrator(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(batch__in=Batch.objects.run_by(user).values("pk"))


def sees_all_results(user: Viewer) -> bool:
    return is_administrator(user) or is_auditor(user)


def results_seen_by(user: Viewer) -> Q:
    """Courses whose item analyses, corrections and gains the user may read: figures, and people without their names
    for who only speaks there."""
    if sees_all_results(user):
        return Q()
    return Q(pk__in=courses_authored_by(user).values("pk")) if user.is_authenticated else NOTHING


def attempts_visible_to(user: Viewer) -> Q:
    if is_administrator(user) or is_auditor(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(enrolment__member=user) | Q(enrolment__batch__in=Batch.objects.run_by(user).values("pk"))


def may_open_imported_sittings(user: Viewer) -> bool:
    return may_open_schedules(user)


def imported_sittings_visible_to(user: Viewer) -> Q:
    if is_administrator(user) or is_auditor(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(member=user) | Q(course__in=CoursePage.objects.run_by(user).values("pk"))


def tasks_markable_by(user: Viewer) -> Q:
    """By role: who writes the questions of a course, as its speaker or organiser, marks their answers."""
    if is_administrator(user):
        return Q()
    if not user.is_authenticated:
        return NOTHING
    return Q(attempt__version__course__in=courses_authored_by(user).values("pk"))


def may_open_marking(user: Viewer) -> bool:
    """In general; which answers is asked for each row."""
    return bool(site_roles(user) & AUTHORS)
