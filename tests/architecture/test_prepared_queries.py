"""Each prepared query asks the database what Django would ask: the same SQL with the same values, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from importlib import import_module
from inspect import Parameter, signature
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from core import clock
from core.prepared import prepared
from members.choices import SiteRole
from members.models import User
from members.rules import remember_no_province, site_roles
from tests.architecture.tree import app_modules, text
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

MOMENT = datetime(2030, 1, 2, 20, 30, 40, 55, tzinfo=UTC)  # in Indonesia it is the day after
VALUES: dict[str, Callable[[int], Any]] = {
    "int": lambda number: 900 + number,
    "str": lambda number: f"a_%b' \\ {number}",
    "UUID": lambda number: UUID(int=number),
    "datetime": lambda number: MOMENT.replace(minute=number),
    "date": lambda number: MOMENT.date() + timedelta(days=number),
}
Alike = list[Any]
"""Two of one kind: what the second asks was written for the first."""


def prepared_queries() -> Iterator[Any]:
    for file in app_modules():
        if "\n@prepared\n" in text(file):
            name = ".".join(file.with_suffix("").parts)
            found = vars(import_module(name)).values()
            code = prepared(User.objects.get_queryset).__code__  # which all share
            yield from (one for one in found if getattr(one, "__code__", None) is code and one.__module__ == name)


def everybody() -> list[Alike]:
    members = [make_member(role=role) for role in (None, *SiteRole)]
    details: list[dict[str, Any]] = [{"is_superuser": True}, {"is_superuser": True, "is_active": False}]
    people = [_alike(member, {}, coordinates=one) for member in members for one in (True, False)]
    return [*people, *(_alike(members[0], one, coordinates=False) for one in details)]


def _alike(member: User, details: dict[str, Any], *, coordinates: bool) -> Alike:
    first = copy(member)
    vars(first).update(details)
    site_roles(first)
    if not coordinates:
        remember_no_province(first)
    second = copy(first)
    second.pk += 1000
    return [first, second]


def choices(parameter: Parameter, place: int, size: int, people: list[Alike]) -> list[Alike]:
    kind, may_lack, _rest = parameter.annotation.partition(" | None")
    nobody: list[Alike] = [[None, None]] if may_lack else []
    if kind.startswith("User"):
        strangers: list[Alike] = [[AnonymousUser(), AnonymousUser()]] if "Anonymous" in kind else []
        return [*people, *strangers, *nobody]
    if kind == "bool":
        return [[True, True], [False, False]]
    if kind.startswith("tuple["):
        value = VALUES[kind.removeprefix("tuple[").removesuffix(", ...]")]
        return [[tuple(value(10 * place + turn + 100 * one) for one in range(size)) for turn in (1, 2)]]
    given = [VALUES[kind](10 * place + turn) for turn in (1, 2)]
    return [given, *nobody]


def all_arguments(query: Any, people: list[Alike]) -> Iterator[tuple[Alike, ...]]:
    parameters = list(signature(query).parameters.values())
    further = bool(parameters) and parameters[-1].kind is Parameter.VAR_POSITIONAL
    fixed = parameters[:-1] if further else parameters
    for size in (1, 4) if "tuple" in str(signature(query)) else (1,):
        for chosen in product(*(choices(one, place, size, people) for place, one in enumerate(fixed))):
            yield chosen
            if further:
                yield (*chosen, choices(parameters[-1], len(fixed), size, people)[0])


def asked_by(call: Callable[[], Any]) -> list[tuple[str, list[Any]]]:
    asked = []

    def note(execute: Any, sql: str, parameters: Any, *rest: Any) -> Any:
        # psycopg wraps JSON in what is equal to nothing but itself
        asked.append((sql, [(type(one), one.obj) if hasattr(one, "obj") else one for one in parameters or ()]))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(note):
        call()
    return asked


def test_what_is_asked_is_what_django_would_ask() -> None:
    people, different, number = everybody(), [], 0
    for query in prepared_queries():
        for alike in all_arguments(query, people):
            first, second = ([one[turn] for one in alike] for turn in (0, 1))
            with clock.at(MOMENT):
                query(*first)
                written = asked_by(lambda: query(*second))  # noqa: B023  called here
                plain = asked_by(lambda: list(query.__wrapped__(*second)))  # noqa: B023
            number += 1
            if written != plain:
                different.append((f"{query.__module__}.{query.__name__}", second, plain, written))
    assert different == []
    assert number > 400
