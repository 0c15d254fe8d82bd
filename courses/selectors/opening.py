"""Which materials are closed to a participant now, and why, in plain words.

How a course's materials open in a batch is read once and kept until one of them is published or the timetable changes;
what the participant opened comes with the rows that the pages ask for anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.prepared import prepared
from courses.choices import Opening, SessionState
from courses.models import Batch, CoursePage, Enrolment, MaterialPage, Session, SessionMaterial
from courses.opening import opens_at
from courses.rules import may_open_closed_materials
from courses.selectors.cache_keys import LIVE_SECONDS, cache_key
from courses.selectors.material_rows import material_rows
from courses.selectors.requirements import has_completed


@dataclass(frozen=True)
class Needed:
    """A material to be opened first."""

    title: str
    url: str


@dataclass(frozen=True)
class Closure:
    """Why a material is closed: `opens` says when it opens, `needed` what to open before it."""

    opens: str = ""
    needed: Sequence[Needed] = ()
    opens_at: datetime | None = None


@dataclass(frozen=True)
class OpeningPlan:
    """By material: the moment with its sentence, and the materials of the course that come before it."""

    moments: Mapping[int, tuple[datetime, str]] = field(default_factory=dict)
    needs: Mapping[int, Sequence[int]] = field(default_factory=dict)


Closures = Mapping[int, Closure]


def closures_for(
    course: CoursePage, enrolment: Enrolment | None, rows: Sequence[Mapping[str, Any]], sessions: str
) -> Closures:
    """By material of `rows`, which tell pk, slug, title, how it was published and when the participant opened it.

    Readers without a batch have no session to wait for; who completed keeps everything. No query while the plan is
    kept and nothing is closed; else one, for those who teach or run the course see all.
    """
    if enrolment is None or has_completed(enrolment):
        return {}
    plan = _plan(course, enrolment.batch, rows, sessions)
    if not plan.moments and not plan.needs:
        return {}
    found = _closures(plan, course, rows)
    return {} if found and may_open_closed_materials(enrolment.member, course) else found


def closures_of(enrolment: Enrolment) -> Closures:
    """The same for callers that hold no rows: search, packs, files. Two queries more."""
    batch, course = enrolment.batch, enrolment.batch.course
    changed_at = next(iter(_latest_change(batch.pk)), None)
    return closures_for(course, enrolment, material_rows(course, enrolment), f"{batch.changed_at}:{changed_at}")


@prepared
def _latest_change(batch: int) -> QuerySet[Session, datetime]:
    return Session.objects.filter(batch=batch).order_by("-changed_at").values_list("changed_at", flat=True)[:1]


def _closures(plan: OpeningPlan, course: CoursePage, rows: Sequence[Mapping[str, Any]]) -> dict[int, Closure]:
    now = clock.now()
    unopened = {row["pk"]: row for row in rows if row["own__last_opened_at"] is None}
    found = {}
    for row in rows:
        moment, sentence = plan.moments.get(row["pk"], (None, ""))
        needed = [
            Needed(unopened[pk]["title"], reverse("courses:material", args=[course.slug, unopened[pk]["slug"]]))
            for pk in plan.needs.get(row["pk"], ())
            if pk in unopened
        ]
        waits = moment is not None and now < moment
        if waits or needed:
            found[row["pk"]] = Closure(sentence, needed, moment) if waits else Closure(needed=needed)
    return found


def _plan(course: CoursePage, batch: Batch, rows: Sequence[Mapping[str, Any]], sessions: str) -> OpeningPlan:
    stand = [(row["pk"], row["live_revision_id"], row["last_published_at"]) for row in rows]
    key = cache_key("opening", course.pk, batch.pk, batch.uid, stand, sessions)
    plan: OpeningPlan | None = cache.get(key)
    if plan is None:
        plan = OpeningPlan(moments=_moments(course, batch), needs=_needs(course))
        cache.set(key, plan, LIVE_SECONDS)
    return plan


def _moments(course: CoursePage, batch: Batch) -> dict[int, tuple[datetime, str]]:
    """By the first session of the batch that carries the material; a cancelled one opens nothing and closes nothing."""
    timed = MaterialPage.objects.of_course(course).live().exclude(opens=Opening.ALWAYS)
    ways = {pk: (opens, days) for pk, opens, days in timed.values_list("pk", "opens", "opens_days_before")}
    carried = SessionMaterial.objects.filter(session__batch=batch, material__in=ways)
    held = carried.exclude(session__state=SessionState.CANCELLED).select_related("session")
    sessions: dict[int, tuple[datetime, datetime]] = {}
    for row in held if ways else ():
        session = row.session
        times = (session.delivered_starts_at or session.starts_at, session.delivered_ends_at or session.ends_at)
        sessions[row.material_id] = min(times, sessions.get(row.material_id, times))
    moments = {}
    for pk, times in sessions.items():
        opens, days = ways[pk]
        moment = opens_at(opens, days, *times, batch.zone)
        if moment is not None:
            moments[pk] = (moment, _in_words(opens, days, moment, batch))
    return moments


def _needs(course: CoursePage) -> dict[int, list[int]]:
    """Only what is published and lies in the same course can be asked for."""
    live = MaterialPage.objects.of_course(course).live()
    pairs = MaterialPage.prerequisites.through.objects.filter(
        from_materialpage__in=live.values("pk"), to_materialpage__in=live.values("pk")
    )
    needs: dict[int, list[int]] = {}
    for pk, needed in pairs.order_by("to_materialpage__path").values_list("from_materialpage", "to_materialpage"):
        needs.setdefault(pk, []).append(needed)
    return needs


def _in_words(opens: str, days: int, moment: datetime, batch: Batch) -> str:
    local = moment.astimezone(ZoneInfo(batch.zone))
    told = {
        "day": date_format(local, "j F Y"),
        "time": time_format(local, "H.i"),
        "zone": batch.get_zone_display(),
        "days": days,
    }
    if opens == Opening.START:
        return _("Opens on %(day)s, %(time)s %(zone)s, when the session begins") % told
    if opens == Opening.END:
        return _("Opens on %(day)s, %(time)s %(zone)s, when the session has ended") % told
    if not days:
        return _("Opens on %(day)s, the day of its session") % told
    return (
        ngettext(
            "Opens on %(day)s, %(days)d day before its session",
            "Opens on %(day)s, %(days)d days before its session",
            days,
        )
        % told
    )
