"""Rules and states of a test in plain words, for every screen alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from members.choices import Zone
from quizzes.choices import SCORED, AttemptState, Counting, EventKind, LatePolicy, Practice, RegradeAction, ReviewPart
from quizzes.grading import percent
from quizzes.items.fractions import plain

if TYPE_CHECKING:
    from quizzes.models import Attempt, AttemptEvent
    from quizzes.policies import Policies
    from quizzes.selectors.standing import Standing


def moment_in_words(moment: datetime, zone: str) -> str:
    """22 September 2020 10.30 WIB."""
    local = moment.astimezone(ZoneInfo(zone))
    return pgettext("a moment", "%(date)s, %(time)s %(zone)s") % {
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": formats.time_format(local, "TIME_FORMAT"),
        "zone": Zone(zone).label if zone in Zone.values else local.tzname(),
    }


def end_in_words(attempt: Attempt, zone: str) -> str:
    if attempt.deadline_at is None:
        return _("No time limit")
    return _("Ends %(deadline_text)s") % {"deadline_text": moment_in_words(attempt.deadline_at, zone)}


def interventions_in_words(attempt: Attempt, zone: str, *, all_of_them: bool = False) -> list[str]:
    """What organisers did to the attempt, a sentence each, with the reason: for its taker, or all of it for staff."""
    deeds = attempt.interventions if all_of_them else attempt.told_deeds
    return [sentence for deed in deeds if (sentence := _deed_in_words(deed, zone))]


def _deed_in_words(deed: dict[str, Any], zone: str) -> str:
    kind, reason = deed.get("kind"), f" {deed['reason']}" if deed.get("reason") else ""
    minutes = minutes_in_words(deed["minutes"]) if deed.get("minutes") else ""
    if kind == EventKind.EXTENDED:
        return _("You were given %(time)s more.") % {"time": minutes} + reason
    if kind == EventKind.REOPENED:
        return _("Your attempt was opened again for %(time)s.") % {"time": minutes} + reason
    if kind == EventKind.VOIDED:
        return _("This attempt was made void and does not count.") + reason
    if kind == EventKind.TIME_RETURNED:
        return _returned_in_words(deed, zone) + reason
    if kind == EventKind.FILE_HANDED_IN:
        return _file_in_words(deed)
    if kind == EventKind.REMARKED:
        return _("The mark of question %(number)s was corrected by its marker.") % {"number": deed["question"]} + reason
    if kind == EventKind.LATE_ADMITTED:
        return _("Your answers that arrived after the end are counted.") + reason
    if deed.get("to"):
        until = moment_in_words(datetime.fromisoformat(deed["to"]), zone)
        return _("What holds for you was changed: you have time until %(until)s.") % {"until": until} + reason
    return _("What holds for you was changed: you have no time limit.") + reason


def _returned_in_words(deed: dict[str, Any], zone: str) -> str:
    """6 minutes were given back, because the site could not be reached: 10.12–10.18 WIB."""
    spans = ", ".join(_span_in_words(span, zone) for span in deed["spans"])
    minutes = max(1, round(deed["seconds"] / 60))
    text = ngettext(
        "%(count)d minute was given back, because the site could not be reached: %(spans)s.",
        "%(count)d minutes were given back, because the site could not be reached: %(spans)s.",
        minutes,
    )
    return text % {"count": minutes, "spans": spans}


def seen_in_words(attempt: Attempt, zone: str) -> str:
    """What its taker knows of an attempt that the clock closed: since 3 March 2026, 10.12 WIB (marks, feedback)."""
    if attempt.seen_at is None:
        return ""
    parts = ", ".join(str(ReviewPart(part).label) for part in attempt.seen_parts)
    return _("since %(moment)s (%(parts)s)") % {"moment": moment_in_words(attempt.seen_at, zone), "parts": parts}


def reports_in_words(spans: list[list[str]], zone: str) -> str:
    """When a page could not save: 10.12–10.18 WIB, 10.40–10.41 WIB."""
    return ", ".join(_span_in_words(span, zone) for span in spans)


def _span_in_words(span: list[str], zone: str) -> str:
    start, end = (
        formats.time_format(datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)), "TIME_FORMAT") for moment in span
    )
    return f"{start}–{end} {Zone(zone).label if zone in Zone.values else ''}".strip()


def _file_in_words(deed: dict[str, Any]) -> str:
    if taken := deed.get("answers"):
        text = ngettext(
            "%(count)d answer was taken from the file that you gave to your organiser.",
            "%(count)d answers were taken from the file that you gave to your organiser.",
            taken,
        )
        return text % {"count": taken}
    text = ngettext(
        "%(count)d answer in the file that you gave to your organiser came after the end. It is kept apart.",
        "%(count)d answers in the file that you gave to your organiser came after the end. They are kept apart.",
        deed.get("late", 0),
    )
    return text % {"count": deed.get("late", 0)}


def remark_in_words(event: AttemptEvent, zone: str) -> str:
    """What a marker made of the own mark, for who runs the batch: before, after, when and by whom."""
    before, after = (number_in_words(Decimal(event.data[name]) * 100) for name in ("from", "to"))
    return _("Question %(number)s: %(before)s %% → %(after)s %%, by %(name)s on %(when)s.") % {
        "number": event.data["question"],
        "before": before,
        "after": after,
        "name": event.actor.full_name if event.actor else _("nobody known any more"),
        "when": moment_in_words(event.happened_at, zone),
    }


CORRECTED = {
    RegradeAction.APPLY_KEY: gettext_lazy("Question %(number)s was marked by a corrected key on %(when)s."),
    RegradeAction.ACCEPT: gettext_lazy("Since %(when)s further answers to question %(number)s are accepted."),
    RegradeAction.DROP: gettext_lazy("Question %(number)s was dropped on %(when)s: it does not count any more."),
    RegradeAction.FULL_MARKS: gettext_lazy("Everybody was given the full marks of question %(number)s on %(when)s."),
}


SPARED = gettext_lazy(
    "Question %(number)s was dropped on %(when)s. For you it counts on, so that your score does not fall."
)


def corrections_in_words(attempt: Attempt, zone: str, *, with_scores: bool) -> list[str]:
    """Which questions were corrected and why, for the taker of an attempt that has ended."""
    numbers = {place.slot: number for number, place in enumerate(attempt.places, start=1)}
    said = []
    for row in attempt.corrections:
        action = RegradeAction(row["action"])
        is_spared = action == RegradeAction.DROP and row.get("spared", False)
        if is_spared and not with_scores:
            continue  # it would tell what the answer earned
        when = moment_in_words(datetime.fromisoformat(row["at"]), zone)
        words = str(SPARED if is_spared else CORRECTED[action]) % {"number": numbers.get(row["slot"], ""), "when": when}
        parts = [words, row["reason"]]
        if with_scores and row.get("from") not in (None, row.get("to")):
            old, new = (number_in_words(Decimal(row[name])) for name in ("from", "to"))
            parts.append(_("Your score was %(old)s %% and is now %(new)s %%.") % {"old": old, "new": new})
        said.append(" ".join(part for part in parts if part))
    return said


def short_moment(moment: datetime, zone: str, now: datetime) -> str:
    """The hour of today; of another day with its date."""
    local = moment.astimezone(ZoneInfo(zone))
    time = formats.time_format(local, "TIME_FORMAT")
    if local.date() == now.astimezone(ZoneInfo(zone)).date():
        return time
    return f"{formats.date_format(local, 'SHORT_DATE_FORMAT')} {time}"


def number_in_words(value: Decimal) -> str:
    """At most two decimals, rounded half up, without zeros at the end."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return formats.number_format(Decimal(plain(rounded)), use_l10n=True)


