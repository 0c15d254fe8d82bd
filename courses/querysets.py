"""Who sees what, defined once per thing: pages, files, counts and exports all ask these."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from courses.choices import (
    ACTIVE_ENROLMENTS,
    OCCUPYING_ENROLMENTS,
    UNFINISHED_ENROLMENTS,
    Audience,
    BatchState,
    EnrolmentState,
    Part,
    SlidesState,
)
from members.choices import SiteRole
from members.models import CoordinatorAppointment, Membership
from members.rules import has_role, is_administrator, is_auditor, may_coordinate

if TYPE_CHECKING:
    from courses.models import Batch, CompletionRule, CoursePage, Enrolment, SpeakerInvitation  # noqa: F401  named in strings
    from members.models import User


AnyRows = TypeVar("AnyRows", bound="models.QuerySet[Any]")


def in_own_provinces(user: User | AnonymousUser, path: str) -> Q:
    """`path` names a province that `user` coordinates today, as a part of the query that asks."""
    if not may_coordinate(user):
        return Q(pk__in=[])
    return Q(**{f"{path}__in": CoordinatorAppointment.objects.in_force().filter(member=user.pk).values("province")})


def restrictions_above(path: str) -> models.QuerySet[Any, Any]:
    """Wagtail's privacy settings on a page and all above it; `path` names the field of the outer query."""
    return PageViewRestriction.objects.filter(page__path=Substr(OuterRef(path), 1, Length("page__path")))  # type: ignore[no-any-return]


def sees_everything(user: User | AnonymousUser) -> bool:
    return is_administrator(user) or is_auditor(user)


class CoursePageQuerySet(PageQuerySet):
    def unrestricted(self) -> Self:
        """Outside every privacy setting of Wagtail: a course has its audience, and a stricter setting hides it here."""
        found: Self = self.filter(~Exists(restrictions_above("path")))
        return found

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published courses that `user` may read: by audience, by taking part or having a part, by office."""
        published: Self = self.live().unrestricted()
        if not user.is_authenticated:
            public: Self = published.filter(audience=Audience.PUBLIC)
            return public
        if sees_everything(user):
            return published
        from courses.models import BatchPart, CourseOrganiser, Enrolment  # models import this module

        # Asked of the rows themselves: by way of the pages each would join their tables once more.
        enrolled = Enrolment.objects.filter(member=user, state__in=ACTIVE_ENROLMENTS).values("batch__course")
        taking_part = BatchPart.objects.filter(member=user).values("batch__course")
        organised = CourseOrganiser.objects.filter(member=user).values("course")
        found: Self = published.filter(
            Q(audience__in=[Audience.MEMBERS, Audience.PUBLIC])
            | Q(pk__in=enrolled)
            | Q(pk__in=taking_part)
            | Q(pk__in=organised)
        )
        return found

    def run_by(self, user: User | AnonymousUser) -> Self:
        """Courses whose batches `user` may run, published or not."""
        if not user.is_authenticated:
            nothing: Self = self.none()
            return nothing
        if is_administrator(user):
            return self
        from courses.models import CourseOrganiser  # models import this module

        found: Self = self.filter(pk__in=CourseOrganiser.objects.filter(member=user).values("course"))
        return found


def parent_path(path: str) -> Substr:
    """The tree knows the page above by the path in this field, without its last step."""
    return Substr(path, 1, Length(path) - Page.steplen)


def children_of(course: CoursePage) -> tuple[str, str, int]:
    """Between which paths, and how deep, the pages below it lie in the tree."""
    return course.path, course.path + "Z" * course.steplen, course.depth + 1


class MaterialPageQuerySet(PageQuerySet):
    def of_course(self, course: CoursePage) -> Self:
        """By a range of paths, which an index answers: `child_of` asks with LIKE and reads every page of the site."""
        return self.within(*children_of(course))

    def within(self, above: str, last: str, depth: int) -> Self:
        """As `of_course`, by `children_of`."""
        found: Self = self.filter(path__gt=above, path__lte=last, depth=depth)
        return found

    def beneath(self, courses: models.QuerySet[CoursePage]) -> Self:
        """Materials whose course is among `courses`."""
        found: Self = self.alias(course_path=parent_path("path")).filter(course_path__in=courses.values("path"))
        return found

    def below_paths(self, paths: Collection[str]) -> Self:
        """As `beneath`, of courses that were looked up already."""
        found: Self = self.alias(course_path=parent_path("path")).filter(course_path__in=paths)
        return found

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from courses.models import CoursePage  # models import this module

        found: Self = self.live().beneath(CoursePage.objects.visible_to(user))
        return found


class BatchQuerySet(models.QuerySet["Batch"]):
    def open(self) -> Self:
        return self.filter(state=BatchState.OPEN)

    def run_by(self, user: User | AnonymousUser) -> Self:
        """What `user` may change: the batches of own courses; all, for an administrator."""
        if not user.is_authenticated:
            return self.none()
        if is_administrator(user):
            return self
        return self.filter(course__organisers__member=user)

    def overseen_by(self, user: User | AnonymousUser) -> Self:
        """What `user` may look into as a whole: those run, and all of them for an auditor."""
        if is_auditor(user):
            return self
        return self.run_by(user)

    def followed_by(self, user: User | AnonymousUser) -> Self:
        """Those overseen, and for a coordinator those with participants from offices of the own province."""
        if not user.is_authenticated or sees_everything(user) or not may_coordinate(user):
            return self.overseen_by(user)
        own_province = Exists(
            self.model._default_manager.filter(
                in_own_provinces(user, "enrolments__office__province"), pk=OuterRef("pk")
            )
        )
        return self.filter(Q(pk__in=self.model._default_manager.run_by(user).values("pk")) | own_province)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those followed, and those that `user` takes part in."""
        if not user.is_authenticated or sees_everything(user):
            return self.overseen_by(user)
        batches: Any = self.model._default_manager
        enrolled = batches.filter(enrolments__member=user, enrolments__state__in=ACTIVE_ENROLMENTS)
        return self.filter(
            Q(pk__in=batches.followed_by(user).values("pk"))
            | Q(pk__in=enrolled.values("pk"))
            | Q(pk__in=batches.filter(parts__member=user).values("pk"))
        )

    def search(self, text: str) -> Self:
        return _every_word(self, text, "name", "city", "code")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE_ENROLMENTS)

    def occupying(self) -> Self:
        """Those that take one of the batch's places."""
        return self.filter(state__in=OCCUPYING_ENROLMENTS)

    def waiting(self) -> Self:
        """The waiting list, in its order."""
        return self.filter(state=EnrolmentState.WAITING).order_by(F("waiting_since").asc(nulls_last=True), "pk")

    def unfinished(self) -> Self:
        """Takes part and has not completed: who may still be missing something."""
        return self.filter(state__in=UNFINISHED_ENROLMENTS)

    def for_member(self, member: User) -> Self:
        return self.filter(member=member)

    def followed_by(self, user: User | AnonymousUser) -> Self:
        """Those that `user` looks after, the own ones not among them for that alone: of own courses, of the offices in
        the own province as they were then, for an office head those sent by the own office."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self
        looked_after = Q(batch__course__in=user.organised_courses.values("course")) | in_own_provinces(
            user, "office__province"
        )
        if has_role(user, SiteRole.OFFICE_HEAD):
            looked_after |= Q(office__in=Membership.objects.in_force().filter(member=user.pk).values("office"))
        return self.filter(looked_after)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Own ones; for an organiser those of own courses; for a coordinator those of the offices as they were then."""
        if not user.is_authenticated:
            return self.none()
        if sees_everything(user):
            return self
        return self.filter(
            Q(member=user)
            | Q(batch__course__in=user.organised_courses.values("course"))
            | in_own_provinces(user, "office__province")
        )


class SessionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The timetables of batches that `user` oversees; a participant reads the own one on the course page."""
        from courses.models import Batch  # models import this module

        return self.filter(batch__in=Batch.objects.overseen_by(user))

    def search(self, text: str) -> Self:
        return _every_word(self, text, "subject", "batch__name")

    def run_by(self, user: User | AnonymousUser) -> Self:
        from courses.models import Batch  # models import this module

        return self.filter(batch__in=Batch.objects.run_by(user))

    def taught_by(self, user: User | int) -> Self:
        return self.filter(pk__in=self.model._default_manager.filter(speakers__member=user).values("pk"))

    def written_for_by(self, user: User) -> Self:
        """Those that `user` speaks in, and those of batches that `user` runs."""
        sessions: Any = self.model._default_manager
        return self.filter(
            Q(pk__in=sessions.taught_by(user).values("pk")) | Q(pk__in=sessions.run_by(user).values("pk"))
        )


class SpeakerProfileQuerySet(models.QuerySet[Any]):
    def shown_to(self, user: User | AnonymousUser) -> Self:
        """One's own, and of those who speak in courses that `user` may read."""
        from courses.models import BatchPart, CoursePage, MaterialPage  # models import this module

        readable = CoursePage.objects.visible_to(user)
        writes = MaterialPage.objects.live().beneath(readable).filter(speakers__member=OuterRef("member"))
        speaks = BatchPart.objects.filter(
            member=OuterRef("member"), part=Part.SPEAKER, batch__course__in=readable.values("pk")
        )
        return self.filter(Q(member=user.pk) | Exists(writes) | Exists(speaks))

    def search(self, text: str) -> Self:
        return _every_word(self, text, "member__name", "function")


def _every_word(rows: AnyRows, text: str, *fields: str) -> AnyRows:
    for word in text.split():
        rows = rows.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)))
    return rows


class CompletionRuleQuerySet(models.QuerySet["CompletionRule"]):
    def in_force(self, course: CoursePage) -> CompletionRule | None:
        return self.filter(course=course).order_by("-number").first()


class InvitationQuerySet(models.QuerySet["SpeakerInvitation"]):
    def lapsed_before(self, moment: datetime) -> Self:
        """Never accepted, and expired or taken back by then."""
        over = Q(revoked_at__lt=moment) | Q(revoked_at=None, expires_at__lt=moment)
        return self.filter(over, accepted_at=None)


class SlideDeckQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[SlidesState.WAITING, SlidesState.MAKING])

    def current(self) -> Self:
        """Of the content that the attachment has now."""
        return self.filter(content_hash=models.F("attachment__file_hash"))


class MaterialPlaceQuerySet(models.QuerySet[Any]):
    def holding_any(self, stems: Iterable[str]) -> Self:
        return self.filter(reduce(or_, (Q(stems__contains=f" {stem} ") for stem in stems)))

    def holding_phrase(self, phrase: str) -> Self:
        return self.filter(stems__contains=phrase)
