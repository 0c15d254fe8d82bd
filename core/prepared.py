"""Queries of busy pages, whose SQL is written once per process.

Django writes the SQL of a query anew for each request, which costs more than the database's answer: half of a desk's
CPU. A function under `@prepared` says which query it is, and a call reads its rows, from the database each time:

    @prepared
    def _materials(user: User, course: int) -> QuerySet[MaterialPage, tuple[int, str]]:
        return MaterialPage.objects.visible_to(user).filter(course=course).values_list("pk", "title")

    rows = _materials(request.user, course.pk)      # a list

It is called once for each *kind* of its arguments, with values that stand in for them, and where those are found among
the SQL's parameters the true ones go from then on. So it makes a queryset of its arguments and does nothing else:

- numbers, texts, identifiers, days and moments stand in for any other, and a tuple of one kind of them for any other up
  to the next power of two in length: to choose by what they are, or to make another of them, is not possible;
- True, False, None and members of an enumeration are themselves: a query is written for each;
- of a person (`StandsIn`) it has what decides in rules, and a number that stands in;
- `core.clock` tells the moment of each call, and its day by the time zone of the page.

A function that does more is refused at its first call, and so in its first test: it may not ask the database, read
another clock or calendar, leave an argument out of the query, or write one where it cannot be exchanged. What it reads
besides, settings for one, stays as it was then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import Any, NoReturn, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.timezone import localdate, override
from django.utils.translation import get_language

from core import clock

P = ParamSpec("P")
Row = TypeVar("Row")

# Who adds to one, rounds or trims it comes to no other: else what was made of it could not be told from what is given.
NUMBER, STEP = 2_147_400_000, 7_919  # those below fit into each column of numbers that holds keys
LARGE = 1_000_000_000
MOMENT, LATER = datetime(7333, 3, 3, 5, 7, 11, 13, tzinfo=UTC), timedelta(days=17, hours=5, minutes=43, seconds=29)
DAYS = 613
TEXT = " Stands_in_for_{}_ "  # LIKE is sent it in other letters than = is
OF_A_CLOCK = re.compile(r"\d{4}-\d\d-\d\d\b")
ELSEWHERE = "Pacific/Pago_Pago"  # where a query is prepared, and it is still the second of March


class NotPreparableError(Exception):
    """The function does more than to make a queryset of its arguments."""


class StandsIn(Protocol):
    """A person, as far as rules read it."""

    pk: Any

    def decides(self) -> Hashable:
        """All that rules ask of the person, but who it is."""

    def stand_in(self, number: int) -> Any:
        """Somebody of whom rules say the same, with this number and nothing else."""


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Arguments are given by position."""
    written: dict[Hashable, _Written] = {}

    @wraps(build)
    def rows(*arguments: Any) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        kinds: list[Hashable] = [connection.vendor, get_language()]
        values: list[Any] = []
        for argument in arguments:
            kind, held = _taken_apart(argument)
            kinds.append(kind)
            values += held
        key = tuple(kinds)
        if key not in written:
            written[key] = _Written(build, arguments, connection)
        return written[key].rows(values, connection)

    return cast("Callable[P, list[Row]]", rows)


def _taken_apart(argument: Any) -> tuple[Hashable, list[Any]]:
    """What decides which query it is, and what is only put in."""
    kind = argument.__class__  # of what a lazy object holds
    if kind in STAND_INS:
        return kind, [argument]
    if kind is AnonymousUser:
        return kind, []  # itself it may be a lazy one, which holds its request
    if argument is None or kind is bool or isinstance(argument, Enum):
        return (kind, argument), []
    if kind is tuple:
        if not argument:
            return kind, []
        of = {one.__class__ for one in argument}
        if len(of) > 1 or not of <= STAND_INS.keys():
            raise NotPreparableError(f"a tuple of {sorted(one.__name__ for one in of)}")
        size = 1 << (len(argument) - 1).bit_length()
        return (kind, size, *of), [*argument, *argument[-1:] * (size - len(argument))]
    if hasattr(kind, "stand_in"):
        return (kind, argument.decides()), [argument.pk]
    raise NotPreparableError(f"{kind.__name__} is nothing that a query can be prepared for")


STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: NUMBER - STEP * place,
    str: TEXT.format,
    UUID: lambda place: UUID(int=NUMBER + place),
    datetime: lambda place: MOMENT + LATER * (1 + place),
    date: lambda place: MOMENT.date() + timedelta(days=DAYS * (1 + place)),
}


