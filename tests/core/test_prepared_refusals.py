"""What a query cannot be prepared of: found at the first call, not by rows that somebody misses."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from core import clock
from core.prepared import NotPreparableError, prepared
from courses.choices import EnrolmentState
from courses.models import Enrolment
from members.models import CoordinatorAppointment, User
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db


def asks_the_database(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk__in=list(User.objects.get_queryset().filter(pk=number)))


def leaves_out_an_argument(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(is_active=True)


def changes_an_argument(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number + 1)


def limits_by_an_argument(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk__gt=0)[:number]


def reads_another_clock(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number, date_joined__lt=timezone.now())


def counts_from_the_clock(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number, date_joined__lt=clock.now() - timedelta(days=7))


def reads_another_calendar(number: int) -> QuerySet[CoordinatorAppointment]:
    return CoordinatorAppointment.objects.filter(member=number, valid_from__lte=clock.site_day())


def asks_for_a_day_of_the_zone(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number, date_joined__date__gt=clock.now())


def uses_and_changes_an_argument(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number).exclude(pk=number + 1)


def uses_an_argument_and_limits_by_it(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number)[:number]


def tells_an_argument_in_a_text(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number, username__contains=f"u-{number}")


@pytest.mark.parametrize(
    "build",
    [
        asks_the_database,
        leaves_out_an_argument,
        changes_an_argument,
        limits_by_an_argument,
        reads_another_clock,
        counts_from_the_clock,
        reads_another_calendar,
        asks_for_a_day_of_the_zone,
        uses_and_changes_an_argument,
        uses_an_argument_and_limits_by_it,
        tells_an_argument_in_a_text,
    ],
)
def test_what_does_more_than_make_a_queryset_is_refused(build: Any) -> None:
    with pytest.raises(NotPreparableError):
        prepared(build)(make_member("Ari").pk)


def makes_the_next_number(number: int, another: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk__in=(number + 1, number, another))


def makes_the_day_before(moment: datetime) -> QuerySet[User]:
    return User.objects.get_queryset().filter(
        date_joined__gt=moment - timedelta(days=1), date_joined__lt=moment, last_login__lt=clock.now()
    )


def makes_whole_seconds(moment: datetime) -> QuerySet[User]:
    whole = clock.now().replace(microsecond=0)
    return User.objects.get_queryset().filter(date_joined__gt=moment, date_joined__lt=whole)


def writes_it_small(text: str) -> QuerySet[User]:
    return User.objects.get_queryset().filter(name=text, username=text.strip().lower())


def writes_it_small_within(text: str) -> QuerySet[User]:
    return User.objects.get_queryset().filter(name=text, username__contains=text.lower())


def writes_it_twice(text: str) -> QuerySet[User]:
    return User.objects.get_queryset().filter(name__contains=f"{text} {text}")


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (makes_the_next_number, (1, 2)),
        (makes_the_day_before, (timezone.now(),)),
        (makes_whole_seconds, (timezone.now(),)),
        (writes_it_small, ("Ani",)),
        (writes_it_small_within, ("Ani",)),
        (writes_it_twice, ("Ani",)),
    ],
)
def test_what_is_made_of_an_argument_is_not_taken_for_another(build: Any, arguments: tuple[Any, ...]) -> None:
    """It would stay as it was at the first call, or become what it is not."""
    with pytest.raises(NotPreparableError):
        prepared(build)(*arguments)


@pytest.mark.parametrize("among", [tuple(EnrolmentState), (1, None), (1, "1"), (True, False), (1, True)])
def test_a_tuple_is_of_one_kind_that_others_stand_for(among: tuple[Any, ...]) -> None:
    """Others would stay in the query, and move what is put in beside them."""

    @prepared
    def enrolled(of: tuple[Any, ...], member: int) -> QuerySet[Enrolment]:
        return Enrolment.objects.filter(state__in=of, member=member)

    with pytest.raises(NotPreparableError):
        enrolled(among, 1)


def test_no_rows_for_what_stands_in_are_not_taken_for_none_at_all() -> None:
    """PostgreSQL's small columns have no place for it, and then Django asks nothing."""

    @prepared
    def numbers(wanted: int) -> QuerySet[User, int]:
        found = User.objects.get_queryset()
        return (found if wanted < 100 else found.none()).filter(pk=wanted).values_list("pk", flat=True)

    with pytest.raises(NotPreparableError):
        numbers(1)


def test_of_a_person_only_what_decides_is_known() -> None:
    def by_office(user: User) -> QuerySet[User]:
        return User.objects.get_queryset().filter(zone=user.zone)

    with pytest.raises(NotPreparableError):
        prepared(by_office)(make_member("Ari"))


def test_an_object_of_another_kind_is_refused() -> None:
    with pytest.raises(NotPreparableError):
        prepared(asks_the_database)(make_office())  # type: ignore[arg-type]
