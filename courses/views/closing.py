"""The page on which a batch is closed: each session's line confirmed or cancelled, then all of it fixed."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses import jp
from courses.choices import SessionState
from courses.closing_form import ClosingRow, closing_rows, lines_of, on_other_days
from courses.closing_notes import closing_notes
from courses.errors import CourseError
from courses.models import Batch
from courses.services import close_batch
from courses.services.closing import confirm_sessions
from courses.views.access import batch_run_by, member_behind

DESPITE = "despite"  # names the lines of another day than planned that the organiser was shown
KEEP = ("save", "all")  # these buttons keep the lines and leave the batch open


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_close(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    if request.method != "POST":
        return _page(request, batch, closing_rows(batch))
    rows = closing_rows(batch, request.POST)
    lines = lines_of(rows, batch)
    if lines is None:
        return _page(request, batch, rows)
    keeps = any(button in request.POST for button in KEEP)
    if not keeps and request.POST.get(DESPITE, "") != on_other_days(rows)[1]:
        return _page(request, batch, rows, asks=True)
    try:
        changed = confirm_sessions(batch=batch, lines=lines, actor=member_behind(request)) if lines else 0
        if keeps:
            messages.success(request, _kept(changed))
            return redirect("courses:batch_close", code)
        close_batch(batch=batch, actor=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:batch_close", code)
    messages.success(request, _("The batch is closed."))
    return redirect("courses:batch", code)


def _page(request: HttpRequest, batch: Batch, rows: list[ClosingRow], *, asks: bool = False) -> HttpResponseBase:
    other_days, despite = on_other_days(rows)
    delivered = [row for row in rows if row.state == SessionState.DELIVERED]
    context = {
        "batch": batch,
        "rows": rows,
        "undecided": [row for row in rows if row.state == SessionState.PLANNED],
        "is_some_over": any(row.state == SessionState.PLANNED and row.session.has_ended for row in rows),
        "delivered": len(delivered),
        "total": jp.total_of((row.counted for row in delivered), batch.course.jp_rounding),
        "raw_total": sum((row.counted for row in delivered), Decimal(0)),
        "other_days": other_days,
        "despite": despite,
        "asks": asks and other_days,
        "has_errors": any(row.errors for row in rows),
        "notes": [] if batch.is_closed else closing_notes(batch),
        "states": SessionState.choices,
    }
    return render(request, "courses/batch_close.html", context)


def _kept(changed: int) -> str:
    if not changed:
        return _("Nothing was different: all lines stand as they did.")
    return ngettext("%(number)d line is kept.", "%(number)d lines are kept.", changed) % {"number": changed}