def window_in_words(standing: Standing) -> str:
    zone, window = standing.enrolment.batch.zone, standing.window
    if window is None:
        return _("no date set yet")
    if window.closes_at is None:
        return _("from %(from)s") % {"from": moment_in_words(window.opens_at, zone)}
    return _("%(from)s until %(to)s") % {
        "from": moment_in_words(window.opens_at, zone),
        "to": moment_in_words(window.closes_at, zone),
    }


def minutes_in_words(minutes: int | Decimal) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", int(minutes)) % {
        "count": number_in_words(Decimal(minutes)),
    }


def time_limit_in_words(standing: Standing) -> str:
    limit, allowance = standing.policies.time_limit_minutes, standing.allowance
    if limit is None or allowance.no_timer:
        return _("no time limit")
    text = minutes_in_words(Decimal(limit) * allowance.factor + allowance.extra_minutes)
    if standing.late_policy == LatePolicy.STRICT_CLOSE:
        return _("%(time)s, but no longer than the test is open") % {"time": text}
    return text


def attempts_in_words(standing: Standing) -> str:
    allowed = standing.attempts_allowed
    used = sum(attempt.state != AttemptState.VOID for attempt in standing.attempts)
    if allowed is None:
        return _("as many as you like")
    return ngettext("%(used)d of %(count)d used", "%(used)d of %(count)d used", allowed) % {
        "used": used,
        "count": allowed,
    }


