"""The filter `date` says what Django's own says."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.template.defaultfilters import date as django_date
from django.utils import translation
from django.utils.timezone import override

from core.kept_dates import KNOWN, date_in_words

MOMENTS = [
    datetime(2026, 11, 5, 0, 7, 9, tzinfo=UTC),
    datetime(2026, 11, 5, 12, 0, tzinfo=UTC),
    datetime(2026, 1, 30, 23, 59),
]
DAYS = [date(2026, 11, 5), date(2024, 2, 29)]
FORMATS = [
    "j M Y",
    "l, j F Y",
    "H.i",
    "D, j M Y",
    "Y-m-d",
    "Ym",
    "",
    "DATE_FORMAT",
    "c",
    "H.i.s",
    "T",
    r"j \M",
    "U",
    "e",
]


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_says_what_django_says(language: str) -> None:
    with translation.override(language):
        for form in [*FORMATS, *sorted(KNOWN)]:
            for moment in MOMENTS * 2:
                assert date_in_words(moment, form) == django_date(moment, form), form
        for form in ("j M Y", "l, j F Y", "Y-m-d", "c", "DATE_FORMAT", ""):
            for day in DAYS * 2:
                assert date_in_words(day, form) == django_date(day, form), form


@pytest.mark.parametrize("nothing", [None, "", "kemarin", 7])
def test_what_is_no_date_is_left_to_django(nothing: Any) -> None:
    assert date_in_words(nothing, "j M Y") == django_date(nothing, "j M Y")


def test_a_day_has_no_hour() -> None:
    for _time in range(2):
        with pytest.raises(TypeError):
            date_in_words(DAYS[0], "H.i")


def test_one_moment_is_said_in_each_zone_and_language() -> None:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    page = engine.from_string('{{ moment|date:"l H.i" }}')
    moment = datetime(2026, 11, 5, 16, 30, tzinfo=UTC)
    said = []
    for zone, language in [(7, "id"), (9, "id"), (7, "en"), (7, "id")]:
        with override(timezone(timedelta(hours=zone))), translation.override(language):
            said.append(page.render(Context({"moment": moment}, use_tz=True)))

    assert said == ["Kamis 23.30", "Jumat 01.30", "Thursday 23.30", "Kamis 23.30"]
