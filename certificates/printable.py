"""Who of many cannot be named on a paper. The database passes over those who surely can; the others are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.functions import Length

from certificates import rendering
from certificates.facts import Holder
from members.models import Office, OfficeName

PRINTED = ("name", "title_before", "title_after", "number_kind", "number", "rank", "position")
# Letters of ASCII, on one line, in the smallest size: the widest is a 32nd of the line, and titles bring three signs.
SURELY_FITS = 29
NOT_PLAIN, LETTERS = "[^ -~]", "[A-Za-z]"


class HasSign(Func):
    """Whether one of the texts has a sign of a set, written in brackets."""

    arg_joiner = " || "
    template = "((%(expressions)s) ~ '%(signs)s')"

    def __init__(self, signs: str, *texts: Any) -> None:
        super().__init__(*texts, signs=signs, output_field=BooleanField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="((%(expressions)s) GLOB '*%(signs)s*')", **context)


def doubtful(people: QuerySet[Any]) -> QuerySet[Any, tuple[Any, ...]]:
    """Of enrolments, those of whom more is printed than plain letters, which every font has, in a short name that has
    letters, and those whose account was erased; as `not_printable` wants them."""
    named_once = OfficeName.objects.filter(HasSign(NOT_PLAIN, F("name"))).order_by().values("office")
    offices = Office.objects.filter(Q(HasSign(NOT_PLAIN, F("name"))) | Q(pk__in=named_once)).order_by()
    length = Length("member__name") + Length("member__title_before") + Length("member__title_after")
    found = people.alias(signs=length).filter(
        Q(HasSign(NOT_PLAIN, *(F(f"member__{one}") for one in PRINTED if one != "number_kind")))
        | ~Q(HasSign(LETTERS, F("member__name")))
        | Q(signs__gt=SURELY_FITS)
        | Q(office__in=offices.values("pk"))
        | Q(member__erased_at__isnull=False)
    )
    rows: QuerySet[Any, Any] = found.values_list(
        "pk", "office", "member__erased_at", *(f"member__{one}" for one in PRINTED)
    )
    return rows


def not_printable(rows: Iterable[tuple[Any, ...]], day: date) -> list[int]:
    """The enrolments whose holder is gone, or whom the paper cannot hold, as `rendering.holder_findings` says of each;
    offices by their names of `day`."""
    rows = list(rows)
    offices = Office.objects.prefetch_related("names").in_bulk({office for _pk, office, *_others in rows})
    names = {pk: office.name_on(day) for pk, office in offices.items()}
    return [
        pk
        for pk, office, erased_at, *values in rows
        if erased_at
        or rendering.holder_findings(Holder(**dict(zip(PRINTED, values, strict=True)), office=names.get(office, "")))
    ]
