"""Asking before what cannot be undone, on a page of its own. With JavaScript the page's dialog has asked already
(static/js/dialog.js) and says so in the form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

CONFIRMED = "confirmed"


def ask_first(
    request: HttpRequest, *, about: str, sentence: str | Promise, yes: str | Promise, back: str
) -> HttpResponse | None:
    """The page that asks; None once that was done. `about` is what it happens to, in the words of whoever named it."""
    if request.POST.get(CONFIRMED):
        return None
    return render(request, "core/confirm.html", {"about": about, "sentence": sentence, "yes": yes, "back": back})
