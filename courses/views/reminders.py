from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.whatsapp import whatsapp_link
from courses.choices import ReminderKind
from courses.errors import CourseError
from courses.reminder_forms import RemindersForm
from courses.selectors.reminders import reminders_sent, reminding_of, words_for_tomorrow
from courses.services.reminders import set_reminders
from courses.views.access import batch_run_by, member_behind


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def batch_reminders(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the batch reminds of by itself, and a text for those who are told by WhatsApp."""
    batch = batch_run_by(request, code)
    now = reminding_of([batch.pk])
    form = RemindersForm(request.POST or None, reminding={kind: now[batch.pk, kind] for kind in ReminderKind})
    if request.method == "POST" and form.is_valid():
        try:
            set_reminders(batch=batch, wanted=form.wanted, actor=member_behind(request))
        except CourseError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The reminders are set."))
        return redirect("courses:batch_reminders", code)
    text = words_for_tomorrow(batch)
    context = {
        "batch": batch,
        "form": form,
        "rows": form.rows(reminders_sent(batch)),
        "tomorrow_text": text,
        "tomorrow_url": whatsapp_link(text) if text else "",
    }
    return render(request, "courses/batch_reminders.html", context)
