import gc
import weakref
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.prepared import prepared
from courses.choices import Audience, EnrolmentState
from courses.models import Batch, CoursePage, Enrolment
from members.choices import SiteRole
from members.models import CoordinatorAppointment, User
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_administrator, make_member, make_office, make_province

pytestmark = pytest.mark.django_db


def titles(user: Any) -> QuerySet[CoursePage, str]:
    found: QuerySet[CoursePage, str] = (
        CoursePage.objects.visible_to(user).order_by("title").values_list("title", flat=True)
    )
    return found


def test_rows_are_the_callers_own() -> None:
    read = prepared(titles)
    ari, budi = make_member("Ari"), make_member("Budi")
    make_enrolment(make_batch(make_course("Radar")), ari)
    make_enrolment(make_batch(make_course("Mesin")), budi)
    make_course("Umum", audience=Audience.PUBLIC)

    assert read(ari) == ["Radar", "Umum"]
    assert read(budi) == ["Mesin", "Umum"]
    assert read(AnonymousUser()) == ["Umum"]
    assert read(make_member("Agus", role=SiteRole.AUDITOR)) == ["Mesin", "Radar", "Umum"]
    assert read(make_member("Sinta", role=SiteRole.SPEAKER)) == ["Umum"]
    assert read(make_administrator()) == ["Mesin", "Radar", "Umum"]
    assert read(ari) == ["Radar", "Umum"]


def test_a_call_reads_what_is_there_then() -> None:
    read = prepared(titles)
    ari = make_member("Ari")
    batch = make_batch(make_course("Radar"))
    assert read(ari) == []

    enrolment = make_enrolment(batch, ari)
    assert read(ari) == ["Radar"]

    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN)
    assert read(ari) == []


def test_sql_is_written_once_for_each_kind_and_asked_each_time(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    written = []

    @prepared
    def numbers(among: tuple[int, ...], is_active: bool) -> QuerySet[User, int]:
        written.append((len(among), is_active))
        return (
            User.objects.get_queryset()
            .filter(pk__in=among, is_active=is_active)
            .values_list("pk", flat=True)
            .order_by("pk")
        )

    people = [make_member(name).pk for name in ("Ari", "Budi", "Cita", "Dewi", "Eka")]
    with django_assert_num_queries(5):
        assert numbers((), True) == []
        assert numbers((people[0],), True) == people[:1]
        assert numbers(tuple(people[:3]), True) == people[:3]
        assert numbers(tuple(people[1:]), True) == people[1:]
        assert numbers(tuple(people), True) == people
        assert numbers(tuple(people), False) == []

    assert written == [(0, True), (1, True), (4, True), (8, True), (8, False)]


def test_models_come_with_what_was_selected_and_prefetched(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    @prepared
    def batches(course: int) -> QuerySet[Batch]:
        return Batch.objects.filter(course=course).select_related("course").prefetch_related("sessions").order_by("pk")

    course = make_course("Radar")
    batch = make_batch(course)
    session = make_session(batch)
    make_batch(make_course("Mesin"))

    with django_assert_num_queries(2):
        [found] = batches(course.pk)
        assert (found, found.course.title, found.starts_on) == (batch, "Radar", batch.starts_on)
        assert list(found.sessions.all()) == [session]


def test_the_clock_is_told_at_each_call() -> None:
    day = timezone.now()

    @prepared
    def coordinated(member: int) -> QuerySet[CoordinatorAppointment, int]:
        held = CoordinatorAppointment.objects.in_force().filter(member=member, decree__lt="z")
        return held.values_list("province", flat=True)

    @prepared
    def running() -> QuerySet[Batch, int]:
        return Batch.objects.filter(sessions__ends_at__gt=clock.now()).values_list("pk", flat=True)

    ari, province = make_member("Ari"), make_province()
    CoordinatorAppointment.objects.create(
        member=ari,
        province=province,
        office=make_office(),
        valid_from=day.date(),
        valid_to=day.date() + timedelta(days=3),
    )
    batch = make_batch(make_course())
    make_session(batch, starts_at=day)

    assert (coordinated(ari.pk), running()) == ([province.pk], [batch.pk])
    with clock.at(day + timedelta(days=10)):
        assert (coordinated(ari.pk), running()) == ([], [])
    assert (coordinated(ari.pk), running()) == ([province.pk], [batch.pk])


@pytest.mark.parametrize(
    ("text", "found"), [("An", ["A_n", "Ani"]), ("A_", ["A_n"]), ("%", ["100%"]), ("\\", []), ("'", [])]
)
def test_texts_are_found_in_others_as_they_are(text: str, found: list[str]) -> None:
    @prepared
    def names(part: str) -> QuerySet[User, str]:
        return User.objects.get_queryset().filter(name__contains=part).order_by("name").values_list("name", flat=True)

    @prepared
    def name(whole: str) -> QuerySet[User, str]:
        return User.objects.get_queryset().filter(name__iexact=whole).values_list("name", flat=True)

    for known in ("Ani", "A_n", "100%"):
        make_member(known)

    assert names("no such name") == name("%") == name("A__") == []
    assert names(text) == [one for one in found if text in one]
    assert name("ani") == ["Ani"]


def test_each_thread_reads_by_its_own_connection() -> None:
    """Those of SQLite refuse to be used in another."""

    @prepared
    def zones(member: int) -> QuerySet[User, str]:
        return User.objects.get_queryset().filter(pk=member).values_list("zone", flat=True)

    found = [zones(0)]

    def read() -> None:
        try:
            found.append(zones(0))
        finally:
            connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()

    assert found == [[], []]


def test_a_connection_ends_with_the_thread_that_asked_first() -> None:
    """Under ASGI each request has a thread of its own: kept, they would use up all that the database gives."""

    @prepared
    def zones(member: int) -> QuerySet[User, str]:
        return User.objects.get_queryset().filter(pk=member).values_list("zone", flat=True)

    held = []

    def read() -> None:
        zones(0)
        held.append(weakref.ref(connections[DEFAULT_DB_ALIAS]))
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    del thread
    gc.collect()

    assert [one() for one in held] == [None]


def test_an_argument_that_is_lazy_is_not_kept() -> None:
    read = prepared(titles)
    visitor = SimpleLazyObject(AnonymousUser)
    kept = weakref.ref(visitor)

    assert read(visitor) == []
    del visitor
    gc.collect()

    assert kept() is None