class _Written:
    """One query: its SQL, and which of its parameters are put in anew each time."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], arguments: tuple[Any, ...], connection: Any) -> None:
        self.values: list[Any] = []
        self.may_be_absent: set[int] = set()
        with clock.at(MOMENT), override(ZoneInfo(ELSEWHERE)), connection.execute_wrapper(_refuse):
            self.today = localdate(MOMENT)
            self.queryset: Any = build(*map(self._standing_in, arguments))
            compiler = self.queryset.query.get_compiler(connection=connection)
            try:
                self.sql, parameters = compiler.as_sql()
            except EmptyResultSet:
                if self.values:
                    _refuse_rows(build(*arguments).query.get_compiler(connection=connection))
                self.sql, parameters = "", ()  # it can have no rows, whatever is put in
                self.may_be_absent |= set(range(len(self.values)))
            converters = compiler.get_converters([one for one, _sql, _alias in compiler.select or ()])
        compiler.get_converters = lambda _expressions: converters
        self.compiler = compiler
        self._find(parameters, connection)
        compiler.connection = None  # that of a thread which ends is to end with it

    def _standing_in(self, argument: Any) -> Any:
        place = len(self.values)
        kind = argument.__class__
        if kind in STAND_INS:
            self.values.append(STAND_INS[kind](place))
            return self.values[place]
        if kind is tuple:
            _kind, held = _taken_apart(argument)
            return tuple(map(self._standing_in, held))
        if hasattr(kind, "stand_in"):
            self.values.append(STAND_INS[int](place))
            self.may_be_absent.add(place)  # an administrator may read everything, whoever it is
            return argument.stand_in(self.values[place])
        return AnonymousUser() if kind is AnonymousUser else argument

    def _find(self, parameters: Any, connection: Any) -> None:
        """Where in the parameters the arguments, the moment and the day stand."""
        like = connection.ops.prep_for_like_query
        sought = [*self.values, MOMENT, self.today]
        places = {_as_sent(value, connection): place for place, value in enumerate(sought)}
        liked = {like(value): place for place, value in enumerate(sought) if isinstance(value, str)}
        self.traces = {ELSEWHERE.lower(), *(str(value).strip().lower() for value in self.values)}
        self.places: list[tuple[int, int, Callable[[Any], Any]]] = []
        for position, parameter in enumerate(parameters):
            place = places.get(parameter) if isinstance(parameter, Hashable) else None
            part = next((text for text in liked if isinstance(parameter, str) and text in parameter), None)
            if place is not None:
                self.places.append((position, place, parameter.__class__))
            elif part is not None:
                before, _part, after = parameter.partition(part)
                self._refuse_traces_in(before + after)
                self.places.append((position, liked[part], _within(before, like, after)))
            elif isinstance(parameter, date) or (isinstance(parameter, str) and OF_A_CLOCK.match(parameter)):
                raise NotPreparableError(f"a moment that is neither given nor told by core.clock: {parameter}")
            else:
                self._refuse_traces_in(parameter)
        self._refuse_traces_in(self.sql)
        found = {place for _position, place, _put in self.places}
        if absent := set(range(len(self.values))) - found - self.may_be_absent:
            raise NotPreparableError(f"not in the query: {[self.values[place] for place in absent]}")
        self.parameters = list(parameters)
        self.tells_time = bool(found & {len(self.values), len(self.values) + 1})

    def _refuse_traces_in(self, written: Any) -> None:
        """What was made of an argument, or of the zone of the day, would stay as it is now."""
        if isinstance(written, int | float | Decimal) and not -LARGE < written < LARGE:
            raise NotPreparableError(f"a number that was made of an argument: {written}")
        text = str(written).replace("\\", "").lower()  # which LIKE is sent
        if any(trace in text for trace in self.traces):
            raise NotPreparableError(f"an argument or the time zone, where it cannot be exchanged: {text[:500]}")

    def rows(self, values: list[Any], connection: Any) -> list[Any]:
        if not self.sql:
            return []
        if self.tells_time:
            values = [*values, clock.now(), localdate(clock.now())]
        parameters = self.parameters.copy()
        for position, place, put in self.places:
            value = _as_sent(values[place], connection)
            parameters[position] = value if value.__class__ is put else put(value)
        found = list(self.queryset._iterable_class(_Reading(self, tuple(parameters), connection)))
        if lookups := self.queryset._prefetch_related_lookups:
            prefetch_related_objects(found, *lookups)
        return found


class _Reading:
    """What Django makes rows of, for one call: in place of a queryset, its query, and its compiler that has written."""

    def __init__(self, written: _Written, parameters: tuple[Any, ...], connection: Any) -> None:
        compiler = object.__new__(type(written.compiler))
        compiler.__dict__.update(written.compiler.__dict__)
        compiler.connection = connection  # each thread has its own
        compiler.as_sql = lambda *_arguments, **_named: (written.sql, parameters)
        self.queryset, self.compiler = written.queryset, compiler
        self.query, self.db = _Query(written.queryset.query, compiler), DEFAULT_DB_ALIAS

    def __getattr__(self, name: str) -> Any:
        return getattr(self.queryset, name)


class _Query:
    def __init__(self, query: Any, compiler: Any) -> None:
        self.query, self.compiler = query, compiler

    def get_compiler(self, *_arguments: Any, **_named: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)


def _within(before: str, like: Callable[[str], str], after: str) -> Callable[[str], str]:
    return lambda text: f"{before}{like(text)}{after}"


def _as_sent(value: Any, connection: Any) -> Any:
    """As a field prepares it for this database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return value


def _refuse_rows(compiler: Any) -> None:
    """With the true arguments, there can be none either: a column of small numbers has no place for what stands in."""
    try:
        compiler.as_sql()
    except EmptyResultSet:
        return
    raise NotPreparableError("without rows for what stands in, but not for the arguments")


def _refuse(_execute: Any, sql: str, *_rest: Any) -> NoReturn:
    raise NotPreparableError(f"a query is asked while another is prepared: {sql[:200]}")