def counting_in_words(standing: Standing) -> str:
    if standing.attempts_allowed == 1:
        return ""
    return {
        Counting.BEST: _("Your best attempt counts."),
        Counting.LAST: _("Your last attempt counts."),
        Counting.FIRST: _("Your first attempt counts."),
        Counting.AVERAGE: _("The average of your attempts counts."),
    }[standing.policies.counting]


def mark_in_words(policies: Policies) -> str:
    return f"{number_in_words(policies.target)} %" if policies.target else _("none: handing in is enough")


def marked_by_now(attempt: Attempt, fractions: Mapping[int, Decimal]) -> str:
    """What the key has marked while people still mark the rest."""
    worth = {slot: question.marks for slot, question in attempt.questions.items()}
    done = sorted(worth.keys() - attempt.dropped - set(attempt.awaiting))
    if not done:
        return ""
    words = {
        "points": number_in_words(sum((fractions.get(slot, Decimal(0)) * worth[slot] for slot in done), Decimal(0))),
        "marks": number_in_words(sum((worth[slot] for slot in done), Decimal(0))),
    }
    return _("Marked so far: %(points)s of %(marks)s marks.") % words


def length_in_words(standing: Standing) -> str:
    questions = ngettext("%(count)s question", "%(count)s questions", standing.version.question_count)
    is_practice = standing.policies.practice == Practice.ONLY
    time = _("no time limit") if is_practice else time_limit_in_words(standing)
    return f"{questions % {'count': standing.version.question_count}}, {time}"


def rules_of(standing: Standing) -> list[tuple[str, str]]:
    """The rules as facts: a term and its value."""
    if standing.policies.practice == Practice.ONLY:
        return [
            (_("Open"), window_in_words(standing)),
            (_("Questions"), str(standing.version.question_count)),
            (_("Time"), _("no time limit")),
            (_("Attempts"), _("as many as you like")),
        ]
    rules = [
        (_("Open"), window_in_words(standing)),
        (_("Questions"), str(standing.version.question_count)),
        (_("Time"), time_limit_in_words(standing)),
        (_("Attempts"), attempts_in_words(standing)),
        (_("Pass mark"), mark_in_words(standing.policies)),
    ]
    if standing.policies.wait_minutes and standing.attempts_allowed != 1:
        rules.append((_("Pause between attempts"), minutes_in_words(standing.policies.wait_minutes)))
    if counting := counting_in_words(standing):
        rules.append((_("Which attempt counts"), counting))
    return rules


def status_of(standing: Standing, moment: datetime) -> tuple[str, str]:
    """A few words and a tone for a badge."""
    attempt = standing.open_attempt
    if attempt is not None and not attempt.is_closed_at(moment):
        return _("in progress"), "info"
    if standing.scored:
        best = max(percent(a.points or Decimal(0), a.max_points or Decimal(0)) for a in standing.scored)
        if best >= standing.policies.target:
            return (_("passed") if standing.policies.target else _("handed in")), "success"
    if any(one.state == AttemptState.AWAITING_MARKING for one in standing.attempts):
        return _("waits to be marked"), "info"
    refusal = standing.refusal(moment)
    if refusal is not None and any(one.withheld and one.state in SCORED for one in standing.attempts):
        return _("handed in; the result will be published"), "info"
    if refusal is None:
        return _("open now"), "info"
    if refusal.reason == "practice_only":
        return _("practice"), "neutral"
    if refusal.reason == "no_attempts_left":
        return _("handed in"), "neutral"
    if refusal.reason == "closed":
        return _("closed"), "neutral"
    return _("not open yet"), "neutral"
