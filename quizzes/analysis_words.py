"""What the figures of a test and its items say, for somebody who never heard of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Chart, Datum, bar_chart, column_chart
from quizzes.grading import whole
from quizzes.item_reports import BINS
from quizzes.statistics.advice import HIDDEN_BELOW, TOO_EASY, TOO_HARD, WEAK, Trust, trust_in
from quizzes.wording import number_in_words

GOOD_ALPHA, FAIR_ALPHA, WEAK_ALPHA = 0.8, 0.7, 0.5
LEANS = 0.5


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    words: str = ""


def in_words(value: float | int | Decimal | None, unit: str = "") -> str:
    if value is None:
        return "–"
    return number_in_words(Decimal(str(value))) + (f" {unit}" if unit else "")


def trust_in_words(people: int) -> str:
    """Empty where the figures are sound."""
    trust = trust_in(people)
    if trust == Trust.TOO_FEW:
        return _(
            "Figures are shown from %(least)d people on. Of fewer they would tell about people rather than questions."
        ) % {"least": HIDDEN_BELOW}
    if trust == Trust.INDICATIVE:
        return _("Fewer than 30 people: take these figures as hints, not as proof.")
    return ""


def quiz_facts(report: Mapping[str, Any]) -> list[Fact]:
    quiz = report["quiz"]
    most, mean = quiz["maximum"], quiz["mean"]
    share = in_words(100 * mean / most) if most and mean is not None else "–"
    name = "KR-20" if quiz["is_kr20"] else _("Cronbach's alpha")
    of = {"mean": in_words(mean), "most": in_words(most), "percent": share}
    return [
        Fact(_("Mean"), _("%(mean)s of %(most)s") % of, _("That is %(percent)s %%.") % of),
        Fact(_("Median"), in_words(quiz["median"]), _("Half of the people reached this or more.")),
        Fact(_("Standard deviation"), in_words(quiz["sd"]), _("So far do people usually lie from the mean.")),
        Fact(
            _("Reliability (%(name)s)") % {"name": name},
            in_words(quiz["alpha"]),
            quiz["undefined"].get("alpha") or _alpha_in_words(quiz["alpha"]),
        ),
        Fact(
            _("Standard error"),
            f"± {in_words(quiz['standard_error'])}" if quiz["standard_error"] is not None else "–",
            quiz["undefined"].get("standard_error")
            or _("So much could somebody's score differ with other questions of this kind."),
        ),
        Fact(_("Skewness"), in_words(quiz["skewness"]), quiz["undefined"].get("skewness") or _leaning(quiz)),
        Fact(
            _("Kurtosis"),
            in_words(quiz["kurtosis"]),
            quiz["undefined"].get("kurtosis") or _("Above 0: most lie close together, and a few far away."),
        ),
    ]


def _alpha_in_words(alpha: float) -> str:
    if alpha >= GOOD_ALPHA:
        return _("Good: who sits it again would stand about the same.")
    if alpha >= FAIR_ALPHA:
        return _("Sufficient to decide who has passed.")
    if alpha >= WEAK_ALPHA:
        return _("Weak: near the pass mark chance decides with. More questions, or better ones, help.")
    return _("Too low to decide anything about a person: the questions measure different things, or guessing rules.")


def _leaning(quiz: Mapping[str, Any]) -> str:
    if quiz["skewness"] <= -LEANS:
        return _("Most reached much, a few far less.")
    if quiz["skewness"] >= LEANS:
        return _("Most reached little, a few far more.")
    return _("High and low scores are about as frequent.")


def tone_of(item: Mapping[str, Any]) -> str:
    """How urgently somebody should look at it."""
    facility, index = item["facility"], item["discrimination_index"]
    if item["people"] < HIDDEN_BELOW:
        return "neutral"
    if facility is None or facility in (0.0, 1.0) or (index is not None and index < 0):
        return "danger" if facility != 1.0 else "warning"
    if facility > TOO_EASY or facility < TOO_HARD or (index is not None and index < WEAK):
        return "warning"
    return "success"


def figures_of(item: Mapping[str, Any]) -> list[Fact]:
    undefined = item["undefined"]

    def fact(name: str, label: str, value: float | None, unit: str, words: str) -> Fact:
        shown: float | None = value
        if unit and value is not None:
            shown = round(value, 1) if name.endswith("weight") else whole(value)
        return Fact(label, in_words(shown, unit), undefined.get(name) or words)

    facility, upper = item["facility"], item["upper_lower"]
    return [
        fact(
            "facility",
            _("Facility"),
            None if facility is None else 100 * facility,
            "%",
            _("So much of its marks was reached: the higher, the easier."),
        ),
        fact("sd", _("Standard deviation"), item["sd"], "", _("In marks.")),
        fact(
            "discrimination_index",
            _("Discrimination"),
            item["discrimination_index"],
            "%",
            _("How it goes with the rest of the test. From 30 on good, below 0 something is wrong with it."),
        ),
        fact(
            "discriminative_efficiency",
            _("Discriminative efficiency"),
            item["discriminative_efficiency"],
            "%",
            _("The same, measured against what is possible with marks like these."),
        ),
        fact(
            "upper_lower",
            _("Upper minus lower 27 %"),
            None if upper is None else 100 * upper,
            "%",
            _("So much more did the best reach here than the weakest."),
        ),
        fact("intended_weight", _("Intended weight"), item["intended_weight"], "%", _("Its part of all marks.")),
        fact(
            "effective_weight",
            _("Effective weight"),
            item["effective_weight"],
            "%",
            _("Its part in what tells people apart."),
        ),
    ]


def histogram(report: Mapping[str, Any]) -> Chart:
    width = 100 // BINS
    rows = [Datum(f"{place * width}–{(place + 1) * width}", number) for place, number in enumerate(report["scores"])]
    highest = max(rows, key=lambda row: row.value)
    summary = ngettext(
        "%(count)d person; most often between %(range)s %%.",
        "%(count)d people; most often between %(range)s %%.",
        report["people"],
    ) % {"count": report["people"], "range": highest.label}
    return column_chart("scores", _("Scores in percent"), rows, summary=summary, unit=_("people"), head=_("Score"))


def chart_of_given(item: Mapping[str, Any]) -> Chart | None:
    given = item["given"]
    if not given["rows"]:
        return None
    titles = {
        "options": _("What was chosen"),
        "texts": _("What was written"),
        "parts": _("Which parts were right"),
    }
    rows = [
        Datum(
            f"✓ {row['text']}" if row["right"] and given["kind"] != "parts" else row["text"],
            row["count"],
            tone="success" if row["right"] else "neutral",
        )
        for row in given["rows"]
    ]
    if given["blank"]:
        rows.append(Datum(_("no answer"), given["blank"], tone="neutral"))
    return bar_chart("given", titles[given["kind"]], rows, head=_("Answer"), most=item["people"])
