"""Gains as their pages tell them: in words, as a chart with its table, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts import Chart, Datum, bar_chart
from quizzes.analysis_words import Fact, in_words
from quizzes.gains import Gain, Gains
from quizzes.grading import whole
from quizzes.selectors.gains import CourseGains, OwnGain
from quizzes.statistics.advice import HIDDEN_BELOW
from quizzes.statistics.figures import Figure, Undefined

LARGE_EFFECT, MEDIUM_EFFECT, SMALL_EFFECT = 0.8, 0.5, 0.2
HIGH_GAIN, MEDIUM_GAIN = 0.7, 0.3


@dataclass(frozen=True)
class GainLine:
    name: str
    other: str
    people: int
    questions: int
    before: str
    after: str
    gain: str
    tone: str
    words: str

    @property
    def is_hidden(self) -> bool:
        return self.people < HIDDEN_BELOW


def rounded(value: Decimal | float) -> str:
    return in_words(whole(value), "%")


def line_of(gain: Gain, name: str = "", other: str = "") -> GainLine:
    tone, words = _judged(gain.gain)
    return GainLine(
        name=name or gain.name,
        other=other,
        people=gain.people,
        questions=gain.questions,
        before=rounded(gain.before),
        after=rounded(gain.after),
        gain="–" if isinstance(gain.gain, Undefined) else rounded(100 * gain.gain),
        tone=tone,
        words=words,
    )


def _judged(gain: Figure) -> tuple[str, str]:
    if isinstance(gain, Undefined):
        return "neutral", _("nothing left to learn")
    if gain >= HIGH_GAIN:
        return "success", _("high")
    if gain >= MEDIUM_GAIN:
        return "info", _("medium")
    return ("warning", _("low")) if gain >= 0 else ("danger", _("lost"))


def facts_of(gains: Gains) -> list[Fact]:
    figures = gains.figures
    gain, effect = figures.normalised_gain, figures.effect
    found = [
        Fact(_("Sat both tests"), in_words(figures.matched), _("Only they are compared.")),
        Fact(_("Mean before"), _shown(figures.mean_before), ""),
        Fact(_("Mean after"), _shown(figures.mean_after), ""),
        Fact(
            _("Normalised gain"),
            "–" if isinstance(gain, Undefined) else rounded(100 * gain),
            gain.why
            if isinstance(gain, Undefined)
            else _("Of what could still be learnt, so much was: from 30 on medium, from 70 on high."),
        ),
    ]
    if isinstance(effect, Undefined):
        return [*found, Fact(_("Effect size"), "–", effect.why)]
    low, high = effect.interval
    words = _("95 %% interval from %(low)s to %(high)s: %(judged)s.") % {
        "low": in_words(low),
        "high": in_words(high),
        "judged": _effect_in_words(effect.d),
    }
    return [*found, Fact(_("Effect size"), in_words(effect.d), words)]


def _effect_in_words(d: float) -> str:
    if d >= LARGE_EFFECT:
        return _("a large effect")
    if d >= MEDIUM_EFFECT:
        return _("a medium effect")
    return _("a small effect") if d >= SMALL_EFFECT else _("hardly an effect")


def _shown(value: Figure) -> str:
    return "–" if isinstance(value, Undefined) else rounded(value)


def pair_lines(found: CourseGains) -> list[GainLine]:
    """Those that gained least come first: they are what a course can do better."""
    ranked = sorted(found.gains.pairs, key=lambda row: -2.0 if isinstance(row.gain, Undefined) else row.gain)
    ranked.sort(key=lambda row: isinstance(row.gain, Undefined))
    return [
        line_of(
            row,
            found.items[row.name].text,
            found.items[row.other].text if row.other != row.name else "",
        )
        for row in ranked
    ]


def topic_chart(gains: Sequence[Gain]) -> Chart | None:
    rows = []
    for row in gains:
        rows.append(Datum(_("%(topic)s, before") % {"topic": row.name}, whole(row.before), tone="neutral"))
        rows.append(Datum(_("%(topic)s, after") % {"topic": row.name}, whole(row.after), tone="success"))
    if not rows:
        return None
    return bar_chart("topics", _("By topic, before and after"), rows, unit="%", head=_("Topic"), most=100)


def own_words(own: OwnGain) -> list[str]:
    """What the person may be told in plain words."""
    numbers = {"before": rounded(own.before), "after": rounded(own.after)}
    if own.after > own.before:
        said = [_("You rose from %(before)s to %(after)s.") % numbers]
        if own.before < 100:
            share = 100 * (own.after - own.before) / (100 - own.before)
            said.append(_("Of what you could still learn, you learnt %(share)s.") % {"share": rounded(share)})
    elif own.after == own.before:
        said = [_("Both times you reached %(after)s.") % numbers]
    else:
        said = [_("You went from %(before)s to %(after)s. Read the topics below once more.") % numbers]
    weakest = min(own.topics, key=lambda row: row.after, default=None)
    if weakest is not None and weakest.after < 100:
        said.append(
            _("Most is left to learn in “%(topic)s”: %(after)s.")
            % {"topic": weakest.name, "after": rounded(weakest.after)}
        )
    return said
