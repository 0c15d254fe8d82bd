"""What a member once sat in another program, for that member: history, which counts for nothing."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.models import User
from quizzes.choices import ImportedKind
from quizzes.imported_sheet import lines_of, outcome_of, sentences_of


@login_required
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Scores and totals. Questions are not shown: the same ones may be asked here, and the member may yet sit them."""
    rows = cast(User, request.user).imported_sittings.select_related("course")
    sittings, progress = [], []
    for row in rows:
        if row.kind == ImportedKind.PROGRESS:
            progress.append((row, lines_of(row)))
        else:
            sittings.append((row, outcome_of(row), sentences_of(row)))
    return render(request, "quizzes/own_history.html", {"sittings": sittings, "progress": progress})
