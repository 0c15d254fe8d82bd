"""What was learnt between a pre-test and a post-test: for who runs the course, and for each person the own."""

from __future__ import annotations

from functools import partial
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.listing import Filter, Listing
from members.models import User
from quizzes.analysis_pages import tabs_of
from quizzes.analysis_views import results_or_404
from quizzes.analysis_words import trust_in_words
from quizzes.choices import ReviewPart
from quizzes.gain_pages import facts_of, line_of, own_words, pair_lines, topic_chart
from quizzes.selectors.attempts import parts_shown
from quizzes.selectors.gains import CourseGains, course_gains, own_gain, pre_tests_of
from quizzes.selectors.results import QuizResults, batches_of, people_of
from quizzes.statistics.advice import HIDDEN_BELOW


@login_required
@never_cache
@require_safe
def gain(request: HttpRequest, uid: UUID) -> HttpResponse:
    results = results_or_404(request, uid)
    earlier = [quiz for quiz in pre_tests_of(results.course) if quiz.pk != results.quiz.pk]
    if not earlier:
        raise Http404
    batches = batches_of(results.quiz)
    filters = [Filter("batch", _("Batch"), [(batch.code, batch.name) for batch in batches])]
    if len(earlier) > 1:
        filters.append(Filter("before", _("Pre-test"), [(str(quiz.uid), quiz.title) for quiz in earlier]))
    listing = Listing(request.GET, filters=filters)
    code = listing.value("batch")
    before = next(
        (quiz for quiz in earlier if len(earlier) > 1 and str(quiz.uid) == listing.value("before")), earlier[0]
    )
    found = course_gains(before, results.quiz, next((row.pk for row in batches if row.code == code), None))
    figures, names = found.gains.figures, partial(_names, found, results)
    is_shown = figures.matched >= HIDDEN_BELOW
    context: dict[str, object] = {
        "results": results,
        "quiz": results.quiz,
        "course": results.course,
        "tabs": tabs_of(results, "gain"),
        "before": before,
        "listing": listing,
        "figures": figures,
        "trust": trust_in_words(figures.matched),
        "is_shown": is_shown,
        "dropped": [
            (_("Sat the pre-test alone"), len(figures.only_before), names(figures.only_before)),
            (_("Sat the post-test alone"), len(figures.only_after), names(figures.only_after)),
        ],
    }
    if is_shown:
        topics = [row for row in found.gains.topics if row.people >= HIDDEN_BELOW]
        context |= {
            "facts": facts_of(found.gains),
            "topics": [line_of(row) for row in topics],
            "chart": topic_chart(topics),
            "pairs": [line for line in pair_lines(found) if not line.is_hidden],
        }
    return render(request, "quizzes/gain.html", context)


def _names(found: CourseGains, results: QuizResults, members: tuple[object, ...]) -> list[tuple[str, str]]:
    """Name and office, by name; nobody's for who only speaks in the course."""
    if not (results.sees_names and members):
        return []
    people = people_of(found.enrolments[member] for member in cast(tuple[int, ...], members))
    return sorted((name, office) for name, office, _batch in people.values())


@login_required
@never_cache
@require_safe
def own(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person's own gain, where the rules of both tests show marks at this moment."""
    found = own_gain(cast(User, request.user), uid)
    now = clock.now()
    if found is None or any(
        ReviewPart.MARKS not in parts_shown(attempt, now) for attempt in (found.attempt, found.earlier)
    ):
        raise Http404
    context = {
        "attempt": found.attempt,
        "version": found.attempt.version,
        "earlier": found.earlier.version.title,
        "words": own_words(found),
        "topics": [line_of(row) for row in found.topics],
        "chart": topic_chart(found.topics),
    }
    return render(request, "quizzes/own_gain.html", context)
