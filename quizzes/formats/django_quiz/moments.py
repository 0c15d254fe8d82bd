"""Times of a dump: with their zone where the site kept one, else by the clock on the wall there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from quizzes.formats.django_quiz.dump import text_in
from quizzes.formats.django_quiz.remarks import Remark


def moment_in(value: object, zone: ZoneInfo, remarks: list[Remark]) -> datetime | None:
    text = text_in(value)
    if not text:
        if value:
            remarks.append(Remark.of("time_unreadable", text=value))
        return None
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is None:
            read = read.replace(tzinfo=zone)
            if _is_odd(read):
                remarks.append(Remark.of("time_gap", text=text))
        moment = read.astimezone(UTC)
    except (ValueError, OverflowError):
        remarks.append(Remark.of("time_unreadable", text=text))
        return None
    # A database of the world keeps no days at the edges of the calendar, which other zones would push over.
    if not timedelta(days=2) < moment - datetime.min.replace(tzinfo=UTC) or moment.year > 9998:
        remarks.append(Remark.of("time_unreadable", text=text))
        return None
    return moment


def _is_odd(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1).utcoffset()
